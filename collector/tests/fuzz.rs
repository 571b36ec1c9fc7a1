//! Bodies and tokens that nobody would write, made from sound ones by seeded changes: no panic, no 500, one answer for
//! every event, nobody vouched for by a changed token. `SHIRUBE_FUZZ_SECONDS` lets it go on; what was found once lies in
//! `tests/fuzz` and is played first.

mod desk;

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use collector::{Environment, admin};
use desk::{Answer, Desk, batch, event, now};
use ring::hmac;
use serde_json::{Value, json};

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Goes on for the time asked, or for `cases` of them; says how many there were.
async fn many(name: &str, cases: u64, mut one: impl AsyncFnMut(u64, &mut Chance)) {
    let seconds = std::env::var("SHIRUBE_FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let end = seconds.map(|s| Instant::now() + Duration::from_secs(s));
    let mut case = 0;
    while end.map_or(case < cases, |end| Instant::now() < end) {
        // Another run goes other ways, and a case is found again by its number.
        let mut chance = Chance((case + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        one(case, &mut chance).await;
        case += 1;
    }
    println!("{name}: {case} cases");
}

/// Values that a reader stumbles over.
fn odd(chance: &mut Chance) -> Value {
    let text = "x".repeat(9000);
    let all = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(9_007_199_254_740_993_u64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("\u{0}"),
        json!("\u{202e}\u{feff}"),
        json!([]),
        json!({}),
        json!([[[[[1]]]]]),
        json!({"__proto__": {"a": 1}}),
        json!(text),
        json!("' OR 1=1 --"),
        json!("2026-11-24"),
        json!(0.1),
        json!({"$": [null, {"a": "\u{10ffff}"}]}),
    ];
    let n = chance.below(all.len());
    all[n].clone()
}

/// Puts something odd somewhere.
fn disturb(value: &mut Value, chance: &mut Chance) {
    let here = chance.below(4) == 0;
    match value {
        Value::Object(map) if !here && !map.is_empty() => {
            let key = map
                .keys()
                .nth(chance.below(map.len()))
                .cloned()
                .unwrap_or_default();
            match chance.below(6) {
                0 => drop(map.remove(&key)),
                1 => drop(map.insert(format!("{key}\u{0}"), odd(chance))),
                _ => disturb(&mut map[&key], chance),
            }
        }
        Value::Array(list) if !here && !list.is_empty() => {
            let at = chance.below(list.len());
            if chance.below(5) == 0 {
                let again = list[at].clone();
                list.push(again);
            } else {
                disturb(&mut list[at], chance);
            }
        }
        other => *other = odd(chance),
    }
}

/// Changes bytes: flips, cuts, repeats, strange ones.
fn scramble(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len());
        match chance.below(5) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            2 => bytes.insert(
                at,
                [b'"', b'\\', b'{', b'[', 0, 0xFF, b','][chance.below(7)],
            ),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            _ => {
                let part = bytes[at..(at + 40).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}

async fn send(desk: &Desk, encoding: Option<&str>, body: Vec<u8>) -> Answer {
    let mut request = Request::post("/v1/events").header("content-type", "text/plain");
    if let Some(encoding) = encoding {
        request = request.header("content-encoding", encoding);
    }
    desk.ask(request.body(Body::from(body)).expect("request"))
        .await
}

fn held(answer: &Answer, of: Option<usize>, said: &dyn Fn() -> String) {
    let status = answer.status.as_u16();
    assert!(status < 500 || status == 503, "{status}: {}", said());
    if status == 200 {
        let results = answer.json()["results"].as_array().map_or(0, Vec::len);
        assert!(
            of.is_none_or(|n| n == results),
            "{results} answers: {}",
            said()
        );
    }
}

fn seed(n: u64) -> Value {
    batch(&[
        event(
            n * 3,
            "quiz.answered",
            json!({"user": format!("u{n}"), "account": "a", "content": "q", "version": 1, "data": {"question": "a", "choice": ["x"], "correct": true}}),
        ),
        event(
            n * 3 + 1,
            "host.x",
            json!({"data": {"deep": {"a": [1, 2, {"b": null}]}}}),
        ),
        event(
            n * 3 + 2,
            "tutorial.step_completed",
            json!({"content": "g", "step": "s", "release": 3, "trusted": false}),
        ),
    ])
}

#[tokio::test]
async fn no_body_brings_it_down() {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    for file in std::fs::read_dir(folder).expect("what was found before") {
        let body = std::fs::read(file.expect("a file").path()).expect("bytes");
        held(&send(&desk, None, body.clone()).await, None, &|| {
            String::from_utf8_lossy(&body).into_owned()
        });
    }
    many("bodies", 1_000, async |case, chance| {
        let mut value = seed(case % 500);
        for _ in 0..chance.below(4) {
            disturb(&mut value, chance);
        }
        let whole = value["events"].as_array().map(Vec::len);
        let mut bytes = value.to_string().into_bytes();
        let sound = chance.below(2) == 0;
        if !sound {
            scramble(&mut bytes, chance);
        }
        let answer = send(&desk, None, bytes.clone()).await;
        held(&answer, whole.filter(|_| sound), &|| {
            format!("case {case}: {}", String::from_utf8_lossy(&bytes))
        });
    })
    .await;
}

#[tokio::test]
async fn no_packed_body_brings_it_down() {
    let desk = Desk::new();
    many("packed bodies", 400, async |case, chance| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed
            .write_all(seed(case % 500).to_string().as_bytes())
            .expect("packs");
        let mut bytes = packed.finish().expect("packs");
        scramble(&mut bytes, chance);
        held(&send(&desk, Some("gzip"), bytes).await, None, &|| {
            format!("case {case}")
        });
    })
    .await;
}

#[tokio::test]
async fn no_changed_token_vouches_for_anybody() {
    let mut desk = Desk::new();
    for tenant in ["kumo", "other"] {
        admin::add_tenant(&desk.folder, tenant).expect("made");
    }
    let key = admin::add_identity_key(&desk.folder, "kumo", Environment::Live, None).expect("made");
    desk.restart();
    let secret = STANDARD
        .decode(key.secret.expect("a secret"))
        .expect("base64");
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let sign = |text: &str, secret: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
    };
    let header = json!({"alg": "HS256", "kid": key.id});
    let seconds = now() / 1000;
    let claims = json!({"tenant": "kumo", "sub": "u1", "account": "a1", "iat": seconds, "exp": seconds + 3000});
    let text = format!("{}.{}", part(&header), part(&claims));
    let sound = format!("{text}.{}", sign(&text, &secret));
    let me = async |token: &str| {
        let request = Request::get("/v1/me")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty());
        match request {
            Ok(request) => desk.ask(request).await.status.as_u16(),
            // What no header can hold never comes in.
            Err(_) => 401,
        }
    };
    assert_eq!(me(&sound).await, 200);
    many("tokens", 600, async |case, chance| {
        let changed = match chance.below(4) {
            // Other claims under the old signature, or under none, or under a guessed key.
            0 => {
                let (mut header, mut claims) = (header.clone(), claims.clone());
                disturb(
                    if chance.below(2) == 0 {
                        &mut header
                    } else {
                        &mut claims
                    },
                    chance,
                );
                let text = format!("{}.{}", part(&header), part(&claims));
                let mark = [
                    sound.rsplit('.').next().unwrap_or("").to_owned(),
                    String::new(),
                    sign(&text, b"secret"),
                    sign(&text, key.id.as_bytes()),
                ];
                format!("{text}.{}", mark[chance.below(4)])
            }
            1 => {
                let name = ["none", "None", "EdDSA", "HS384", "RS256", ""][chance.below(6)];
                let header = json!({"alg": name, "kid": key.id});
                let text = format!("{}.{}", part(&header), part(&claims));
                format!("{text}.{}", sign(&text, &secret))
            }
            // Truly signed, and wrong in what it says.
            2 => {
                let mut wrong = claims.clone();
                match chance.below(6) {
                    0 => wrong["exp"] = json!(seconds - 3600),
                    1 => wrong["exp"] = json!(seconds + 86_400),
                    2 => wrong["tenant"] = json!("other"),
                    3 => wrong["iat"] = json!(seconds + 3600),
                    4 => wrong["sub"] = json!(["u1"]),
                    _ => drop(
                        wrong
                            .as_object_mut()
                            .and_then(|claims| claims.remove("exp")),
                    ),
                }
                let text = format!("{}.{}", part(&header), part(&wrong));
                format!("{text}.{}", sign(&text, &secret))
            }
            _ => {
                let mut bytes = sound.clone().into_bytes();
                scramble(&mut bytes, chance);
                String::from_utf8_lossy(&bytes).into_owned()
            }
        };
        if changed == sound {
            return;
        }
        assert_eq!(me(&changed).await, 401, "case {case}: {changed}");
        let mut batch = batch(&[event(case % 400, "host.x", json!({}))]);
        batch["token"] = json!(changed);
        held(
            &send(&desk, None, batch.to_string().into_bytes()).await,
            Some(1),
            &|| format!("case {case}"),
        );
    })
    .await;
}
