//! What people keep on the desk, from outside: rules, templates, notes, assignments, escalations, and what is refused.

mod desk;

use desk::Desk;
use serde_json::{Value, json};

#[tokio::test]
async fn kept_objects_are_held_against_their_shapes_and_keep_their_past() {
    let desk = Desk::new();
    let check = async |method: &str, path: &str, body: Value, status: u16, part: &str| {
        let answer = desk.call(method, path, body.to_string()).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{method} {path} {body}: {}",
            answer.body
        );
        assert!(answer.body.contains(part), "{path} {body}: {}", answer.body);
    };
    assert_eq!(desk.rows("/v1/rules").await.len(), 10);
    assert_eq!(desk.rows("/v1/templates").await.len(), 10);
    check(
        "PUT",
        "/v1/rules/silent",
        json!({"when": {"least_days": 9}, "severity": 3}),
        200,
        "\"version\":2",
    )
    .await;
    let silent = desk.get("/v1/rules/silent").await.json();
    assert_eq!(
        (&silent["when"]["least_days"], &silent["when"]["gap_factor"]),
        (&json!(9), &json!(4.3))
    );
    check(
        "PUT",
        "/v1/rules/silent",
        json!({"enabled": false}),
        200,
        "\"enabled\":false",
    )
    .await;
    check(
        "PUT",
        "/v1/rules/silent",
        json!({"severity": 9}),
        400,
        "severity is 1, 2 or 3",
    )
    .await;
    check(
        "PUT",
        "/v1/rules/mine",
        json!({"severity": 2}),
        400,
        "name is missing",
    )
    .await;
    check("DELETE", "/v1/rules/silent", json!({}), 200, "true").await;
    assert_eq!(desk.get("/v1/rules/silent").await.json()["version"], 1);
    let text = |t: &str| json!({"ja": t, "en": t});
    check(
        "POST",
        "/v1/templates",
        json!({"id": "short", "name": text("n"), "subject": text("s"), "body": text("no link")}),
        400,
        "always holds a link",
    )
    .await;
    check(
        "POST",
        "/v1/templates",
        json!({"id": "short", "name": text("n"), "subject": text("s"), "body": text("{{link}}")}),
        200,
        "short",
    )
    .await;
    check(
        "POST",
        "/v1/notes",
        json!({"account": "a1", "text": "電話", "topic": "invoicing"}),
        200,
        "電話",
    )
    .await;
    check(
        "POST",
        "/v1/notes",
        json!({"account": "a1"}),
        400,
        "text is missing",
    )
    .await;
    assert_eq!(desk.rows("/v1/notes?account=a1").await.len(), 1);
    check(
        "POST",
        "/v1/assignments",
        json!({"content": "tax"}),
        400,
        "for an account or a user",
    )
    .await;
    check(
        "POST",
        "/v1/assignments",
        json!({"content": "tax", "user": "u1", "due": "2026-12-01"}),
        200,
        "tax",
    )
    .await;
    check(
        "POST",
        "/v1/escalations",
        json!({"id": "e1", "title": "番号", "accounts": ["a1", "a2"]}),
        200,
        "\"state\":\"sent\"",
    )
    .await;
    check(
        "PUT",
        "/v1/escalations/e1",
        json!({"state": "shipped"}),
        200,
        "\"version\":2",
    )
    .await;
    check(
        "PUT",
        "/v1/escalations/e1",
        json!({"state": "lost"}),
        400,
        "state",
    )
    .await;
    check("POST", "/v1/guesses", json!({}), 404, "no such route").await;
    check(
        "POST",
        "/v1/cases",
        json!({"account": "a1", "reason": text("気になる")}),
        200,
        "by_hand",
    )
    .await;
    check(
        "PUT",
        "/v1/cases/none",
        json!({"action": "reopen"}),
        404,
        "no such case",
    )
    .await;
    let case = desk.rows("/v1/cases").await.remove(0)["id"]
        .as_str()
        .expect("text")
        .to_owned();
    check(
        "PUT",
        &format!("/v1/cases/{case}"),
        json!({"action": "close"}),
        400,
        "outcome",
    )
    .await;
    check(
        "PUT",
        &format!("/v1/cases/{case}"),
        json!({"action": "close", "outcome": "false"}),
        200,
        "\"outcome\":\"false\"",
    )
    .await;
    check(
        "PUT",
        &format!("/v1/cases/{case}"),
        json!({"action": "reopen"}),
        200,
        "\"state\":\"open\"",
    )
    .await;
}
