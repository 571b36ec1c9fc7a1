//! Identity tokens: a JSON Web Token that the vendor's server signs for the person it has signed in, at most an hour
//! long. The key that `kid` names decides algorithm and tenant; what a token says of either must agree, or it is none.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde::Deserialize;
use serde_json::Value;

/// The longest token.
const MOST_BYTES: usize = 8 * 1024;
/// The longest time between issue and expiry, in seconds.
const MOST_SECONDS: i64 = 60 * 60;
/// How far the vendor's clock may be off, in seconds.
const LEEWAY: i64 = 60;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// A public key of 32 bytes; the vendor keeps the other half.
    Ed25519,
    /// HMAC-SHA256 over a secret that both sides know.
    Hmac,
}

impl Algorithm {
    /// The name in a token's header.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Algorithm::Ed25519 => "EdDSA",
            Algorithm::Hmac => "HS256",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Algorithm::Ed25519, Algorithm::Hmac]
            .into_iter()
            .find(|a| a.name() == name)
    }
}

/// A key that tokens are held against.
#[derive(Clone)]
pub(crate) struct IdentityKey {
    pub(crate) tenant: String,
    /// The partition whose events it vouches for.
    pub(crate) partition: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) key: Vec<u8>,
}

/// Who a token vouches for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Identity {
    pub(crate) partition: String,
    pub(crate) user: String,
    pub(crate) account: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    tenant: String,
    sub: String,
    account: Option<String>,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
}

