//! Answers of reports that are kept: what is served of them, to whom, until when.

mod desk;

use axum::body::Body;
use axum::http::Request;
use collector::{Role, Settings, admin};
use desk::{Answer, Desk, event};
use serde_json::json;

/// A collector whose log is long as soon as there is one event.
fn long() -> Desk {
    Desk::with(Settings {
        long_log: 1,
        ..Settings::default()
    })
}

fn events(answer: &Answer) -> i64 {
    let told = answer.json();
    told["rows"][0]["events"].as_i64().expect(&answer.body)
}

async fn as_seen_by(desk: &Desk, cookie: &str, path: &str) -> Answer {
    let request = Request::get(path).header("cookie", cookie);
    desk.ask(request.body(Body::empty()).expect("request"))
        .await
}

#[tokio::test]
async fn an_answer_is_kept_over_a_long_log_and_says_of_when_it_is() {
    for (from, second) in [(1, 1), (1_000, 2)] {
        let desk = Desk::with(Settings {
            long_log: from,
            ..Settings::default()
        });
        desk.send(&[event(1, "page.viewed", json!({}))]).await;
        let path = "/v1/reports/overview";
        let first = desk.get(path).await;
        assert_eq!(events(&first), 1);
        desk.send(&[event(2, "page.viewed", json!({}))]).await;
        let kept = desk.get(path).await;
        assert_eq!(events(&kept), second, "a log is long from {from} on");
        assert_eq!(kept.headers.contains_key("age"), second == 1);
        assert_eq!(first.json()["as_of"] == kept.json()["as_of"], second == 1);
        let now = desk::now();
        for anew in [format!("{path}?fresh=true"), format!("{path}?at={now}")] {
            assert_eq!(events(&desk.get(&anew).await), 2, "{anew}");
        }
    }
}

#[tokio::test]
async fn kept_answers_stay_behind_the_same_doors() {
    let mut desk = long();
    admin::add_tenant(&desk.folder, "kumo").expect("made");
    for role in Role::ALL {
        let mail = format!("{}@kumo.example", role.name());
        admin::add_user(&desk.folder, "kumo", &mail, role, "long-enough-1").expect("added");
    }
    desk.restart();
    desk.send(&[event(1, "page.viewed", json!({}))]).await;
    let reports = [
        "/v1/reports/overview",
        "/v1/reports/comprehension",
        "/v1/reports/topics",
        "/v1/reports/motivation",
        "/v1/reports/uniformity",
        "/v1/reports/adoption",
        "/v1/reports/funnel",
        "/v1/reports/bottlenecks",
        "/v1/reports/time_to_value",
        "/v1/reports/nps",
        "/v1/reports/experiments",
        "/v1/reports/items",
        "/v1/reports/anchors",
        "/v1/reports/support",
        "/v1/reports/kpi",
        "/v1/reports/touch",
        "/v1/reports/maturity",
        "/v1/reports/content/x",
        "/v1/reports/delivery",
    ];
    let mut cookies = Vec::new();
    for role in Role::ALL {
        let mail = format!("{}@kumo.example", role.name());
        let answer = desk.try_sign_in(&mail, "long-enough-1").await;
        let cookie = answer.headers["set-cookie"].to_str().expect("text");
        cookies.push((role, cookie.split(';').next().expect("pair").to_owned()));
    }
    for path in reports {
        // `?at=` is never kept: it shows what the route itself says to each role.
        let open = format!("{path}?at={}", desk::now());
        let mut before = Vec::new();
        for (_, cookie) in &cookies {
            before.push(as_seen_by(&desk, cookie, &open).await.status);
        }
        assert_eq!(desk.get(path).await.status, 200, "{path}");
        for ((role, cookie), status) in cookies.iter().zip(before) {
            let kept = as_seen_by(&desk, cookie, path).await;
            assert_eq!(kept.status, status, "{role:?} {path}");
            assert_eq!(
                kept.headers.contains_key("age"),
                status == 200,
                "{role:?} {path}"
            );
        }
        for (header, value) in [
            ("authorization", "Bearer sk_nobody"),
            ("authorization", "Bearer /kumo"),
            ("authorization", "Bearer 00/kumo"),
            ("cookie", "shirube_session=00"),
        ] {
            let request = Request::get(path).header(header, value);
            let answer = desk.ask(request.body(Body::empty()).expect("request"));
            assert_eq!(answer.await.status, 401, "{path} {value}");
        }
    }
    let other = Request::get("/v1/reports/overview").header("authorization", "Bearer sk_other");
    let other = desk.ask(other.body(Body::empty()).expect("request")).await;
    assert_eq!(events(&other), 0, "another tenant has its own");
}

#[tokio::test]
async fn nobody_who_was_erased_stays_in_a_kept_answer() {
    let desk = long();
    let path = "/v1/reports/overview";
    desk.send(&[event(1, "page.viewed", json!({"user": "gone"}))])
        .await;
    assert_eq!(events(&desk.get(path).await), 1);
    let body = json!({"user": "gone"}).to_string();
    assert_eq!(desk.call("POST", "/v1/erase", body).await.status, 200);
    assert_eq!(events(&desk.get(path).await), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_stale_is_reckoned_again_behind_whoever_asks() {
    let desk = long();
    desk.send(&[event(1, "page.viewed", json!({}))]).await;
    let path = "/v1/reports/overview";
    assert_eq!(events(&desk.get(path).await), 1);
    desk.send(&[event(2, "page.viewed", json!({}))]).await;
    let keeper = desk.keeper();
    let seen = tokio::time::timeout(std::time::Duration::from_secs(60), async {
        while events(&desk.get(path).await) < 2 {
            tokio::task::yield_now().await;
        }
    });
    assert!(seen.await.is_ok(), "it never came");
    keeper.abort();
}
