//! The loss rate, worked out by hand, and the pages that show it; who may open which.

mod desk;

use axum::body::Body;
use axum::http::Request;
use collector::{Role, admin};
use desk::{Answer, Desk, batch, event, id, now};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

/// Two sessions, one in two tabs. Of 14 numbers four never came; two of them the page explains.
async fn gappy() -> Desk {
    let desk = Desk::new();
    let of = |n: u64, session: u64, tab: u64, seq: u64, age: i64| {
        event(
            n,
            "x",
            json!({"session": id(session), "tab": tab, "seq": seq, "at": now() - age}),
        )
    };
    let mut events = vec![
        of(1, 901, 0, 0, 1000),
        of(2, 901, 0, 1, 1000),
        of(3, 901, 0, 4, 1000),
        // A tab of its own counts from nought: no gap.
        of(4, 901, 1, 0, 1000),
        of(5, 901, 1, 1, 1000),
        // Heard of from the middle: what came before is not provable.
        of(6, 902, 0, 7, 2 * DAY),
        of(7, 902, 0, 8, 2 * DAY),
        of(8, 902, 0, 11, 2 * DAY),
    ];
    let mut said = of(9, 902, 0, 12, 2 * DAY);
    said["name"] = json!("queue.dropped");
    said["data"] = json!({"reason": "quota", "count": 2});
    events.push(said);
    // In whatever order they come.
    events.reverse();
    assert!(desk.send(&events).await.iter().all(|s| s == "accepted"));
    // Sent again, changed, and of no shape: none of them is a new event.
    let mut other = events[0].clone();
    other["user"] = json!("else");
    desk.send(&[
        events[0].clone(),
        events[1].clone(),
        other,
        json!({"id": "x"}),
    ])
    .await;
    desk
}

