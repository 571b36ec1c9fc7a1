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
            only_our_script(&answer.body) && !answer.body.contains(" style="),
            "{path}"
        );
    }
    assert_eq!(
        open(&desk, "/dashboard/style.css", "").await.status,
        StatusCode::OK
    );
}

/// One script, ours, by its address: nothing stands in the page itself.
fn only_our_script(page: &str) -> bool {
    let ours = "<script src=\"/dashboard/copy.js\" defer></script>";
    page.matches("<script").count() == 1 && page.contains(ours)
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
            only_our_script(&page) && !page.contains("<img"),
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
    assert!(ja.contains("データ不足：あと5人") && en.contains("not enough data: 5 more people"));
    for page in [ja, en] {
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }
}

/// A guide, and `people` who did its step, its task and finished it `age` ms ago.
async fn walked(desk: &Desk, people: u64, age: i64) {
    let manifest = json!({
        "topics": [{"id": "t", "title": {"ja": "題", "en": "Billing"}, "task": {"event": "done"}}],
        "tutorials": [{"id": "g", "version": 1, "title": {"ja": "手引き", "en": "Guide"}, "topics": ["t"], "steps": [{"id": "s", "title": {"ja": "手順", "en": "Step"}}]}],
    });
    desk.publish(1, &manifest).await;
    let names = [
        "tutorial.started",
        "tutorial.step_shown",
        "tutorial.step_completed",
        "tutorial.completed",
        "host.done",
    ];
    let events: Vec<_> = (0..people)
        .flat_map(|person| names.iter().zip(0..).map(move |(name, n)| (person, name, n)))
        .map(|(person, name, n)| {
            let more = json!({"user": format!("u{person}"), "content": "g", "version": 1, "step": "s", "at": desk::now() - age});
            event(person * 10 + n + 1, name, more)
        })
        .collect();
    assert!(desk.send(&events).await.iter().all(|s| s == "accepted"));
}

#[tokio::test]
async fn a_mean_or_a_rate_stands_on_five_people() {
    for (people, missing) in [
        (0, Some(5)),
        (3, Some(2)),
        (4, Some(1)),
        (5, None),
        (6, None),
    ] {
        let desk = Desk::new();
        walked(&desk, people, 1000).await;
        let cookie = desk.sign_in().await;
        let en = open(&desk, "/dashboard/en/overview", &cookie).await.body;
        let ja = open(&desk, "/dashboard/ja/overview", &cookie).await.body;
        // One place for the guide's step (none while nobody started), one for the topic.
        let places = if people == 0 { 1 } else { 2 };
        match missing {
            Some(n) => {
                let plural = if n == 1 { "person" } else { "people" };
                let said = format!("not enough data: {n} more {plural}");
                assert_eq!(en.matches(&said).count(), places, "{people}");
                assert_eq!(
                    ja.matches(&format!("データ不足：あと{n}人")).count(),
                    places
                );
                assert!(!en.contains("<circle"), "{people}: nothing is drawn");
            }
            None => {
                assert!(
                    !en.contains("not enough data") && !ja.contains("データ不足"),
                    "{people}"
                );
                assert_eq!(en.matches("<circle").count(), 2, "{people}");
                assert!(en.contains("<b>100</b>"), "all of them finished the step");
            }
        }
    }
}

#[tokio::test]
async fn key_numbers_say_their_window_and_keep_to_it() {
    const DAY: i64 = 86_400_000;
    // 28 days, today among them: 27 days ago is in, 29 days ago is not, whatever the hour.
    for (age, shown) in [(1000, "6"), (27 * DAY, "6"), (29 * DAY, "0")] {
        let desk = Desk::new();
        walked(&desk, 6, age).await;
        let cookie = desk.sign_in().await;
        let en = open(&desk, "/dashboard/en/overview", &cookie).await.body;
        let ja = open(&desk, "/dashboard/ja/overview", &cookie).await.body;
        assert_eq!(
            en.matches("<p>last 28 days (").count(),
            4,
            "on each key number"
        );
        assert_eq!(ja.matches("<p>直近28日（").count(), 4);
        let people = format!("<h2>People</h2><p class=\"v\">{shown}</p>");
        assert!(en.contains(&people), "{age}");
        // Comprehension is no flow: it stands on all evidence.
        assert!(
            en.contains("<th scope=\"row\">Billing</th><td class=\"num opt\">6</td>"),
            "{age}"
        );
    }
}

