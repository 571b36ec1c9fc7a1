//! Every route of the table: who it lets in, that it answers across origins, and that no tenant sees another's.

mod desk;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use collector::{Who, table};
use desk::{Answer, Desk, event, signed};
use serde_json::json;

/// The path with something in its braces.
fn filled(path: &str) -> String {
    path.replace("{version}", "7")
        .replace("{language}", "en")
        .replace("{kept}", "notes")
        .replace("{name}", "users")
        .replace("{id}", "first-invoice")
}

async fn call(
    desk: &Desk,
    method: &Method,
    path: &str,
    header: (&str, &str),
    body: &str,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header.0, header.1)
        .header("content-type", "application/x-www-form-urlencoded");
    desk.ask(request.body(Body::from(body.to_owned())).expect("request"))
        .await
}

#[tokio::test]
async fn options_and_errors_answer_across_origins_on_every_route() {
    let desk = Desk::new();
    for route in table() {
        let path = filled(route.path);
        for header in [
            ("origin", "https://app.example"),
            ("access-control-request-method", "POST"),
        ] {
            let answer = call(&desk, &Method::OPTIONS, &path, header, "").await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
            signed(&answer);
            let allowed = answer.headers["access-control-allow-methods"].to_str();
            let allowed = allowed.expect("text");
            assert!(allowed.contains(route.method.as_str()), "{path}: {allowed}");
            let headers = answer.headers["access-control-allow-headers"].to_str();
            let headers = headers.expect("text");
            assert!(headers.contains("authorization") && headers.contains("content-type"));
        }
        let wrong = call(&desk, &Method::PATCH, &path, ("x", "y"), "").await;
        assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(wrong.headers.contains_key("allow"), "{path}");
        assert_eq!(wrong.headers["content-type"], "application/problem+json");
        signed(&wrong);
        let bare = call(&desk, &route.method, &path, ("x", "y"), "").await;
        assert_ne!(bare.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!bare.status.is_server_error(), "{path}: {}", bare.body);
        signed(&bare);
    }
}

#[tokio::test]
async fn every_route_turns_away_whoever_has_no_business_there() {
    let desk = Desk::new();
    for route in table() {
        let path = filled(route.path);
        for credential in [
            ("x", "y"),
            ("authorization", "Bearer pk_kumo"),
            ("authorization", "Bearer sk_nobody"),
            ("authorization", "Bearer "),
            ("authorization", "Basic sk_kumo"),
            ("cookie", "shirube_session=00"),
            ("cookie", "shirube_session=sk_kumo"),
        ] {
            let answer = call(&desk, &route.method, &path, credential, "[]").await;
            let status = answer.status.as_u16();
            let path = format!("{} {path} with {credential:?}", route.method);
            match route.who {
                Who::Anyone => assert!(status < 500, "{path}"),
                Who::WriteKey => assert_eq!(status, 400, "{path}"),
                Who::SecretKey | Who::Reader | Who::Worker | Who::Identity => {
                    assert_eq!(status, 401, "{path}");
                }
                Who::Session => {
                    let gone = status == 303 && answer.headers["location"] == "/dashboard/";
                    assert!(gone || status == 415 || status == 422, "{path}: {status}");
                }
            }
        }
    }
}

/// What stands for tenant `kumo` in everything of it, and must never be seen by `other`.
const CANARY: &str = "canary-5f1c";
/// Somebody of `kumo` whose name the other tenant has guessed.
const GUESSED: &str = "u-guessed";

