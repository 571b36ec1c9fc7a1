//! The README's identity tokens, each made by its own program and believed by the collector.

mod desk;
#[path = "../../docs/identity/token.rs"]
#[rustfmt::skip]
#[allow(unreachable_pub, reason = "as a vendor writes it")]
mod token;

use std::path::{Path, PathBuf};
use std::process::Command;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use collector::{Environment, admin};
use desk::{Desk, batch, event, now, statuses};
use serde_json::json;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/identity")
        .join(name)
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(file(""))
        .output();
    let output = output.unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

#[tokio::test]
async fn every_example_vouches_for_its_person() {
    let mut desk = Desk::new();
    admin::add_tenant(&desk.folder, "kumo").expect("made");
    let key = admin::add_identity_key(&desk.folder, "kumo", Environment::Live, None).expect("made");
    desk.restart();
    let (kid, secret) = (key.id, key.secret.expect("a secret"));
    let node = format!(
        "import {{ token }} from './token.mjs'; console.log(token({{kid: '{kid}', secret: '{secret}', tenant: 'kumo', user: 'u-node', account: 'a1'}}))"
    );
    let python = format!(
        "from token_example import token; print(token('{kid}', '{secret}', 'kumo', 'u-python', 'a1'))"
    );
    // A module of Python's own is called `token`.
    let python = python.replace(
        "from token_example import token",
        "exec(open('token.py').read())",
    );
    let raw = STANDARD.decode(&secret).expect("base64");
    let iat = u64::try_from(now() / 1000).expect("after 1970");
    for (n, (user, token)) in [
        (
            "u-node",
            said("node", &["--input-type=module", "--eval", &node]),
        ),
        ("u-python", said("python3", &["-c", &python])),
        (
            "u-rust",
            token::token(&kid, &raw, "kumo", "u-rust", "a1", iat),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let request = Request::get("/v1/me").header("authorization", format!("Bearer {token}"));
        let answer = desk
            .ask(request.body(Body::empty()).expect("request"))
            .await;
        assert_eq!(answer.status, 200, "{user}: {}", answer.body);
        let mut signed = batch(&[event(
            n as u64,
            "host.x",
            json!({"user": user, "account": "a1"}),
        )]);
        signed["token"] = json!(token);
        assert_eq!(statuses(&desk.post(signed.to_string()).await), ["accepted"]);
    }
    let apart = desk.get("/v1/reports/delivery").await.json()["total"]["unsigned"].clone();
    assert_eq!(apart, 0, "all three count as signed");
}

#[test]
fn the_readme_shows_what_is_run() {
    let readme = std::fs::read_to_string(file("../../README.md")).expect("the README");
    for name in ["token.mjs", "token.py", "token.rs"] {
        let text = std::fs::read_to_string(file(name)).expect(name);
        assert!(
            readme.contains(text.trim()),
            "{name} stands in the README as it is"
        );
        let lines = text
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with("//!"));
        assert!(lines.count() <= 10, "{name}: ten lines");
    }
}
