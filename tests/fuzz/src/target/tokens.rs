//! Identity tokens: as they come, nobody is vouched for; where header and claims are what comes and the signature is
//! right, somebody is only within the limits that a token has.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use collector::readers;
use ring::hmac;

use crate::Target;
use crate::world::NOW;

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
const HEADER: &[u8] = br#"{"alg":"HS256","kid":"k"}"#;

pub(crate) const TARGET: Target = Target {
    name: "tokens",
    read,
    seeds,
    memory: (64 << 10, 256),
};

/// The first byte says what the others are: a token, claims, or a header and claims with a line between.
fn read(bytes: &[u8]) {
    let Some((&sort, rest)) = bytes.split_first() else {
        return;
    };
    match sort % 3 {
        0 => {
            if let Ok(text) = std::str::from_utf8(rest) {
                assert_eq!(readers::token(text, "kumo", SECRET, NOW), None);
            }
        }
        1 => signed(HEADER, rest),
        _ => {
            let at = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            let (header, claims) = rest.split_at(at);
            signed(header, claims.get(1..).unwrap_or_default());
        }
    }
}

fn signed(header: &[u8], claims: &[u8]) {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let text = format!("{}.{}", part(header), part(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let mark = hmac::sign(&key, text.as_bytes());
    let token = format!("{text}.{}", part(mark.as_ref()));
    let Some((user, account)) = readers::token(&token, "kumo", SECRET, NOW) else {
        return;
    };
    assert!((1..=512).contains(&user.len()));
    assert!(account.is_none_or(|a| (1..=512).contains(&a.len())));
    // It vouches for its own tenant alone, and not for ever.
    assert_eq!(readers::token(&token, "other", SECRET, NOW), None);
    let other = b"another secret of thirty-two byte";
    assert_eq!(readers::token(&token, "kumo", other, NOW), None);
    assert_eq!(
        readers::token(&token, "kumo", SECRET, NOW + 2 * 3_600_000 + 1),
        None
    );
}

fn seeds() -> Vec<Vec<u8>> {
    let now = NOW / 1000;
    let claims = format!(
        r#"{{"tenant":"kumo","sub":"u1","account":"a1","iat":{now},"exp":{}}}"#,
        now + 3600
    );
    vec![
        b"\0eyJhbGciOiJIUzI1NiIsImtpZCI6ImsifQ.e30.AAAA".to_vec(),
        [b"\x01", claims.as_bytes()].concat(),
        [b"\x02", HEADER, b"\n", claims.as_bytes()].concat(),
        [
            b"\x02",
            br#"{"alg":"none","kid":"k"}"#.as_slice(),
            b"\n",
            claims.as_bytes(),
        ]
        .concat(),
    ]
}
