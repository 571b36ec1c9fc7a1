//! What pages may send, what they are told, and that it is counted once.

mod desk;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use desk::{Answer, Desk, batch, event, id, now, signed, statuses};
use serde_json::{Value, json};

fn problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.json()["status"], status);
    assert!(answer.json()["type"].is_string() && answer.json()["title"].is_string());
    signed(answer);
    let again = answer.headers.contains_key("retry-after");
    assert_eq!(again, status == 503 || status == 429, "{status}");
}

#[tokio::test]
async fn once_however_often_it_is_sent() {
    let desk = Desk::new();
    let first = event(1, "session.started", json!({}));
    let changed = event(1, "session.started", json!({"user": "somebody-else"}));
    assert_eq!(desk.send(std::slice::from_ref(&first)).await, ["accepted"]);
    assert_eq!(desk.send(std::slice::from_ref(&first)).await, ["duplicate"]);
    assert_eq!(desk.send(&[changed]).await, ["conflict"]);
    let twice = event(2, "feed.opened", json!({}));
    assert_eq!(
        desk.send(&[twice.clone(), twice]).await,
        ["accepted", "duplicate"]
    );
    let lines: Vec<Value> = desk
        .get("/v1/export/jsonl")
        .await
        .body
        .lines()
        .map(|l| serde_json::from_str(l).expect(l))
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0], first,
        "the export says what was sent, and a conflict keeps the original"
    );
}

#[tokio::test]
async fn whoever_publishes_is_told_of_deeds_and_no_more() {
    let desk = Desk::new();
    let own = |more: Value| {
        let mut own = json!({"user": "u1", "account": "a1", "locale": "ja-JP"});
        let all = own.as_object_mut().expect("object");
        all.extend(more.as_object().expect("object").clone());
        own
    };
    let done = event(
        2,
        "host.invoice_created",
        own(json!({"data": {"amount": 12}})),
    );
    let ended = event(
        3,
        "tutorial.completed",
        own(json!({"content": "first-invoice", "data": {"active_ms": 5}})),
    );
    desk.send(&[
        event(1, "host.nobodys", json!({"user": null})),
        done.clone(),
        ended.clone(),
        event(
            4,
            "help.searched",
            own(json!({"data": {"query": "secret"}})),
        ),
    ])
    .await;
    let told = desk.get("/v1/export/jsonl?only=deeds").await.body;
    let told: Vec<Value> = told
        .lines()
        .map(|l| serde_json::from_str(l).expect(l))
        .collect();
    let wanted = |event: &Value| {
        json!({"name": event["name"], "at": event["at"], "user": "u1", "account": "a1", "session": event["session"],
            "content": event["content"], "locale": "ja-JP"})
    };
    assert_eq!(told, [wanted(&done), wanted(&ended)]);
    assert_eq!(desk.get("/v1/export/jsonl?only=all").await.status, 400);
}

#[tokio::test]
async fn the_same_content_in_another_order_of_keys_is_the_same() {
    let desk = Desk::new();
    let sound = event(1, "session.started", json!({"data": {"a": 1, "b": 2}}));
    let mut turned = serde_json::Map::new();
    for (key, value) in sound.as_object().expect("object").iter().rev() {
        turned.insert(key.clone(), value.clone());
    }
    turned["data"] = json!({"b": 2, "a": 1});
    desk.send(&[sound]).await;
    assert_eq!(desk.send(&[Value::Object(turned)]).await, ["duplicate"]);
}

