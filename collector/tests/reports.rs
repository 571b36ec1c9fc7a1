//! Numbers of a small ledger, worked out by hand.

mod desk;

use axum::http::StatusCode;
use desk::{Desk, event, id, now};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

fn manifest() -> Value {
    json!({
        "tenant": "kumo", "release": 1,
        "topics": [
            {"id": "invoicing", "title": {"ja": "請求書の作成", "en": "Invoicing"}, "task": {"event": "invoice_created"}},
            {"id": "payments", "title": {"ja": "入金", "en": "Payments"}},
        ],
        "tutorials": [{"id": "first-invoice", "version": 7, "topics": ["invoicing"], "title": {"ja": "最初の請求書", "en": "First invoice"},
            "steps": [{"id": "new", "title": {"ja": "新規", "en": "New"}}, {"id": "amount", "title": {"ja": "金額", "en": "Amount"}}]}],
    })
}

/// Four people reach the first step, three finish it, two reach the second, one finishes it and the guide.
async fn ledger() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.publish(1, &manifest()).await.status, StatusCode::OK);
    let (mut events, mut number) = (Vec::new(), 0);
    let mut add = |user: &str, name: &str, step: Value, age: i64| {
        number += 1;
        let account = if user == "u4" { "a2" } else { "a1" };
        events.push(event(
            number,
            name,
            json!({"user": user, "account": account, "content": "first-invoice",
            "version": 7, "step": step, "at": now() - age}),
        ));
    };
    for user in ["u1", "u2", "u3", "u4"] {
        add(user, "tutorial.started", Value::Null, 10 * DAY);
        add(user, "tutorial.step_shown", json!("new"), 10 * DAY);
    }
    // A second showing to the same person is no second person.
    add("u1", "tutorial.step_shown", json!("new"), 10 * DAY);
    for user in ["u1", "u2", "u3"] {
        add(user, "tutorial.step_completed", json!("new"), 10 * DAY);
    }
    for user in ["u1", "u2"] {
        add(user, "tutorial.step_shown", json!("amount"), 10 * DAY);
    }
    add("u1", "tutorial.step_completed", json!("amount"), 10 * DAY);
    add("u1", "tutorial.completed", Value::Null, 10 * DAY);
    number += 1;
    events.push(event(
        number,
        "host.invoice_created",
        json!({"user": "u1", "at": now() - DAY}),
    ));
    // A lost number, and what the client says it dropped.
    events.push(event(
        number + 4,
        "queue.dropped",
        json!({"user": "u1", "data": {"reason": "quota", "count": 3}}),
    ));
    let statuses = desk.send(&events).await;
    assert!(statuses.iter().all(|s| s == "accepted"), "{statuses:?}");
    desk
}

fn near(got: &Value, expected: f64) {
    let got = got.as_f64().expect("number");
    assert!((got - expected).abs() < 1e-6, "{got} is not {expected}");
}

#[tokio::test]
async fn the_overview_counts() {
    let desk = ledger().await;
    let row = &desk.rows("/v1/reports/overview").await[0];
    let expected = [
        ("events", 18),
        ("users", 4),
        ("accounts", 2),
        ("started", 4),
        ("completed", 1),
        ("answered", 0),
        ("gaps", 3),
        ("dropped", 3),
    ];
    for (key, value) in expected {
        assert_eq!(row[key], value, "{key}: {row}");
    }
}

#[tokio::test]
async fn the_funnel_counts_people_in_the_order_of_the_guide() {
    let desk = ledger().await;
    let rows = desk.rows("/v1/reports/content/first-invoice").await;
    assert_eq!(rows.len(), 2);
    // Wilson 90 % of 3/4 and 1/2: the roots of (p - rate)² = z² p (1 - p) / n, solved apart from this program.
    let expected = [
        ("new", 4, 3, 0.75, 0.356_168_008_6, 0.942_092_678_8),
        ("amount", 2, 1, 0.5, 0.120_866_319_4, 0.879_133_680_6),
    ];
    for (row, (step, reached, completed, rate, low, high)) in rows.iter().zip(expected) {
        assert_eq!(
            (&row["step"], &row["content"], &row["version"]),
            (&json!(step), &json!("first-invoice"), &json!(7))
        );
        assert_eq!(
            (&row["reached"], &row["completed"]),
            (&json!(reached), &json!(completed))
        );
        near(&row["rate"], rate);
        for (key, bound) in [("low", low), ("high", high)] {
            near(&row[key], bound);
        }
    }
    assert_eq!(desk.rows("/v1/reports/content/nothing").await.len(), 0);
}

