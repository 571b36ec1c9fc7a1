//! A person's data goes, from the files too, and stays gone however it comes again.

mod desk;

use desk::{Desk, batch, event, id, now, statuses};
use serde_json::{Value, json};

const CANARY: &str = "kuga-canary-77";

/// Whether any file of the store holds the text.
fn on_disk(desk: &Desk, text: &str) -> bool {
    let files = std::fs::read_dir(&desk.folder).expect("lists");
    files.into_iter().any(|file| {
        let bytes = std::fs::read(file.expect("entry").path()).expect("reads");
        bytes.windows(text.len()).any(|w| w == text.as_bytes())
    })
}

/// Events of one person, of another, and without a name: in a session of the first alone, and in one that both used.
fn events() -> Vec<Value> {
    let of = |n: u64, user: Value, session: u64| {
        let more = json!({"user": user, "session": id(session), "data": {"t": if user == "u-other" { "other" } else { CANARY }}});
        event(n, "x", more)
    };
    vec![
        of(1, json!(CANARY), 901),
        of(2, Value::Null, 901),
        of(3, json!(CANARY), 902),
        of(4, json!("u-other"), 902),
        of(5, json!("u-other"), 903),
    ]
}

async fn erase(desk: &Desk) -> Value {
    let body = json!({"user": CANARY}).to_string();
    let answer = desk.call("POST", "/v1/erase", body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn it_goes_and_stays_gone() {
    let desk = Desk::new();
    let sent = batch(&events());
    assert_eq!(
        statuses(&desk.post(sent.to_string()).await),
        ["accepted"; 5]
    );
    let users = json!([{"id": CANARY, "name": CANARY, "account": "a1"}]).to_string();
    let accounts = json!([{"id": "a1", "name": "Aoba", "contacts": [{"user": CANARY, "name": CANARY}, {"user": "u-other", "name": "o"}]}]).to_string();
    let tickets = json!([{"id": "t1", "user": CANARY, "category": CANARY}]).to_string();
    for (path, body) in [
        ("/v1/users", users),
        ("/v1/accounts", accounts),
        ("/v1/tickets", tickets),
    ] {
        assert_eq!(desk.call("PUT", path, body).await.status, 200);
    }
    assert!(on_disk(&desk, CANARY));
    let told = erase(&desk).await;
    assert_eq!(told["erased"], json!({"events": 3, "records": 3}));
    assert_eq!(told["overwritten"], true);
    assert_eq!(desk.ids().await, [id(4), id(5)]);
    assert!(!on_disk(&desk, CANARY), "not a byte of it");
    assert!(on_disk(&desk, "Aoba"), "the rest is still there");
    // The very same batch again, and each event by itself, and with a fresh time of sending.
    for sent_at in [
        sent["sent"].clone(),
        json!(now()),
        json!(now() - 86_400_000),
    ] {
        let mut again = sent.clone();
        again["sent"] = sent_at;
        let answer = statuses(&desk.post(again.to_string()).await);
        assert_eq!(
            answer,
            ["accepted", "accepted", "accepted", "duplicate", "duplicate"]
        );
    }
    // What lay on the device, never sent before, from before the erasure.
    let late = [
        event(50, "x", json!({"user": CANARY, "session": id(901)})),
        event(51, "x", json!({"user": null, "session": id(901)})),
        event(52, "x", json!({"user": CANARY, "session": id(904)})),
    ];
    assert_eq!(desk.send(&late).await, ["accepted"; 3]);
    // By import too.
    let lines: Vec<String> = late.iter().map(Value::to_string).collect();
    let imported = desk.call("POST", "/v1/import", lines.join("\n")).await;
    assert_eq!(statuses(&imported), ["accepted"; 3]);
    assert_eq!(desk.ids().await, [id(4), id(5)]);
    assert!(!on_disk(&desk, CANARY));
    // The audit log says that it was done, not to whom.
    let cookie = desk.sign_in().await;
    let request = axum::http::Request::get("/dashboard/en/audit").header("cookie", cookie);
    let page = desk
        .ask(request.body(axum::body::Body::empty()).expect("request"))
        .await;
    assert!(page.body.contains("erased a person") && !page.body.contains(CANARY));
}

#[tokio::test]
async fn whoever_comes_back_later_is_counted_again() {
    let desk = Desk::new();
    desk.send(&events()).await;
    erase(&desk).await;
    let after = event(
        60,
        "x",
        json!({"user": CANARY, "session": id(905), "at": now() + 1000}),
    );
    let mut batch = batch(&[after]);
    batch["sent"] = json!(now() + 1000);
    // A client whose clock is a second ahead; received after the erasure by ours.
    assert_eq!(statuses(&desk.post(batch.to_string()).await), ["accepted"]);
    assert_eq!(desk.ids().await, [id(4), id(5), id(60)]);
}

#[tokio::test]
async fn one_tenants_erasure_is_none_of_anothers() {
    let desk = Desk::new();
    let mut theirs = batch(&events());
    theirs["key"] = json!("pk_other");
    desk.post(theirs.to_string()).await;
    desk.send(&events()).await;
    erase(&desk).await;
    assert_eq!(
        statuses(&desk.post(theirs.to_string()).await),
        ["duplicate"; 5]
    );
}

#[tokio::test]
async fn a_request_that_names_nobody_is_refused() {
    let desk = Desk::new();
    for body in [
        "",
        "{}",
        "[]",
        "{\"user\":\"\"}",
        "{\"user\":1}",
        "{\"users\":[\"x\"]}",
        "{\"user\":\"x\",\"account\":\"y\"}",
    ] {
        let answer = desk.call("POST", "/v1/erase", body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
    let nobody = desk
        .call("POST", "/v1/erase", "{\"user\":\"nobody\"}")
        .await
        .json();
    assert_eq!(nobody["erased"], json!({"events": 0, "records": 0}));
}
