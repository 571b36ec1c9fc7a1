//! Twelve accounts over weeks, told and imported: what rules are tried on.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, id};

/// 2026-06-01, a Monday, 09:00 in Tokyo.
pub(crate) const MONDAY: i64 = 1_780_272_000_000;
pub(crate) const DAY: i64 = 86_400_000;

pub(crate) fn line(n: u64, name: &str, user: &str, account: &str, at: i64, more: Value) -> String {
    let mut event = json!({
        "id": id(n), "seq": n, "session": format!("01935f00-0000-7000-8000-{:012x}", 0xA000 + n), "tab": 0, "at": at, "name": name,
        "user": user, "account": account, "release": 1, "language": "ja", "locale": "ja-JP", "trusted": true, "data": {},
    });
    for (key, value) in more.as_object().expect("fields") {
        event[key] = value.clone();
    }
    event.to_string()
}

/// Twelve accounts of four people each, active on every weekday; `rest(account, day)` says who rests.
pub(crate) fn weeks(days: i64, rest: impl Fn(usize, i64) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut n = 0;
    for day in (0..days).filter(|d| d % 7 < 5) {
        for account in 0..12 {
            if rest(account, day) {
                continue;
            }
            for user in 0..4 {
                n += 1;
                let (user, account) = (format!("u{account}-{user}"), format!("a{account}"));
                lines.push(line(
                    n,
                    "session.started",
                    &user,
                    &account,
                    MONDAY + day * DAY,
                    json!({}),
                ));
            }
        }
    }
    lines
}

pub(crate) async fn import(desk: &Desk, lines: &[String], detect: bool) -> Value {
    let path = if detect {
        "/v1/import?detect=true"
    } else {
        "/v1/import"
    };
    let answer = desk.call("POST", path, lines.join("\n")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

pub(crate) async fn put(desk: &Desk, path: &str, body: Value) {
    let answer = desk.call("PUT", path, body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(!answer.body.contains("rejected"), "{}", answer.body);
}

pub(crate) fn accounts() -> Value {
    let of = |n: usize| {
        json!({"id": format!("a{n}"), "at": MONDAY - 400 * DAY, "name": format!("会社{n}"), "plan": "business", "started": "2025-01-06",
            "mrr": {"amount": 100_000, "currency": "JPY"}, "renewal": {"on": "2027-03-31", "status": "active"},
            "owner": {"name": "白石", "mail": "csm@kumo.example"},
            "contacts": [{"user": format!("u{n}-0"), "name": "三輪", "mail": format!("miwa@a{n}.example"), "primary": true}]})
    };
    (0..12).map(of).collect()
}

pub(crate) async fn rules_of(desk: &Desk, account: &str) -> Vec<(String, Value)> {
    let rows = desk
        .rows(&format!("/v1/reports/alerts?account={account}"))
        .await;
    rows.into_iter()
        .map(|r| (r["rule"].as_str().expect("text").to_owned(), r))
        .collect()
}

pub(crate) fn manifest() -> Value {
    let text = |t: &str| json!({"ja": t, "en": t});
    json!({"tenant": "kumo", "product": "kumo", "release": 1, "home": "https://app.kumo.example/", "languages": ["ja", "en"],
        "tutorials": [{"id": "tax", "version": 1, "title": text("税区分の設定"), "minutes": 4, "steps": [
            {"id": "open", "title": text("開く")}, {"id": "rate", "title": text("税率"), "open": "/settings/tax"}]}]})
}
