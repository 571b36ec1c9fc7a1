//! The keys that sign releases: Ed25519, kept in one file of the author's, newest first.
//! A text enters or is made; signatures over a catalogue's exact bytes and public keys for the script tag leave.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use content::Digest;
use content::catalogue::Signature;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair as _};

const SECRET: &str = "ed25519-secret:";
const HEADER: &str = "# Keys that sign this product's guidance. Keep this file secret. The newest key is the first.\n";
/// While a key is being changed, pages pin the old one or the new one: a release carries both signatures.
const KEPT: usize = 2;

/// The text is no key file.
#[derive(Debug, PartialEq, Eq)]
pub struct BadKeys {
    /// The line that cannot be read, from 1; 0: there is no key at all.
    pub line: usize,
}

impl fmt::Display for BadKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "there is no key in this file"),
            line => write!(f, "line {line} is not a key"),
        }
    }
}

impl std::error::Error for BadKeys {}

/// One or two signing keys, the newest first.
pub struct KeyRing {
    keys: Vec<([u8; 32], Ed25519KeyPair)>,
}

impl KeyRing {
    /// A ring with one new key; nothing where the system has no random numbers to give.
    #[must_use]
    pub fn generate() -> Option<KeyRing> {
        Some(KeyRing {
            keys: vec![generate()?],
        })
    }

    /// Reads a key file.
    pub fn parse(text: &str) -> Result<KeyRing, BadKeys> {
        let mut keys = Vec::new();
        for (line, text) in (1..).zip(text.lines().map(str::trim)) {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let seed = text
                .strip_prefix(SECRET)
                .and_then(|t| <[u8; 32]>::try_from(STANDARD.decode(t).ok()?).ok());
            let pair = seed.and_then(|s| Some((s, Ed25519KeyPair::from_seed_unchecked(&s).ok()?)));
            keys.push(pair.ok_or(BadKeys { line })?);
        }
        if keys.is_empty() {
            return Err(BadKeys { line: 0 });
        }
        Ok(KeyRing { keys })
    }

    /// The key file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self
            .keys
            .iter()
            .map(|(seed, _)| format!("{SECRET}{}\n", STANDARD.encode(seed)));
        HEADER.to_owned() + &lines.collect::<String>()
    }

    /// Puts a new key first and keeps the one before it; an older one goes. False without random numbers.
    #[must_use]
    pub fn rotate(&mut self) -> bool {
        let Some(new) = generate() else {
            return false;
        };
        self.keys.insert(0, new);
        self.keys.truncate(KEPT);
        true
    }

    /// What `data-signer` pins: every public key as `ed25519:BASE64`, newest first.
    #[must_use]
    pub fn signers(&self) -> Vec<String> {
        let public = self.keys.iter().map(|(_, pair)| pair.public_key());
        public
            .map(|key| format!("ed25519:{}", STANDARD.encode(key.as_ref())))
            .collect()
    }

    /// A signature by each key over the bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Vec<Signature> {
        let half = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).ok().map(Digest);
        let of = |pair: &Ed25519KeyPair| {
            let signature = pair.sign(bytes);
            let (r, s) = signature.as_ref().split_at_checked(32)?;
            Some(Signature {
                key: half(pair.public_key().as_ref())?,
                r: half(r)?,
                s: half(s)?,
            })
        };
        self.keys.iter().filter_map(|(_, pair)| of(pair)).collect()
    }
}

fn generate() -> Option<([u8; 32], Ed25519KeyPair)> {
    let mut seed = [0; 32];
    SystemRandom::new().fill(&mut seed).ok()?;
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
    Some((seed, pair))
}

#[cfg(test)]
mod tests {
    use super::{BadKeys, KeyRing, STANDARD};
    use base64::Engine as _;

    fn bytes(hex: &str) -> Vec<u8> {
        let pairs = hex.as_bytes().chunks(2);
        pairs
            .map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn the_second_vector_of_rfc_8032() {
        let seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let ring = KeyRing::parse(&format!("ed25519-secret:{}", STANDARD.encode(seed))).unwrap();
        let public = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assert_eq!(
            ring.signers(),
            [format!("ed25519:{}", STANDARD.encode(&public))]
        );
        let signed = ring.sign(&[0x72]);
        let whole = [signed[0].r.0, signed[0].s.0].concat();
        let expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(whole, bytes(expected));
        assert_eq!(signed[0].key.0.to_vec(), public);
    }

    #[test]
    fn a_rotated_ring_signs_with_both_and_then_lets_the_oldest_go() {
        let mut ring = KeyRing::generate().unwrap();
        let first = ring.signers();
        assert!(ring.rotate());
        let both = ring.signers();
        assert_eq!((both.len(), &both[1]), (2, &first[0]));
        assert_eq!(ring.sign(b"x").len(), 2);
        assert!(ring.rotate());
        assert_eq!(ring.signers().len(), 2);
        assert!(!ring.signers().contains(&first[0]));
        assert_eq!(
            KeyRing::parse(&ring.text()).unwrap().signers(),
            ring.signers()
        );
    }

    #[test]
    fn what_is_no_key_file() {
        let check = |text: &str, line| {
            assert_eq!(KeyRing::parse(text).err(), Some(BadKeys { line }), "{text}")
        };
        check("", 0);
        check("# only words\n", 0);
        check("# words\ned25519-secret:AAAA\n", 2);
        check("hello", 1);
    }
}