#[tokio::test]
async fn a_bad_event_is_rejected_alone_wherever_it_stands() {
    let many: serde_json::Map<String, Value> =
        (0..65).map(|n| (format!("k{n}"), json!(n))).collect();
    let long = "x".repeat(8 * 1024 + 1);
    let poisons = [
        ("no object", json!(7)),
        ("null", Value::Null),
        ("no id", json!({"name": "x"})),
        ("id is no UUID", event(99, "x", json!({"id": "1"}))),
        (
            "id of letters beyond ASCII",
            event(99, "x", json!({"id": "é".repeat(18)})),
        ),
        ("no name", event(99, "", json!({}))),
        ("name is a number", event(99, "x", json!({"name": 4}))),
        ("at is text", event(99, "x", json!({"at": "yesterday"}))),
        ("seq is missing", event(99, "x", json!({"seq": null}))),
        ("seq is negative", event(99, "x", json!({"seq": -1}))),
        (
            "seq is beyond reason",
            event(99, "x", json!({"seq": i64::MAX})),
        ),
        (
            "session is missing",
            event(99, "x", json!({"session": null})),
        ),
        ("user is an object", event(99, "x", json!({"user": {}}))),
        (
            "version is text",
            event(99, "x", json!({"version": "seven"})),
        ),
        ("data is a list", event(99, "x", json!({"data": []}))),
        ("data holds 65 keys", event(99, "x", json!({"data": many}))),
        ("a long text", event(99, "x", json!({"data": {"t": long}}))),
        (
            "a long text deeper down",
            event(99, "x", json!({"data": {"t": [{"u": long}]}})),
        ),
        (
            "a long key",
            event(99, "x", json!({"data": {long.as_str(): 1}})),
        ),
    ];
    let desk = Desk::new();
    let (mut next, mut expected_rows) = (1000, 0);
    for (what, poison) in poisons {
        for place in 0..3 {
            let mut events: Vec<Value> = (0..2)
                .map(|n| event(next + n, "feed.opened", json!({})))
                .collect();
            next += 2;
            expected_rows += 2;
            events.insert(place, poison.clone());
            let answer = desk.post(batch(&events).to_string()).await;
            assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.body);
            for (at, status) in statuses(&answer).iter().enumerate() {
                assert_eq!(
                    status,
                    if at == place { "rejected" } else { "accepted" },
                    "{what} at {place}"
                );
            }
            let reason = &answer.json()["results"][place]["reason"];
            assert!(reason.as_str().is_some_and(|r| !r.is_empty()), "{what}");
        }
    }
    assert_eq!(desk.stored().await, expected_rows);
}

#[tokio::test]
async fn what_is_new_under_a_known_version_is_taken() {
    let desk = Desk::new();
    let edge: serde_json::Map<String, Value> =
        (0..64).map(|n| (format!("k{n}"), json!(n))).collect();
    let events = [
        event(1, "hologram.opened", json!({"data": {"never": "seen"}})),
        event(2, "host.anything", json!({"novel": true})),
        event(3, "x", json!({"data": edge})),
        event(4, "x", json!({"data": {"t": "x".repeat(8 * 1024)}})),
        event(5, "x", json!({"data": null, "user": null, "content": null})),
    ];
    assert_eq!(desk.send(&events).await, ["accepted"; 5]);
}