fn part<T: for<'a> Deserialize<'a>>(text: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Who the token vouches for at `now` (ms); nobody where anything about it is not as it should be.
pub(crate) fn verify(
    token: &str,
    now: i64,
    by_id: impl FnOnce(&str) -> Option<IdentityKey>,
) -> Option<Identity> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let (signed, mark) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Header = part(header)?;
    // What a header calls critical is unknown here.
    if header.crit.is_some() {
        return None;
    }
    let key = by_id(&header.kid)?;
    if header.alg != key.algorithm.name() {
        return None;
    }
    let mark = URL_SAFE_NO_PAD.decode(mark).ok()?;
    match key.algorithm {
        Algorithm::Ed25519 => signature::UnparsedPublicKey::new(&signature::ED25519, &key.key)
            .verify(signed.as_bytes(), &mark)
            .ok()?,
        Algorithm::Hmac => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.key);
            hmac::verify(&secret, signed.as_bytes(), &mark).ok()?;
        }
    }
    let claims: Claims = part(claims)?;
    let seconds = now.div_euclid(1000);
    let lasts = claims.exp.checked_sub(claims.iat)?;
    let timely = (1..=MOST_SECONDS).contains(&lasts)
        && claims.iat <= seconds + LEEWAY
        && claims.nbf.is_none_or(|nbf| nbf <= seconds + LEEWAY)
        && seconds <= claims.exp.checked_add(LEEWAY)?;
    let named = |text: &str| (1..=512).contains(&text.len());
    let sound = timely
        && claims.tenant == key.tenant
        && named(&claims.sub)
        && claims.account.as_deref().is_none_or(named);
    sound.then_some(Identity {
        partition: key.partition,
        user: claims.sub,
        account: claims.account,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::KeyPair as _;
    use serde_json::json;

    const NOW: i64 = 1_764_000_000_000;
    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn pair() -> signature::Ed25519KeyPair {
        signature::Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a pair")
    }

    fn keys(id: &str) -> Option<IdentityKey> {
        let of = |algorithm, key: &[u8]| IdentityKey {
            tenant: "kumo".to_owned(),
            partition: "kumo".to_owned(),
            algorithm,
            key: key.to_vec(),
        };
        match id {
            "ed" => Some(of(Algorithm::Ed25519, pair().public_key().as_ref())),
            "mac" => Some(of(Algorithm::Hmac, SECRET)),
            _ => None,
        }
    }

    fn signed(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let mark = URL_SAFE_NO_PAD.encode(sign(text.as_bytes()));
        format!("{text}.{mark}")
    }

    fn ed(text: &[u8]) -> Vec<u8> {
        pair().sign(text).as_ref().to_vec()
    }

    fn mac_with(key: &[u8], text: &[u8]) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        hmac::sign(&key, text).as_ref().to_vec()
    }

    fn mac(text: &[u8]) -> Vec<u8> {
        mac_with(SECRET, text)
    }

    fn claims(more: &Value) -> Value {
        let now = NOW / 1000;
        let mut claims =
            json!({"tenant": "kumo", "sub": "u1", "account": "a1", "iat": now, "exp": now + 3600});
        for (key, value) in more.as_object().into_iter().flatten() {
            claims[key] = value.clone();
        }
        claims
    }

    #[test]
    fn only_a_whole_and_timely_token_vouches() {
        let (by_ed, by_mac) = (
            json!({"alg": "EdDSA", "kid": "ed"}),
            json!({"alg": "HS256", "kid": "mac"}),
        );
        let plain = claims(&json!({}));
        let now = NOW / 1000;
        let check = |what: &str, token: String, vouches: bool| {
            let found = verify(&token, NOW, keys);
            assert_eq!(found.is_some(), vouches, "{what}");
            if let Some(found) = found {
                assert_eq!(
                    (found.partition.as_str(), found.user.as_str()),
                    ("kumo", "u1"),
                    "{what}"
                );
            }
        };
        check("EdDSA", signed(&by_ed, &plain, ed), true);
        check("HS256", signed(&by_mac, &plain, mac), true);
        check(
            "no account",
            signed(&by_mac, &claims(&json!({"account": null})), mac),
            true,
        );
        check(
            "a claim we do not know",
            signed(&by_mac, &claims(&json!({"traits": {"role": "admin"}})), mac),
            true,
        );
        check(
            "clock a little ahead",
            signed(
                &by_mac,
                &claims(&json!({"iat": now + 59, "exp": now + 100})),
                mac,
            ),
            true,
        );
        check(
            "just expired",
            signed(
                &by_mac,
                &claims(&json!({"iat": now - 100, "exp": now - 60})),
                mac,
            ),
            true,
        );
        // Times.
        for (what, more) in [
            ("expired", json!({"iat": now - 100, "exp": now - 61})),
            ("an hour and a second", json!({"exp": now + 3601})),
            ("for ever", json!({"exp": i64::MAX})),
            ("from the beginning", json!({"iat": i64::MIN})),
            ("not yet", json!({"iat": now + 61, "exp": now + 100})),
            ("not before", json!({"nbf": now + 61})),
            ("ends before it begins", json!({"iat": now, "exp": now - 1})),
            ("no expiry", json!({"exp": null})),
            ("no issue", json!({"iat": null})),
            ("times as text", json!({"exp": (now + 10).to_string()})),
            ("times as fractions", json!({"exp": 1.5})),
            ("another tenant", json!({"tenant": "other"})),
            ("no tenant", json!({"tenant": null})),
            ("nobody", json!({"sub": ""})),
            ("no subject", json!({"sub": null})),
            ("a number as subject", json!({"sub": 1})),
            ("a list as account", json!({"account": ["a1"]})),
            ("an empty account", json!({"account": ""})),
            ("a long subject", json!({"sub": "x".repeat(513)})),
        ] {
            check(what, signed(&by_mac, &claims(&more), mac), false);
            check(what, signed(&by_ed, &claims(&more), ed), false);
        }
        // Headers.
        let public = pair().public_key().as_ref().to_vec();
        for (what, header) in [
            ("none", json!({"alg": "none", "kid": "mac"})),
            ("None", json!({"alg": "None", "kid": "mac"})),
            ("HS384", json!({"alg": "HS384", "kid": "mac"})),
            ("no algorithm", json!({"kid": "mac"})),
            ("no key", json!({"alg": "HS256"})),
            ("an unknown key", json!({"alg": "HS256", "kid": "x"})),
            (
                "critical",
                json!({"alg": "HS256", "kid": "mac", "crit": ["exp"]}),
            ),
            (
                "the other key's algorithm",
                json!({"alg": "EdDSA", "kid": "mac"}),
            ),
        ] {
            check(what, signed(&header, &plain, mac), false);
        }
        check(
            "the public key as a secret",
            signed(&json!({"alg": "HS256", "kid": "ed"}), &plain, |t| {
                mac_with(&public, t)
            }),
            false,
        );
        check(
            "EdDSA called, MAC made",
            signed(&by_ed, &plain, |t| mac_with(&public, t)),
            false,
        );
        check(
            "no signature",
            signed(&by_mac, &plain, |_| Vec::new()),
            false,
        );
        check(
            "half a signature",
            signed(&by_mac, &plain, |t| mac(t)[..16].to_vec()),
            false,
        );
        check(
            "another secret",
            signed(&by_mac, &plain, |t| mac_with(b"another", t)),
            false,
        );
        check(
            "signed twice over",
            format!("{}.x", signed(&by_mac, &plain, mac)),
            false,
        );
        for text in [
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "e30.e30.e30",
            "\u{3042}.\u{3042}.\u{3042}",
        ] {
            check(text, text.to_owned(), false);
        }
        let good = signed(&by_ed, &plain, ed);
        check(
            "too long",
            format!("{}{good}", "A".repeat(MOST_BYTES)),
            false,
        );
        check("padded", format!("{good}="), false);
        check("with a space", format!(" {good}"), false);
        // Any one bit of what was signed, or of the signature.
        for header in [&by_ed, &by_mac] {
            let good = if header == &by_ed {
                signed(header, &plain, ed)
            } else {
                signed(header, &plain, mac)
            };
            for at in 0..good.len() {
                for bit in 0..7 {
                    let mut bytes = good.clone().into_bytes();
                    bytes[at] ^= 1 << bit;
                    let changed = String::from_utf8(bytes).expect("seven bits stay text");
                    check("a flipped bit", changed, false);
                }
            }
        }
    }
}