#[tokio::test]
async fn comprehension_has_cells_only_where_there_is_evidence() {
    let desk = ledger().await;
    let rows = desk.rows("/v1/reports/comprehension").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!(
        (&row["user"], &row["account"], &row["topic"]),
        (&json!("u1"), &json!("a1"), &json!("invoicing"))
    );
    // A finished guide (0.5) and the task, nine days later (1.0).
    near(&row["evidence"], 1.5);
    assert_eq!(row["label"], "provisional");
    let (known, low, high) = (
        row["known"].as_f64(),
        row["low"].as_f64(),
        row["high"].as_f64(),
    );
    assert!(low < known && known < high && known > Some(0.8), "{row}");
    assert_eq!(
        desk.rows("/v1/reports/comprehension?topic=payments")
            .await
            .len(),
        0
    );
    assert_eq!(
        desk.rows("/v1/reports/comprehension?user=u1").await.len(),
        1
    );
}

#[tokio::test]
async fn signs_of_not_knowing_count_once_a_day() {
    let desk = ledger().await;
    let known = async || desk.rows("/v1/reports/comprehension").await[0]["evidence"].as_f64();
    let again = |n: u64| {
        event(
            500 + n,
            "tutorial.started",
            json!({"content": "first-invoice", "version": 7}),
        )
    };
    desk.send(&[again(1)]).await;
    assert_eq!(known().await, Some(2.5));
    desk.send(&[again(2), again(3)]).await;
    assert_eq!(known().await, Some(2.5));
}

#[tokio::test]
async fn a_report_as_of_then_does_not_know_what_came_later() {
    let desk = ledger().await;
    let then = now() - 5 * DAY;
    let answer = desk
        .get(&format!("/v1/reports/comprehension?at={then}"))
        .await
        .json();
    assert_eq!(answer["as_of"], then);
    near(&answer["rows"][0]["evidence"], 0.5);
    assert_eq!(answer["model"], "bkt-1");
}

