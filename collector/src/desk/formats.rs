//! `GET /v1/export/{csv,xapi,cloudevents}`: the stored events in the formats of spreadsheets, learning record stores and
//! event buses, streamed from one snapshot. Raw scores only; estimates never leave as scores.

use serde_json::{Value, json};

use crate::desk::csv::quoted;
use crate::zone::Zone;

/// The columns of the CSV.
pub(crate) const COLUMNS: [&str; 15] = [
    "id", "at", "name", "user", "account", "session", "tab", "seq", "release", "content",
    "version", "step", "language", "locale", "data",
];

/// One event as a line of CSV.
pub(crate) fn csv(event: &Value) -> String {
    let cells = COLUMNS.map(|key| match &event[key] {
        Value::Null => String::new(),
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    });
    cells.join(",") + "\r\n"
}

/// One event as CloudEvents 1.0.
pub(crate) fn cloudevent(tenant: &str, event: &Value) -> Value {
    let ms = event["at"].as_i64().unwrap_or(0);
    let mut told = json!({"specversion": "1.0", "id": event["id"], "source": format!("urn:shirube:{tenant}"),
        "type": format!("shirube.{}", event["name"].as_str().unwrap_or_default()), "time": Zone::utc(ms), "datacontenttype": "application/json", "data": event});
    if let Some(user) = event["user"].as_str().filter(|u| !u.is_empty()) {
        told["subject"] = json!(user);
    }
    told
}

const VERBS: [(&str, &str, &str); 7] = [
    (
        "tutorial.started",
        "http://adlnet.gov/expapi/verbs/initialized",
        "initialized",
    ),
    (
        "tutorial.step_completed",
        "http://adlnet.gov/expapi/verbs/experienced",
        "experienced",
    ),
    (
        "tutorial.completed",
        "http://adlnet.gov/expapi/verbs/completed",
        "completed",
    ),
    (
        "tutorial.dismissed",
        "https://w3id.org/xapi/adl/verbs/abandoned",
        "abandoned",
    ),
    (
        "checklist.completed",
        "http://adlnet.gov/expapi/verbs/completed",
        "completed",
    ),
    (
        "quiz.answered",
        "http://adlnet.gov/expapi/verbs/answered",
        "answered",
    ),
    (
        "help.article_opened",
        "http://adlnet.gov/expapi/verbs/experienced",
        "experienced",
    ),
];

/// One event as an xAPI 1.0.3 statement; none for what is no learning of a person.
pub(crate) fn statement(home: &str, event: &Value) -> Option<Value> {
    let name = event["name"].as_str()?;
    let (_, verb, word) = VERBS.iter().find(|(own, ..)| *own == name)?;
    let user = event["user"].as_str().filter(|u| !u.is_empty())?;
    let content = event["content"].as_str()?;
    let data = &event["data"];
    let step = event["step"]
        .as_str()
        .map_or_else(String::new, |s| format!("/steps/{s}"));
    let question = data["question"]
        .as_str()
        .map_or_else(String::new, |q| format!("/questions/{q}"));
    let kind = match name.split('.').next() {
        Some("quiz") => "http://adlnet.gov/expapi/activities/cmi.interaction",
        Some("help") => "http://adlnet.gov/expapi/activities/media",
        _ if !step.is_empty() => "http://adlnet.gov/expapi/activities/interaction",
        _ => "http://adlnet.gov/expapi/activities/lesson",
    };
    let mut told = json!({
        "id": event["id"],
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": user}},
        "verb": {"id": verb, "display": {"en": word}},
        "object": {"objectType": "Activity", "id": format!("{home}/shirube/{content}{step}{question}"), "definition": {"type": kind}},
        "timestamp": Zone::utc(event["at"].as_i64().unwrap_or(0)),
        "version": "1.0.3",
        "context": {"registration": event["session"], "language": event["language"].as_str().unwrap_or("ja"), "platform": "shirube",
            "extensions": {format!("{home}/shirube/extensions/release"): event["release"], format!("{home}/shirube/extensions/version"): event["version"]}},
    });
    if name == "quiz.answered" {
        told["object"]["definition"]["interactionType"] = json!("other");
        let right = data["correct"] == json!(true);
        told["result"] = json!({"success": right, "score": {"scaled": f64::from(u8::from(right))}});
        if let Some(ms) = data["response_ms"].as_f64() {
            told["result"]["duration"] = json!(format!("PT{:.2}S", ms / 1000.0));
        }
    } else if *word == "completed" {
        told["result"] = json!({"completion": true});
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_in_each_format() {
        let event = json!({"id": "01935f00-0000-7000-8000-000000000001", "at": 1_764_000_000_000_i64, "name": "quiz.answered", "user": "=u1", "account": "a1",
            "session": "01935f00-0000-7000-8000-0000000dbba0", "tab": 0, "seq": 1, "release": 4, "content": "numbering", "version": 2, "language": "ja", "locale": "ja-JP",
            "data": {"question": "when", "correct": true, "response_ms": 5230}});
        let line = csv(&event);
        assert!(
            line.contains(",'=u1,a1,") && line.ends_with("\r\n"),
            "{line}"
        );
        let bus = cloudevent("kumo", &event);
        assert_eq!(
            (&bus["type"], &bus["time"]),
            (
                &json!("shirube.quiz.answered"),
                &json!("2025-11-24T16:00:00.000Z")
            )
        );
        assert_eq!(bus["data"], event);
        let told = statement("https://app.kumo.example", &event).expect("a statement");
        assert_eq!(
            told["object"]["id"],
            "https://app.kumo.example/shirube/numbering/questions/when"
        );
        assert_eq!(
            (
                &told["result"]["score"]["scaled"],
                &told["result"]["duration"]
            ),
            (&json!(1.0), &json!("PT5.23S"))
        );
        assert!(
            statement(
                "https://x",
                &json!({"name": "session.started", "user": "u"})
            )
            .is_none()
        );
        assert!(
            statement(
                "https://x",
                &json!({"name": "tutorial.started", "content": "g"})
            )
            .is_none()
        );
    }
}
