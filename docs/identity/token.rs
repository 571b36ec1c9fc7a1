//! An identity token, made by the vendor's server for who is signed in.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as URL, Engine as _};
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::json;

pub fn token(kid: &str, secret: &[u8], tenant: &str, user: &str, account: &str, iat: u64) -> String {
    let claims = json!({"tenant": tenant, "sub": user, "account": account, "iat": iat, "exp": iat + 3000});
    let part = |value: serde_json::Value| URL.encode(value.to_string());
    let text = format!("{}.{}", part(json!({"alg": "HS256", "kid": kid})), part(claims));
    format!("{text}.{}", URL.encode(sign(&Key::new(HMAC_SHA256, secret), text.as_bytes())))
}
