//! What a vendor's server tells: snapshots with their history, imports with their own times, and the limits on both.

mod desk;

use collector::{Rate, Settings};
use desk::{Desk, batch, event, id, now, statuses};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn snapshots_are_answered_one_by_one_and_kept_once() {
    let desk = Desk::new();
    let put =
        async |path: &str, body: Value| statuses(&desk.call("PUT", path, body.to_string()).await);
    let all = json!([{"id": "a1", "name": "Aoba"}, {"id": "a2", "mrr": 4}, {"name": "none"}, 7, {"id": "a3", "custom": {"x": 1}}]);
    assert_eq!(
        put("/v1/accounts", all).await,
        ["accepted", "rejected", "rejected", "rejected", "accepted"]
    );
    // Every night the same, or a part of it: nothing new.
    assert_eq!(
        put("/v1/accounts", json!([{"id": "a1", "name": "Aoba"}])).await,
        ["unchanged"]
    );
    assert_eq!(
        put("/v1/accounts", json!([{"id": "a1", "plan": null}])).await,
        ["unchanged"]
    );
    assert_eq!(
        put("/v1/accounts", json!([{"id": "a1", "plan": "pro"}])).await,
        ["accepted"]
    );
    assert_eq!(
        put("/v1/accounts", json!([{"id": "a1", "plan": null}])).await,
        ["accepted"]
    );
    assert_eq!(
        put("/v1/accounts", json!([{"id": "a1", "plan": null}])).await,
        ["unchanged"]
    );
    // A dated one is told once.
    let dated = json!([{"id": "u1", "role": "admin", "at": now() - DAY}]);
    assert_eq!(put("/v1/users", dated.clone()).await, ["accepted"]);
    assert_eq!(put("/v1/users", dated).await, ["unchanged"]);
    for body in ["{}", "x", "", "[", "{\"id\":\"a\"}"] {
        assert_eq!(
            desk.call("PUT", "/v1/users", body).await.status,
            400,
            "{body}"
        );
    }
    let calendar = async |body: Value| desk.call("PUT", "/v1/calendar", body.to_string()).await;
    let wrong = calendar(json!({"timezone": "Mars/Base"})).await;
    assert!(
        wrong.status == 400 && wrong.body.contains("timezone"),
        "{}",
        wrong.body
    );
    assert_eq!(
        calendar(json!({"timezone": "Europe/Berlin", "closed": ["sat", "sun"]}))
            .await
            .json()["status"],
        "accepted"
    );
    assert_eq!(
        calendar(json!({"timezone": "Europe/Berlin"})).await.json()["status"],
        "unchanged"
    );
}

#[tokio::test]
async fn the_calendars_zone_is_the_dashboards() {
    let desk = Desk::new();
    desk.publish(1, &json!({"timezone": "America/New_York"}))
        .await;
    let cookie = desk.sign_in().await;
    let page = async || {
        let request = axum::http::Request::get("/dashboard/en/overview").header("cookie", &cookie);
        desk.ask(request.body(axum::body::Body::empty()).expect("request"))
            .await
            .body
    };
    let zone = async |names: &[&str]| {
        let page = page().await;
        names.iter().any(|n| page.contains(&format!(" {n}</time>")))
    };
    assert!(zone(&["EST", "EDT"]).await, "the release's");
    desk.call(
        "PUT",
        "/v1/calendar",
        json!({"timezone": "Europe/Berlin"}).to_string(),
    )
    .await;
    assert!(zone(&["CET", "CEST"]).await, "the calendar's before it");
}

#[tokio::test]
async fn an_import_keeps_its_times_and_counts_once() {
    let desk = Desk::new();
    let old = now() - 400 * DAY;
    let of = |n: u64, more: Value| {
        let mut event = event(n, "x", json!({"at": old}));
        for (key, value) in more.as_object().expect("fields") {
            event[key] = value.clone();
        }
        event.to_string()
    };
    let lines = [
        of(1, json!({})),
        of(2, json!({})),
        "{".to_owned(),
        String::new(),
        of(1, json!({})),
        of(2, json!({"user": "else"})),
        of(3, json!({"seq": -1})),
    ];
    let send = async |body: String| desk.call("POST", "/v1/import", body).await;
    let answer = send(lines.join("\r\n")).await;
    assert_eq!(
        statuses(&answer),
        [
            "accepted",
            "accepted",
            "rejected",
            "duplicate",
            "conflict",
            "rejected"
        ],
        "{}",
        answer.body
    );
    assert_eq!(
        statuses(&send(lines[..2].join("\n")).await),
        ["duplicate"; 2]
    );
    let then = desk.rows(&format!("/v1/reports/overview?at={old}")).await;
    assert_eq!(then[0]["events"], 2, "not clamped to thirty days");
    // One that came by import is known when a page sends it.
    let mut event: Value = serde_json::from_str(&lines[0]).expect("JSON");
    assert_eq!(desk.send(std::slice::from_ref(&event)).await, ["duplicate"]);
    event["user"] = json!("else");
    assert_eq!(desk.send(&[event]).await, ["conflict"]);
    // More lines than one transaction takes, each answered in its place.
    let many: Vec<String> = (100..1700).map(|n| of(n, json!({}))).collect();
    assert_eq!(
        statuses(&send(many.join("\n")).await),
        vec!["accepted"; 1600]
    );
    assert_eq!(desk.stored().await, 1602);
    for (body, status) in [
        (vec![b'x'; 8 * 1024 * 1024 + 1], 413),
        (vec![0xff, 0xfe], 400),
        (Vec::new(), 200),
    ] {
        let answer = desk.call("POST", "/v1/import", body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(statuses(&send(deep).await), ["rejected"]);
    let judged = desk
        .call("POST", "/v1/import?detect=true", lines[0].clone())
        .await;
    assert_eq!(judged.status, 200, "{}", judged.body);
    assert_eq!(judged.json()["detected"]["opened"], 0, "{}", judged.body);
}

#[tokio::test]
async fn a_flood_of_one_is_told_to_wait_and_holds_up_nobody() {
    let rate = |per_second: f64, burst: f64| Rate { per_second, burst };
    let desk = Desk::with(Settings {
        person_rate: rate(0.001, 10.0),
        tenant_rate: rate(0.001, 30.0),
        ..Settings::default()
    });
    let of = |first: u64, n: u64, user: &str| {
        let events: Vec<Value> = (first..first + n)
            .map(|n| event(n, "x", json!({"user": user})))
            .collect();
        batch(&events).to_string()
    };
    let send = async |first: u64, n: u64, user: &str| desk.post(of(first, n, user)).await;
    assert_eq!(send(0, 10, "u1").await.status, 200);
    let flooded = send(10, 1, "u1").await;
    assert_eq!(flooded.status, 429);
    let wait: u32 = flooded.headers["retry-after"]
        .to_str()
        .expect("text")
        .parse()
        .expect("seconds");
    assert!((900..=1000).contains(&wait), "{wait}");
    assert_eq!(send(20, 10, "u2").await.status, 200);
    assert_eq!(send(30, 10, "u3").await.status, 200);
    assert_eq!(
        send(40, 10, "u4").await.status,
        429,
        "the tenant's own bound"
    );
    let mut theirs: Value = serde_json::from_str(&of(50, 10, "u1")).expect("JSON");
    theirs["key"] = json!("pk_other");
    assert_eq!(desk.post(theirs.to_string()).await.status, 200);
    assert_eq!(desk.stored().await, 30);
    assert!(!desk.ids().await.contains(&id(10)));
}