#[tokio::test]
async fn a_batch_that_cannot_be_taken_is_a_problem() {
    let desk = Desk::new();
    let with = |key: &str, value: Value| {
        let mut batch = batch(&[event(1, "x", json!({}))]);
        batch[key] = value;
        batch.to_string()
    };
    let hundred: Vec<Value> = (0..101).map(|n| event(n, "x", json!({}))).collect();
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let cases = [
        ("bad JSON", "{".to_owned(), 400),
        ("nothing", String::new(), 400),
        ("a list", "[]".to_owned(), 400),
        ("an unknown key", with("key", json!("pk_nobody")), 401),
        ("a secret key", with("key", json!("sk_kumo")), 401),
        ("no key", with("key", Value::Null), 401),
        ("a later version", with("v", json!(2)), 503),
        ("events are missing", with("events", Value::Null), 400),
        ("101 events", batch(&hundred).to_string(), 400),
        (
            "too deep",
            with("more", serde_json::from_str(&deep(8)).expect("JSON")),
            400,
        ),
        ("absurdly deep", deep(100_000), 400),
        (
            "too large",
            with("more", json!("x".repeat(256 * 1024))),
            413,
        ),
    ];
    for (what, body, status) in cases {
        let answer = desk.post(body).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
        problem(&answer, status);
    }
    let bytes = desk.post(vec![0xff, 0xfe, b'{']).await;
    problem(&bytes, 400);
    assert_eq!(desk.stored().await, 0);
    let edge = with("more", serde_json::from_str(&deep(7)).expect("JSON"));
    assert_eq!(
        desk.post(edge).await.status,
        StatusCode::OK,
        "eight levels are fine"
    );
    assert_eq!(
        desk.post(batch(&hundred[..100]).to_string()).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn errors_anywhere_are_signed_problems() {
    let desk = Desk::new();
    let cases = [
        (Method::GET, "/v1/nowhere", 404),
        (Method::GET, "/v1/events", 405),
        (Method::POST, "/healthz", 405),
        (Method::GET, "/v1/reports/overview", 401),
        (Method::GET, "/v1/export/jsonl", 401),
        (Method::PUT, "/v1/releases/1", 401),
        (Method::PUT, "/v1/releases/first", 400),
    ];
    for (method, path, status) in cases {
        let request = Request::builder()
            .method(&method)
            .uri(path)
            .body(Body::empty());
        let answer = desk.ask(request.expect("request")).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{method} {path}: {}",
            answer.body
        );
        problem(&answer, status);
    }
}

#[tokio::test]
async fn the_tenant_comes_from_the_key_alone() {
    let desk = Desk::new();
    let mut theirs = batch(&[event(1, "x", json!({"tenant": "kumo"}))]);
    theirs["key"] = json!("pk_other");
    theirs["tenant"] = json!("kumo");
    assert_eq!(statuses(&desk.post(theirs.to_string()).await), ["accepted"]);
    assert_eq!(desk.stored().await, 0);
    // The same id under another tenant is another event.
    assert_eq!(
        desk.send(&[event(1, "x", json!({"tenant": "kumo"}))]).await,
        ["accepted"]
    );
}

#[tokio::test]
async fn a_restart_keeps_what_was_acknowledged() {
    let mut desk = Desk::new();
    let events: Vec<Value> = (0..50).map(|n| event(n, "x", json!({}))).collect();
    assert_eq!(
        desk.send(&events).await,
        ["accepted"; 50].map(str::to_owned)
    );
    desk.restart();
    assert_eq!(desk.stored().await, 50);
    assert_eq!(desk.send(&events).await, vec!["duplicate"; 50]);
}

#[tokio::test]
async fn a_wrong_clock_is_set_right() {
    // (client's clock against ours, age of the event by the client's clock, age that reports see)
    const DAY: i64 = 86_400_000;
    let cases = [
        (0, 2 * DAY, 2 * DAY),
        (5 * DAY, 2 * DAY, 2 * DAY),
        (-400 * DAY, 2 * DAY, 2 * DAY),
        (0, -3 * DAY, 0),
        (0, 90 * DAY, 30 * DAY),
        (-i64::MAX / 2, 2 * DAY, 2 * DAY),
    ];
    for (skew, age, seen) in cases {
        let desk = Desk::new();
        let clock = now() + skew;
        let mut batch = batch(&[event(1, "x", json!({"at": clock - age}))]);
        batch["sent"] = json!(clock);
        assert_eq!(statuses(&desk.post(batch.to_string()).await), ["accepted"]);
        let count = async |at: i64| {
            let rows = desk.rows(&format!("/v1/reports/overview?at={at}")).await;
            rows[0]["events"].as_i64().expect("events")
        };
        // A minute either side: the test does not measure speed.
        let around = now() - seen;
        assert_eq!(
            count(around - 60_000).await,
            0,
            "skew {skew} age {age}: too early"
        );
        assert_eq!(
            count(around + 60_000).await,
            1,
            "skew {skew} age {age}: too late"
        );
    }
}

#[tokio::test]
async fn many_writers_at_once_count_once_each() {
    let desk = std::sync::Arc::new(Desk::new());
    let tasks: Vec<_> = (0..40u64)
        .map(|n| {
            let desk = std::sync::Arc::clone(&desk);
            // Every event is sent by two requests.
            tokio::spawn(async move { desk.send(&[event(n / 2, "x", json!({}))]).await })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += task
            .await
            .expect("sent")
            .iter()
            .filter(|s| *s == "accepted")
            .count();
    }
    assert_eq!(accepted, 20);
    assert_eq!(desk.stored().await, 20);
    let metrics = desk.get("/metrics").await.body;
    assert!(
        metrics.contains("shirube_events_total{status=\"accepted\"} 20"),
        "{metrics}"
    );
    assert_eq!(id(1).len(), 36);
}
