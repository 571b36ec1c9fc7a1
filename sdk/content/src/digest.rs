//! SHA-256 as the name and the proof of a file.
//! Bytes enter, 32 bytes or their hexadecimal name leave; signatures are the platform's business.

use crate::{Code, Reader, joined};
use sha2::Digest as _;

/// A SHA-256 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

/// The letters of base32.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl Digest {
    /// The code of a deep link: eight characters of base32 over tenant, item and step; the item as a whole has none.
    #[must_use]
    pub fn link(tenant: &str, item: &str, step: Option<&str>) -> String {
        let told = joined(&[tenant, item, step.unwrap_or_default()], "\n");
        let Digest(bytes) = Digest::of(told.as_bytes());
        let head = bytes.iter().take(5);
        let bits = head.fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..8)
            .filter_map(|n| LETTERS.get((bits >> (35 - 5 * n) & 31) as usize))
            .map(|letter| char::from(*letter))
            .collect()
    }

    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Digest(sha2::Sha256::digest(bytes).into())
    }

    /// 64 lower-case hexadecimal digits, as used in file names.
    #[must_use]
    pub fn hex(&self) -> String {
        let mut out = String::with_capacity(64);
        for byte in self.0 {
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(if half < 10 {
                    b'0' + half
                } else {
                    b'a' + half - 10
                }));
            }
        }
        out
    }
}

impl Code for Digest {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
    fn take(r: &mut Reader) -> Self {
        Digest(r.array())
    }
}