#[tokio::test]
async fn pages_end() {
    let desk = ledger().await;
    let first = desk
        .get("/v1/reports/content/first-invoice?limit=1")
        .await
        .json();
    assert_eq!(first["rows"].as_array().map(Vec::len), Some(1));
    let next = first["next"].as_str().expect("a second page");
    let second = desk
        .get(&format!(
            "/v1/reports/content/first-invoice?limit=1&after={next}"
        ))
        .await
        .json();
    assert_eq!(second["rows"][0]["step"], "amount");
    assert_eq!(second["next"], Value::Null);
    let far = desk
        .get(&format!("/v1/reports/overview?after={}", u64::MAX))
        .await;
    assert_ne!(far.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn odd_events_break_no_report() {
    let desk = ledger().await;
    let odd = [
        event(
            700,
            "tutorial.step_shown",
            json!({"content": "first-invoice", "step": "new"}),
        ),
        event(701, "queue.dropped", json!({"data": {"count": "many"}})),
        event(702, "queue.dropped", json!({"data": {"count": 1e300}})),
        event(703, "queue.dropped", json!({"data": {"count": i64::MAX}})),
        event(704, "queue.dropped", json!({"data": {"count": i64::MAX}})),
        event(705, "queue.dropped", json!({"data": {"count": [1]}})),
        event(
            706,
            "tutorial.completed",
            json!({"seq": 9_007_199_254_740_991_i64, "session": id(1)}),
        ),
        event(
            707,
            "tutorial.completed",
            json!({"seq": 0, "session": id(1)}),
        ),
    ];
    assert_eq!(desk.send(&odd).await, ["accepted"; 8]);
    for path in ["overview", "comprehension", "content/first-invoice"] {
        let answer = desk.get(&format!("/v1/reports/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    }
    for manifest in [
        json!({}),
        json!([]),
        json!({"topics": 4, "tutorials": [{}, 1]}),
    ] {
        desk.publish(2, &manifest).await;
        assert_eq!(
            desk.get("/v1/reports/comprehension").await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn only_a_servers_key_publishes() {
    let desk = Desk::new();
    let cookie = desk.sign_in().await;
    let put = |name: &str, value: &str| {
        axum::http::Request::put("/v1/releases/9")
            .header(name, value)
            .body(axum::body::Body::from("{}"))
            .expect("request")
    };
    assert_eq!(
        desk.ask(put("cookie", &cookie)).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        desk.ask(put("authorization", "Bearer pk_kumo"))
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        desk.ask(put("authorization", "Bearer sk_kumo"))
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_came_before_its_release_is_folded_in_when_it_arrives() {
    let guide = |version: u32, topic: &str, steps: &[&str]| {
        let steps: Vec<Value> = steps.iter().map(|s| json!({"id": s})).collect();
        json!({"id": format!("about-{topic}"), "version": version, "topics": [topic], "steps": steps})
    };
    let topic = |id: &str| json!({"id": id, "task": {"event": format!("{id}_done")}});
    let old = json!({"topics": [topic("old")], "tutorials": [guide(1, "old", &["b", "a"])]});
    let new = json!({"topics": [topic("new")], "tutorials": [guide(2, "new", &["y", "x"])]});
    let about = |n: u64, topic: &str, name: &str, step: &str, release: u32, version: u32| {
        let content = format!("about-{topic}");
        event(
            n,
            name,
            json!({"content": content, "version": version, "release": release, "step": step}),
        )
    };
    let events = [
        about(1, "old", "tutorial.step_shown", "a", 5, 1),
        about(2, "old", "tutorial.step_shown", "b", 5, 1),
        about(3, "old", "tutorial.completed", "a", 5, 1),
        about(4, "new", "tutorial.step_shown", "x", 6, 2),
        about(5, "new", "tutorial.step_shown", "y", 6, 2),
        about(6, "new", "tutorial.completed", "x", 6, 2),
    ];
    let topics = async |desk: &Desk| {
        let rows = desk.rows("/v1/reports/comprehension").await;
        let mut topics: Vec<String> = rows
            .iter()
            .map(|r| r["topic"].as_str().expect("text").to_owned())
            .collect();
        topics.sort();
        topics
    };
    let steps = async |desk: &Desk, topic: &str| {
        let rows = desk
            .rows(&format!("/v1/reports/content/about-{topic}"))
            .await;
        rows.iter()
            .map(|r| r["step"].as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    // Releases arrive in either order, and once more; the events were there before both.
    for order in [[5, 6, 5], [6, 5, 6]] {
        let desk = Desk::new();
        assert_eq!(desk.send(&events).await, ["accepted"; 6]);
        assert_eq!(topics(&desk).await, [""; 0]);
        assert_eq!(
            steps(&desk, "old").await.len(),
            2,
            "counted, in whatever order"
        );
        for (n, version) in order.into_iter().enumerate() {
            let manifest = if version == 5 { &old } else { &new };
            assert_eq!(desk.publish(version, manifest).await.status, StatusCode::OK);
            if n == 0 {
                let expected = if version == 5 { "old" } else { "new" };
                assert_eq!(topics(&desk).await, [expected]);
            }
        }
        assert_eq!(topics(&desk).await, ["new", "old"]);
        assert_eq!(steps(&desk, "old").await, ["b", "a"]);
        assert_eq!(steps(&desk, "new").await, ["y", "x"]);
    }
}

#[tokio::test]
async fn the_newest_release_of_an_item_speaks_for_it() {
    let desk = Desk::new();
    let with =
        |task: &str| json!({"topics": [{"id": "t", "task": {"event": task}}], "tutorials": []});
    desk.publish(9, &with("newer")).await;
    desk.publish(3, &with("older")).await;
    desk.send(&[event(1, "host.older", json!({}))]).await;
    assert_eq!(desk.rows("/v1/reports/comprehension").await.len(), 0);
    desk.send(&[event(2, "host.newer", json!({}))]).await;
    assert_eq!(desk.rows("/v1/reports/comprehension").await.len(), 1);
}
