//! A collector with a release and a log that grows, asked for rows as of a day; and the comparison with what was worked
//! out by hand.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, id};

pub(crate) const DAY: i64 = 86_400_000;
/// Monday 2026-11-02, 09:00 in Tokyo.
pub(crate) const START: i64 = 1_793_577_600_000;

pub(crate) fn manifest() -> Value {
    let topics: Vec<Value> = ["t", "u"].iter().map(|id| json!({"id": id, "task": {"event": format!("{id}_done")}, "required_for": ["admins"]})).collect();
    json!({
        "tenant": "kumo", "release": 1, "timezone": "Asia/Tokyo", "languages": ["ja", "en"],
        "topics": topics,
        "segments": [{"id": "admins", "when": {"trait": "role", "is": "admin"}}],
        "inquiries": [{"id": "how", "topic": "t", "title": {"ja": "方法"}}, {"id": "bare", "topic": "u"}],
        "articles": [{"id": "page", "version": 1, "topics": ["t"]}],
        "tutorials": [{"id": "guide", "version": 3, "topics": ["t"], "experiment": {"id": "wording", "variants": [{"id": "a", "percent": 50}, {"id": "b", "percent": 50}]},
            "steps": [{"id": "one"}, {"id": "two", "advance": "click"}, {"id": "three"}, {"id": "four"}]}],
        "quizzes": [{"id": "quiz", "version": 1, "topics": ["t"], "questions": [{"id": "q", "kind": "single", "topic": "t", "prompt": {"ja": "？"},
            "options": [{"id": "x", "correct": true, "text": {"ja": "一"}}, {"id": "y", "text": {"ja": "二"}}, {"id": "z", "text": {"ja": "三"}}]}]}],
        "surveys": [{"id": "nps", "version": 1, "questions": [{"id": "nps", "kind": "nps"}]}],
        "programs": [{"id": "first", "version": 1, "release": "2026-11", "audience": {"segment": "admins"}, "required": ["guide"], "due_days": 10,
            "value": {"event": "t_done"}}],
    })
}

/// A collector with that release, and a log that grows.
pub(crate) struct Ledger {
    pub(crate) desk: Desk,
    pub(crate) lines: Vec<Value>,
    number: u64,
}

impl Ledger {
    pub(crate) async fn open() -> Self {
        let desk = Desk::new();
        assert_eq!(desk.publish(1, &manifest()).await.status, StatusCode::OK);
        Ledger {
            desk,
            lines: Vec::new(),
            number: 0,
        }
    }

    pub(crate) fn add(&mut self, user: &str, day: f64, name: &str, more: Value) {
        self.number += 1;
        let n = self.number;
        let mut line = json!({"id": id(n), "seq": n, "session": id(700_000), "tab": 0, "at": START + (day * DAY as f64).round() as i64, "name": name,
            "user": user, "account": format!("a{}", user.len() % 2), "release": 1, "language": "ja", "data": {}});
        for (key, value) in more.as_object().expect("fields") {
            line[key] = value.clone();
        }
        self.lines.push(line);
    }

    pub(crate) async fn put(&self, what: &str, body: Value) {
        let answer = self
            .desk
            .call("PUT", &format!("/v1/{what}"), body.to_string())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!answer.body.contains("rejected"), "{}", answer.body);
    }

    pub(crate) async fn rows(&mut self, report: &str, day: f64) -> Vec<Value> {
        let lines = std::mem::take(&mut self.lines);
        if !lines.is_empty() {
            let body: Vec<String> = lines.iter().map(Value::to_string).collect();
            let answer = self.desk.call("POST", "/v1/import", body.join("\n")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            assert!(!answer.body.contains("rejected"), "{}", answer.body);
        }
        let sign = if report.contains('?') { '&' } else { '?' };
        let at = START + (day * DAY as f64).round() as i64;
        self.desk
            .rows(&format!("/v1/reports/{report}{sign}at={at}"))
            .await
    }
}

/// Every named field, numbers to 1e-9.
pub(crate) fn check(row: &Value, expected: Value) {
    for (key, value) in expected.as_object().expect("fields") {
        match (row[key].as_f64(), value.as_f64()) {
            (Some(got), Some(wanted)) => assert!(
                (got - wanted).abs() < 1e-9,
                "{key}: {got} is not {wanted} in {row}"
            ),
            _ => assert_eq!(row[key], *value, "{key} in {row}"),
        }
    }
}