#[tokio::test]
async fn gaps_are_counted_by_session_and_tab() {
    let desk = gappy().await;
    let report = desk.get("/v1/reports/delivery").await.json();
    let total = &report["total"];
    let expected = [
        ("received", 9),
        ("sessions", 3),
        ("missing", 4),
        ("unexplained", 2),
        ("duplicates", 2),
        ("conflicts", 1),
        ("rejected", 1),
        ("unsigned", 0),
        ("late", 4),
    ];
    for (key, value) in expected {
        assert_eq!(total[key], value, "{key}: {total}");
    }
    assert_eq!(total["dropped"], json!({"quota": 2}));
    // 4 of 13, and Wilson's 90 % bounds of it, solved apart from this program.
    let near = |key: &str, expected: f64| {
        let got = total[key].as_f64().expect("number");
        assert!((got - expected).abs() < 1e-6, "{key}: {got}");
    };
    near("rate", 4.0 / 13.0);
    near("low", 0.146_415_385_3);
    near("high", 0.535_225_685_3);
    let rows = report["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 28);
    assert_eq!(rows[27]["missing"], 2, "today: 2 and 3 of the first tab");
    assert_eq!(rows[25]["missing"], 2, "the day before yesterday");
    assert_eq!(rows[26]["received"], 0);
    assert_eq!(
        rows[26]["rate"],
        Value::Null,
        "nothing of nothing is no rate"
    );
    // What comes late after all closes the gap.
    desk.send(&[
        event(50, "x", json!({"session": id(901), "seq": 2})),
        event(51, "x", json!({"session": id(901), "seq": 3})),
    ])
    .await;
    let after = desk.get("/v1/reports/delivery").await.json();
    assert_eq!(after["total"]["missing"], 2);
    // As of five days ago nothing had come.
    let then = desk
        .get(&format!("/v1/reports/delivery?at={}", now() - 5 * DAY))
        .await
        .json();
    assert_eq!(
        (&then["total"]["received"], &then["total"]["missing"]),
        (&json!(0), &json!(0))
    );
}

#[tokio::test]
async fn clocks_and_releases_that_are_off_are_told() {
    let desk = Desk::new();
    desk.publish(3, &json!({})).await;
    for (n, skew) in [(1, 3_600_000), (2, -3_600_000), (3, -7_200_000), (4, 0)] {
        let mut batch = batch(&[event(
            n,
            "x",
            json!({"release": n, "at": now() + skew - 1000}),
        )]);
        batch["sent"] = json!(now() + skew);
        assert_eq!(desk.post(batch.to_string()).await.status, 200);
    }
    let total = desk.get("/v1/reports/delivery").await.json()["total"].clone();
    assert_eq!(
        (&total["clock_ahead"], &total["clock_behind"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(total["unknown_release"], 3);
    desk.publish(1, &json!({})).await;
    let total = desk.get("/v1/reports/delivery").await.json()["total"].clone();
    assert_eq!(total["unknown_release"], 2);
}

async fn open(desk: &Desk, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header("cookie", cookie);
    desk.ask(request.body(Body::empty()).expect("request"))
        .await
}

#[tokio::test]
async fn the_page_says_what_the_report_says() {
    let desk = gappy().await;
    let cookie = desk.sign_in().await;
    let en = open(&desk, "/dashboard/en/delivery", &cookie).await.body;
    let ja = open(&desk, "/dashboard/ja/delivery", &cookie).await.body;
    assert!(
        en.contains("Loss 30.8%") && en.contains("/ 13 = 30.8% (14.6–53.5)"),
        "{en}"
    );
    assert!(ja.contains("損失率 30.8%") && ja.contains("/ 13 = 30.8%（14.6–53.5）"));
    assert!(en.contains("storage was full"));
    assert!(en.matches("<script").count() == 1 && !en.contains(" style="));
    let empty = Desk::new();
    let cookie = empty.sign_in().await;
    let page = open(&empty, "/dashboard/en/delivery", &cookie).await.body;
    assert!(
        page.contains("not enough data") && !page.contains("NaN") && !page.contains("= 0%"),
        "{page}"
    );
}

#[tokio::test]
async fn a_role_opens_what_the_table_says_and_no_more() {
    let mut desk = Desk::new();
    admin::add_tenant(&desk.folder, "kumo").expect("made");
    for role in Role::ALL {
        let mail = format!("{}@kumo.example", role.name());
        admin::add_user(&desk.folder, "kumo", &mail, role, "long-enough-1").expect("added");
    }
    desk.restart();
    desk.send(&[event(1, "feed.opened", json!({"user": "somebody-by-name"}))])
        .await;
    let pages = [
        ("/dashboard/en/overview", [true, true, true, true, true]),
        ("/dashboard/en/delivery", [true, true, true, true, true]),
        ("/dashboard/en/audit", [true, false, false, false, true]),
        ("/v1/reports/overview", [true, true, true, true, true]),
        ("/v1/reports/delivery", [true, true, true, true, true]),
        ("/v1/reports/content/x", [true, true, true, true, true]),
        (
            "/v1/reports/comprehension",
            [true, false, false, true, true],
        ),
        ("/v1/export/jsonl", [false; 5]),
    ];
    for (n, role) in Role::ALL.into_iter().enumerate() {
        let answer = desk
            .try_sign_in(&format!("{}@kumo.example", role.name()), "long-enough-1")
            .await;
        let cookie = answer.headers["set-cookie"].to_str().expect("text");
        let cookie = cookie.split(';').next().expect("pair").to_owned();
        for (path, allowed) in pages {
            let answer = open(&desk, path, &cookie).await;
            let status = answer.status.as_u16();
            if allowed[n] {
                assert_eq!(status, 200, "{role:?} {path}");
            } else {
                assert!(status == 403 || status == 401, "{role:?} {path}: {status}");
            }
        }
        // Names of people only where the role reads people; the rail offers only what opens.
        let overview = open(&desk, "/dashboard/en/overview", &cookie).await.body;
        assert_eq!(
            overview.contains("somebody-by-name"),
            pages[6].1[n],
            "{role:?}"
        );
        assert_eq!(
            overview.contains("/dashboard/en/audit"),
            pages[2].1[n],
            "{role:?}"
        );
    }
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_once() {
    let mut desk = Desk::new();
    admin::add_tenant(&desk.folder, "kumo").expect("made");
    admin::add_user(
        &desk.folder,
        "kumo",
        "o@kumo.example",
        Role::Owner,
        "long-enough-1",
    )
    .expect("added");
    desk.restart();
    let answer = desk.try_sign_in("O@Kumo.example ", "long-enough-1").await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("pair").to_owned();
    assert_eq!(
        open(&desk, "/dashboard/en/audit", &cookie).await.status,
        200
    );
    let before = open(&desk, "/dashboard/en/audit", &cookie).await.body;
    assert!(
        before.contains("signed in")
            && before.contains("added a user")
            && before.contains("chain is whole")
    );
    admin::add_user(
        &desk.folder,
        "kumo",
        "o@kumo.example",
        Role::Author,
        "long-enough-2",
    )
    .expect("changed");
    // The same session, as soon as the change is seen.
    while open(&desk, "/dashboard/en/audit", &cookie).await.status != 403 {}
    assert_eq!(
        open(&desk, "/dashboard/en/overview", &cookie).await.status,
        200
    );
}
