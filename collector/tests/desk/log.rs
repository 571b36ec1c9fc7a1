//! A log in the making, and the release it is read with: what the tests of estimates start from.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, id};

pub(crate) const DAY: i64 = 86_400_000;
/// A Monday, 09:00 in Tokyo.
pub(crate) const START: i64 = 1_793_577_600_000;

/// A log in the making.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) lines: Vec<Value>,
}

impl Log {
    pub(crate) fn add(&mut self, user: &str, day: f64, name: &str, more: Value) {
        let n = self.lines.len() as u64 + 1;
        let mut line = json!({"id": id(n), "seq": n, "session": id(800_000), "tab": 0, "at": START + (day * DAY as f64).round() as i64, "name": name,
            "user": user, "account": "a1", "release": 1, "language": "ja", "locale": "ja-JP", "data": {}});
        for (key, value) in more.as_object().expect("fields") {
            line[key] = value.clone();
        }
        self.lines.push(line);
    }
}

pub(crate) async fn import(desk: &Desk, lines: &[Value]) {
    for part in lines.chunks(500) {
        let body: Vec<String> = part.iter().map(Value::to_string).collect();
        let answer = desk.call("POST", "/v1/import", body.join("\n")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(!answer.body.contains("rejected"), "{}", answer.body);
    }
}

pub(crate) fn manifest() -> Value {
    let options = |n: usize| -> Vec<Value> {
        (0..n)
            .map(|i| json!({"id": format!("o{i}"), "text": {"ja": "選択肢"}, "correct": i == 0}))
            .collect()
    };
    let question = |id: &str, kind: &str, n: usize| json!({"id": id, "kind": kind, "topic": "t", "prompt": {"ja": "どれですか"}, "options": options(n)});
    json!({
        "tenant": "kumo", "release": 1, "timezone": "Asia/Tokyo",
        "topics": [{"id": "t", "task": {"event": "did", "failed": "failed"}, "required_for": ["admins"], "weight": 2},
            {"id": "other", "required_for": ["admins"]}],
        "segments": [{"id": "admins", "when": {"trait": "role", "is": "admin"}}],
        "inquiries": [{"id": "how", "topic": "t"}],
        "tutorials": [{"id": "guide", "version": 1, "topics": ["t"], "steps": [{"id": "a", "title": {"ja": "題"}, "body": {"ja": "あ".repeat(150)}}, {"id": "b"}]}],
        "articles": [{"id": "page", "version": 1, "topics": ["t"], "body": {"ja": "あ".repeat(450)}}],
        "quizzes": [{"id": "quiz", "version": 1, "topics": ["t"], "questions": [question("four", "single", 4), question("two", "single", 2),
            question("many", "multiple", 4), question("order", "order", 4), {"id": "real", "kind": "do", "topic": "t", "done": {"event": "did"}}]}],
        "programs": [{"id": "first", "version": 1, "release": "2026-11", "audience": {"segment": "admins"}, "required": ["guide", "page"], "due_days": 10}],
    })
}

pub(crate) async fn open() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.publish(1, &manifest()).await.status, StatusCode::OK);
    desk
}

pub(crate) fn answer(question: &str, right: bool, more: Value) -> Value {
    let mut data = json!({"question": question, "choice": "o0", "correct": right, "response_ms": 9000, "attempt": 1});
    for (key, value) in more.as_object().expect("fields") {
        data[key] = value.clone();
    }
    json!({"content": "quiz", "version": 1, "data": data})
}

/// The golden table's kinds in the names of the wire.
pub(crate) fn golden_event(log: &mut Log, user: &str, day: f64, kind: &str) {
    let session = id(810_000 + log.lines.len() as u64);
    let with = |mut event: Value| {
        event["session"] = json!(session);
        event
    };
    let (name, more) = match kind {
        "guided_done" => (
            "tutorial.completed",
            json!({"content": "guide", "version": 1}),
        ),
        "single4_ok" | "single4_ng" => (
            "quiz.answered",
            answer("four", kind.ends_with("ok"), json!({})),
        ),
        "multi4_ok" => ("quiz.answered", answer("many", true, json!({}))),
        "order4_ok" | "order4_ng" => (
            "quiz.answered",
            answer("order", kind.ends_with("ok"), json!({})),
        ),
        "task_ok" | "transfer_ok" => ("host.did", json!({})),
        "task_ng" => ("host.failed", json!({})),
        "viewed" => (
            "help.article_closed",
            json!({"content": "page", "data": {"active_ms": 50_000}}),
        ),
        "guide_repeat" => (
            "tutorial.started",
            json!({"content": "guide", "version": 1, "data": {"by": "user"}}),
        ),
        "backstep" => {
            for name in ["tutorial.started", "tutorial.step_back"] {
                log.add(
                    user,
                    day,
                    name,
                    with(json!({"content": "guide", "version": 1})),
                );
            }
            (
                "tutorial.step_back",
                json!({"content": "guide", "version": 1}),
            )
        }
        other => panic!("{other}"),
    };
    log.add(user, day, name, with(more));
}

/// Six weeks of one person, with every component in it.
pub(crate) fn willing(log: &mut Log) {
    let guide = |by: &str| json!({"content": "guide", "version": 1, "data": {"by": by}});
    let at = |more: &str, visit: u64| json!({"content": more, "session": id(820_000 + visit)});
    // Prompts on four days: accepted, put off, closed, ignored; a second one of a day does not count.
    for (day, response) in [
        (1.0, "accepted"),
        (2.0, "snoozed"),
        (3.0, "dismissed"),
        (8.0, ""),
    ] {
        let visit = day as u64;
        log.add("w", day, "prompt.shown", at("guide", visit));
        if !response.is_empty() {
            log.add(
                "w",
                day + 0.001,
                &format!("prompt.{response}"),
                at("guide", visit),
            );
        }
    }
    log.add("w", 1.01, "prompt.shown", at("other", 1));
    // Two runs begun by the person, one by the page; the first and the last finished in time.
    log.add("w", 1.1, "tutorial.started", guide("auto"));
    log.add("w", 1.2, "tutorial.completed", guide(""));
    log.add("w", 4.0, "tutorial.started", guide("user"));
    log.add("w", 9.0, "tutorial.started", guide("user"));
    log.add("w", 9.1, "tutorial.completed", guide(""));
    // Three answers, one too fast; the wrong one is tried again, a step that was unclear is not.
    log.add("w", 10.0, "quiz.answered", answer("four", false, json!({})));
    log.add(
        "w",
        10.1,
        "quiz.answered",
        answer("four", true, json!({"attempt": 2})),
    );
    log.add(
        "w",
        10.2,
        "quiz.answered",
        answer("two", true, json!({"response_ms": 40})),
    );
    log.add("w", 15.0, "tutorial.unclear", guide(""));
}