async fn filled_desk() -> Desk {
    let desk = Desk::new();
    let named = json!({"ja": CANARY, "en": CANARY});
    let manifest = json!({
        "topics": [{"id": "t", "title": named, "task": {"event": "done"}}],
        "tutorials": [{"id": "first-invoice", "version": 1, "title": named, "topics": ["t"], "steps": [{"id": "s", "title": named}]}],
    });
    assert_eq!(desk.publish(7, &manifest).await.status, 200);
    let more = |step: &str| {
        json!({"user": format!("u-{CANARY}"), "account": format!("a-{CANARY}"),
        "content": "first-invoice", "version": 1, "step": step, "data": {"t": CANARY}})
    };
    let events = [
        event(1, "tutorial.step_shown", more("s")),
        event(2, "tutorial.completed", more("s")),
        event(3, "host.done", more("s")),
    ];
    assert_eq!(desk.send(&events).await, ["accepted"; 3]);
    let guessed = json!({"user": GUESSED, "account": GUESSED, "data": {"t": CANARY}});
    assert_eq!(desk.send(&[event(4, "x", guessed)]).await, ["accepted"]);
    for (path, body) in [
        ("/v1/users", json!([{"id": GUESSED, "name": CANARY}])),
        ("/v1/accounts", json!([{"id": GUESSED, "name": CANARY}])),
        ("/v1/tickets", json!([{"id": GUESSED, "category": CANARY}])),
    ] {
        assert_eq!(desk.call("PUT", path, body.to_string()).await.status, 200);
    }
    let note = json!({"account": GUESSED, "text": CANARY}).to_string();
    let kept = desk.call("PUT", "/v1/notes/first-invoice", note).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    let case = json!({"account": GUESSED, "reason": named}).to_string();
    assert_eq!(desk.call("POST", "/v1/cases", case).await.status, 200);
    desk
}

/// Everything that `kumo` can read of itself, but for the time of asking.
async fn whole(desk: &Desk) -> String {
    let mut all = String::new();
    for route in table().into_iter().filter(|r| r.method == Method::GET) {
        // A case's token is nobody's to guess; the list tells the same.
        if matches!(route.who, Who::Reader | Who::SecretKey) && route.path != "/v1/cases/{id}" {
            let path = format!("{}?at=4000000000000", filled(route.path));
            let answer = desk.get(&path).await;
            assert_eq!(answer.status, 200, "{path}");
            all.push_str(&answer.body);
        }
    }
    all
}

#[tokio::test]
async fn no_route_shows_or_changes_another_tenants() {
    let desk = filled_desk().await;
    let before = whole(&desk).await;
    assert!(before.contains(CANARY));
    let theirs = desk.try_sign_in("csm@other.example", "demo").await;
    let cookie = theirs.headers["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("pair").to_owned();
    // Bodies that name the other tenant in every way there is.
    let bodies = [
        json!({"v": 1, "key": "pk_other", "tenant": "kumo", "events": [event(1, "x", json!({"tenant": "kumo", "user": "thief"}))]}).to_string(),
        json!([{"id": GUESSED, "tenant": "kumo", "name": "thief"}]).to_string(),
        json!({"user": GUESSED}).to_string(),
        json!({"tenant": "kumo", "topics": [], "tutorials": []}).to_string(),
        event(1, "x", json!({"tenant": "kumo", "user": "thief"})).to_string(),
        format!("tenant=kumo&user={GUESSED}&form=x&mail=csm@kumo.example&password=x&token=x"),
    ];
    for route in table() {
        for query in [
            "",
            "?tenant=kumo&at=4000000000000",
            "?account=u-guessed&user=u-guessed&key=pk_kumo",
        ] {
            let path = format!("{}{query}", filled(route.path));
            for credential in [
                ("authorization", "Bearer sk_other"),
                ("cookie", cookie.as_str()),
            ] {
                for body in &bodies {
                    let answer = call(&desk, &route.method, &path, credential, body).await;
                    let seen = answer.body.contains(CANARY);
                    assert!(!seen, "{} {path}: {}", route.method, answer.body);
                    assert!(!answer.status.is_server_error(), "{} {path}", route.method);
                    if route.method == Method::GET {
                        break;
                    }
                }
            }
        }
    }
    assert_eq!(whole(&desk).await, before, "nothing of kumo's has changed");
}