#[tokio::test]
async fn times_are_the_tenants_and_say_so() {
    let desk = Desk::new();
    desk.send(&[event(1, "feed.opened", json!({}))]).await;
    let cookie = desk.sign_in().await;
    for (path, zone) in [
        ("/dashboard/en/overview", " JST</time>"),
        ("/dashboard/ja/overview", " JST</time> 時点"),
    ] {
        let page = open(&desk, path, &cookie).await.body;
        assert!(page.contains(zone) && !page.contains("UTC"), "{path}");
    }
}

#[tokio::test]
async fn five_failures_lock_an_address_known_or_not() {
    let desk = Desk::new();
    for mail in ["csm@kumo.example", "nobody@kumo.example"] {
        for left in [4, 3, 2, 1] {
            let answer = desk.try_sign_in(mail, "wrong").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert!(
                answer.body.contains(&format!("あと{left}回")),
                "{}",
                answer.body
            );
        }
        for password in ["wrong", "demo"] {
            let answer = desk.try_sign_in(mail, password).await;
            assert_eq!(
                answer.status,
                StatusCode::TOO_MANY_REQUESTS,
                "{mail} {password}"
            );
            assert_eq!(answer.headers["retry-after"], "900");
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
    // Everybody else goes on.
    let other = desk.try_sign_in("csm@other.example", "demo").await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn forms_from_elsewhere_are_not_taken() {
    let desk = Desk::new();
    let cookie = desk.sign_in().await;
    let post = async |path: &str, headers: &[(&str, &str)], body: String| {
        let mut request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("host", "guide.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        desk.ask(request.body(Body::from(body)).expect("request"))
            .await
    };
    let pair = || "mail=csm%40kumo.example&password=demo".to_owned();
    let cases: &[(&[(&str, &str)], u16)] = &[
        (
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example"),
            ],
            403,
        ),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", "null")], 403),
        (&[("sec-fetch-site", "same-origin")], 303),
        (&[("origin", "https://guide.example")], 303),
        (&[], 303),
    ];
    for (headers, status) in cases {
        let answer = post("/dashboard/sign-in", headers, pair()).await;
        assert_eq!(answer.status.as_u16(), *status, "{headers:?}");
        assert_eq!(answer.headers.contains_key("set-cookie"), *status == 303);
    }
    // Signing out takes the token of that very session.
    let page = open(&desk, "/dashboard/en/overview", &cookie).await.body;
    let token = page
        .split("name=\"form\" value=\"")
        .nth(1)
        .expect("a token");
    let token = token.split('"').next().expect("whole").to_owned();
    let signed_in =
        async || open(&desk, "/dashboard/en/overview", &cookie).await.status == StatusCode::OK;
    post(
        "/dashboard/sign-out",
        &[("cookie", &cookie)],
        "form=0000".to_owned(),
    )
    .await;
    assert!(signed_in().await);
    let out = post(
        "/dashboard/sign-out",
        &[("cookie", &cookie)],
        format!("form={token}"),
    )
    .await;
    assert!(
        out.headers["set-cookie"]
            .to_str()
            .expect("text")
            .contains("Max-Age=0")
    );
    assert!(!signed_in().await);
}

#[tokio::test]
async fn beyond_loopback_the_cookie_is_bound_to_its_host() {
    let desk = Desk::behind_tls();
    let answer = desk.try_sign_in("csm@kumo.example", "demo").await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-shirube_session="), "{cookie}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let pair = cookie.split(';').next().expect("pair");
    let page = async |cookie: &str| open(&desk, "/dashboard/en/overview", cookie).await.status;
    assert_eq!(page(pair).await, StatusCode::OK);
    // The name that plain http uses opens nothing here.
    let plain = pair.replace("__Host-", "");
    assert_eq!(page(&plain).await, StatusCode::SEE_OTHER);
}
