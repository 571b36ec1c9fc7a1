//! Every page of the dashboard, empty and with customers whose every word is an attack: it opens, runs nothing, says numbers.

mod desk;

use axum::body::Body;
use axum::http::Request;
use desk::{Answer, Desk, event};
use serde_json::json;

const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

async fn open(desk: &Desk, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header("cookie", cookie);
    desk.ask(request.body(Body::empty()).expect("request"))
        .await
}

const PAGES: [&str; 19] = [
    "today",
    "accounts",
    "library",
    "topics",
    "quadrant",
    "uniformity",
    "onboarding",
    "inquiries",
    "experiments",
    "escalations",
    "business",
    "nps",
    "touch",
    "maturity",
    "content",
    "rules",
    "templates",
    "data",
    "method",
];

fn sound(path: &str, answer: &Answer) {
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let page = &answer.body;
    let ours = "<script src=\"/dashboard/copy.js\" defer></script>";
    assert_eq!(page.matches("<script").count(), 1, "{path} runs only ours");
    assert!(page.contains(ours) && !page.contains("<img"), "{path}");
    for part in [" style=", " onclick=", "javascript:", ">NaN", "Infinity"] {
        assert!(!page.contains(part), "{path} holds {part}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "{path}");
    assert!(page.len() < 400_000, "{path}: {} bytes", page.len());
    let policy = answer.headers["content-security-policy"].to_str();
    assert!(policy.is_ok_and(|p| p.contains("default-src 'none'") && !p.contains("unsafe")));
}

#[tokio::test]
async fn every_page_opens_while_nothing_is_known() {
    let desk = Desk::new();
    let cookie = desk.sign_in().await;
    for language in ["ja", "en"] {
        for page in PAGES {
            let path = format!("/dashboard/{language}/{page}");
            sound(&path, &open(&desk, &path, &cookie).await);
        }
    }
    let nowhere = open(&desk, "/dashboard/ja/nowhere", &cookie).await;
    assert_eq!(nowhere.status, 404);
    assert_eq!(open(&desk, "/dashboard/ja/today", "").await.status, 303);
}

#[tokio::test]
async fn whatever_a_customer_is_called_is_text_on_every_page() {
    let desk = Desk::new();
    let text = json!({"ja": EVIL, "en": EVIL});
    let manifest = json!({"tenant": "kumo", "product": "kumo", "home": "https://app.kumo.example/", "languages": ["ja"],
        "topics": [{"id": "t", "title": text, "required_for": ["all"], "task": {"event": "done"}}],
        "segments": [{"id": "all", "when": {"all": []}}],
        "tutorials": [{"id": "g", "version": 1, "title": text, "topics": ["t"], "steps": [{"id": "s", "title": text, "body": text}]}]});
    desk.publish(1, &manifest).await;
    let accounts = json!([{"id": "a<1>", "name": EVIL, "plan": EVIL, "owner": {"name": EVIL, "mail": "csm@kumo.example"},
        "mrr": {"amount": 1, "currency": "JPY"}, "contacts": [{"name": EVIL, "mail": EVIL, "role": EVIL}]}]);
    let users = json!([{"id": "u<1>", "account": "a<1>", "name": EVIL, "role": EVIL}]);
    for (path, body) in [("/v1/accounts", accounts), ("/v1/users", users)] {
        assert_eq!(desk.call("PUT", path, body.to_string()).await.status, 200);
    }
    let more = json!({"user": "u<1>", "account": "a<1>", "content": "g", "version": 1, "step": "s", "data": {"t": EVIL}});
    let sent = [
        event(1, "tutorial.completed", more.clone()),
        event(2, "host.done", more),
    ];
    assert_eq!(desk.send(&sent).await, ["accepted"; 2]);
    for (path, body) in [
        (
            "/v1/cases",
            json!({"account": "a<1>", "user": "u<1>", "reason": text, "content": "g"}),
        ),
        (
            "/v1/notes",
            json!({"account": "a<1>", "text": EVIL, "topic": "t"}),
        ),
        (
            "/v1/escalations",
            json!({"title": EVIL, "text": EVIL, "accounts": ["a<1>"], "evidence": {EVIL: 1}}),
        ),
        (
            "/v1/assignments",
            json!({"account": "a<1>", "content": "g"}),
        ),
    ] {
        let kept = desk.call("POST", path, body.to_string()).await;
        assert_eq!(kept.status, 200, "{path}: {}", kept.body);
    }
    let case = desk.rows("/v1/cases").await.remove(0)["id"]
        .as_str()
        .expect("text")
        .to_owned();
    let cookie = desk.sign_in().await;
    let own = [
        format!("cases/{case}"),
        "accounts/a%3C1%3E".to_owned(),
        "accounts/a%3C1%3E/topics".to_owned(),
        "accounts/a%3C1%3E/call".to_owned(),
        "accounts/a%3C1%3E/handover".to_owned(),
        "accounts/a%3C1%3E/people/u%3C1%3E".to_owned(),
        "rules/silent".to_owned(),
        "templates/usage-dropped".to_owned(),
        "today?scope=all&search=%3Cscript%3E".to_owned(),
    ];
    for language in ["ja", "en"] {
        for page in PAGES.iter().map(ToString::to_string).chain(own.clone()) {
            let path = format!("/dashboard/{language}/{page}");
            sound(&path, &open(&desk, &path, &cookie).await);
        }
        let path = format!("/dashboard/{language}/accounts/a%3C1%3E");
        let page = open(&desk, &path, &cookie).await.body;
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path} shows it");
    }
    let csv = open(&desk, "/dashboard/ja/accounts?format=csv", &cookie).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        csv.body.starts_with("\u{feff}account,name,"),
        "{}",
        csv.body
    );
}

#[tokio::test]
async fn who_looks_at_a_person_is_written_down() {
    let desk = Desk::new();
    desk.send(&[
        event(
            1,
            "host.x",
            json!({"user": "hanako@aoba.example", "account": "a1"}),
        ),
        event(
            2,
            "host.x",
            json!({"user": "taro@aoba.example", "account": "a1"}),
        ),
    ])
    .await;
    let cookie = desk.sign_in().await;
    for page in [
        "accounts/a1/people/hanako%40aoba.example",
        "accounts/a1/people/hanako%40aoba.example?format=csv",
        "accounts/a1/people/taro%40aoba.example",
        "accounts/a1/people/nobody",
        "accounts/a1",
        "today",
    ] {
        open(&desk, &format!("/dashboard/en/{page}"), &cookie).await;
    }
    let audit = open(&desk, "/dashboard/en/audit", &cookie).await.body;
    assert_eq!(audit.matches("looked at a person").count(), 3, "{audit}");
    assert!(
        audit.contains("csm@kumo.example") || audit.contains("@"),
        "by whom"
    );
    assert!(
        !audit.contains("hanako") && !audit.contains("taro"),
        "not whose page it was"
    );
    // The same person has the same mark, another one another.
    let mut marks: Vec<&str> = audit
        .split("person ")
        .skip(1)
        .filter_map(|t| t.get(..32))
        .collect();
    marks.retain(|m| m.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(marks.len(), 3, "{audit}");
    assert!(
        marks[1] == marks[2] && marks[0] != marks[1],
        "newest first: {marks:?}"
    );
    assert!(audit.contains("chain is whole"));
}
