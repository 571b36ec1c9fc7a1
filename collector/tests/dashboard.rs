//! Who gets in, and that nothing a page sent runs in a reader's browser.

mod desk;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use desk::{Answer, Desk, event};
use serde_json::json;

async fn open(desk: &Desk, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path)
        .header("cookie", cookie)
        .header("accept-language", "en");
    desk.ask(request.body(Body::empty()).expect("request"))
        .await
}

#[tokio::test]
async fn strangers_see_the_form_only() {
    let desk = Desk::new();
    for cookie in [
        "",
        "shirube_session=",
        "shirube_session=0000",
        "other=1; shirube_session=x",
    ] {
        for path in ["/dashboard/ja/overview", "/dashboard/en/overview"] {
            let answer = open(&desk, path, cookie).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path} {cookie}");
            assert_eq!(answer.headers["location"], "/dashboard/");
        }
    }
    let form = open(&desk, "/dashboard/", "").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("action=\"/dashboard/sign-in\""));
}

#[tokio::test]
async fn signing_in_takes_the_right_pair() {
    let desk = Desk::new();
    let refused = [
        ("csm@kumo.example", "wrong"),
        ("nobody@kumo.example", "demo"),
        ("", ""),
        ("csm@kumo.example", ""),
    ];
    for (mail, password) in refused {
        let answer = desk.try_sign_in(mail, password).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{mail} {password}");
        assert!(!answer.headers.contains_key("set-cookie"));
        assert!(answer.body.contains("role=\"alert\""));
    }
    let answer = desk.try_sign_in("csm@kumo.example", "demo").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("shirube_session="), "{cookie}");
    assert!(
        cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax")
            && !cookie.contains("Secure")
    );
}

#[tokio::test]
async fn every_page_is_locked_down() {
    let desk = Desk::new();
    let cookie = desk.sign_in().await;
    for path in ["/dashboard/ja/overview", "/dashboard/en/overview"] {
        let answer = open(&desk, path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK);
        let policy = answer.headers["content-security-policy"]
            .to_str()
            .expect("text");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(
            answer.headers["cache-control"]
                .to_str()
                .expect("text")
                .contains("no-store")
        );
        assert!(
            !answer.body.contains("<script") && !answer.body.contains(" style="),
            "{path}"
        );
    }
    assert_eq!(
        open(&desk, "/dashboard/style.css", "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_a_page_sent_is_text() {
    let desk = Desk::new();
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let manifest = json!({
        "topics": [{"id": "t", "title": {"ja": evil, "en": evil}, "task": {"event": "done"}}],
        "tutorials": [{"id": "g", "title": {"ja": evil, "en": evil}, "steps": [{"id": "s", "title": {"ja": evil, "en": evil}}]}],
    });
    desk.publish(1, &manifest).await;
    let evil = json!({"user": evil, "account": evil, "content": "g", "version": 1, "step": evil, "name": format!("host.{evil}")});
    let mut shown = event(2, "tutorial.step_shown", evil.clone());
    shown["name"] = json!("tutorial.step_shown");
    assert_eq!(
        desk.send(&[event(1, "x", evil), shown]).await,
        ["accepted"; 2]
    );
    let cookie = desk.sign_in().await;
    for path in ["/dashboard/ja/overview", "/dashboard/en/overview"] {
        let page = open(&desk, path, &cookie).await.body;
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path} shows it");
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{path} runs nothing"
        );
    }
}

#[tokio::test]
async fn a_session_reads_its_own_tenant() {
    let desk = Desk::new();
    desk.send(&[event(1, "x", json!({}))]).await;
    let count = async |mail: &str| {
        let answer = desk.try_sign_in(mail, "demo").await;
        let cookie = answer.headers["set-cookie"]
            .to_str()
            .expect("text")
            .split(';')
            .next()
            .expect("pair")
            .to_owned();
        open(&desk, "/v1/reports/overview", &cookie).await.json()["rows"][0]["events"].clone()
    };
    assert_eq!(count("csm@kumo.example").await, 1);
    assert_eq!(count("csm@other.example").await, 0);
}

#[tokio::test]
async fn too_little_is_said_not_drawn_as_nothing() {
    let desk = Desk::new();
    desk.publish(
        1,
        &json!({"topics": [{"id": "t", "title": {"ja": "題", "en": "T"}}], "tutorials": []}),
    )
    .await;
    let cookie = desk.sign_in().await;
    let ja = open(&desk, "/dashboard/ja/overview", &cookie).await.body;
    let en = open(&desk, "/dashboard/en/overview", &cookie).await.body;
    assert!(ja.contains("データ不足") && en.contains("too little data"));
    for page in [ja, en] {
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }
}
