//! What leaves the collector by itself, served for real: a letter to an SMTP server, a signed webhook.

mod desk;

use collector::{Config, Mail, Person, Settings, Tenant};
use desk::sinks::{hook_sink, mail_sink};
use ring::hmac;
use serde_json::{Value, json};
use tokio::net::TcpListener;

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

async fn call(
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: String,
) -> (u16, Option<String>, String) {
    let task = tokio::task::spawn_blocking(move || {
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut answer = agent()
            .run(request.body(body).expect("request"))
            .expect("answers");
        let cookie = answer.headers().get("set-cookie").map(|c| {
            c.to_str()
                .expect("text")
                .split(';')
                .next()
                .expect("pair")
                .to_owned()
        });
        (
            answer.status().as_u16(),
            cookie,
            answer.body_mut().read_to_string().unwrap_or_default(),
        )
    });
    task.await.expect("called")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_mailed_from_the_dashboard_and_announced_with_a_signature() {
    let (smtp, mut letters) = mail_sink().await;
    let (hook, mut requests) = hook_sink(0).await;
    let folder = std::env::temp_dir().join(format!("collector-outgoing-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let tenant = Tenant {
        name: "kumo".to_owned(),
        write_keys: vec!["pk".to_owned()],
        secret_keys: vec!["sk".to_owned()],
        people: vec![Person {
            mail: "csm@kumo.example".to_owned(),
            password: "demo".to_owned(),
        }],
    };
    let mail = Mail::new(&format!("smtp://{smtp}"), "Shirube <guide@kumo.example>").expect("mail");
    let config = Config {
        data: folder.clone(),
        tenants: vec![tenant],
        insecure_loopback: true,
        settings: Settings {
            mail: Some(mail),
            ..Settings::default()
        },
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let base = format!("http://{}", listener.local_addr().expect("address"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(
        collector::open(config)
            .expect("opens")
            .serve(listener, async { stopped.await.unwrap_or(()) }),
    );
    let key = || vec![("authorization", "Bearer sk".to_owned())];
    let text = |t: &str| json!({"ja": t, "en": t});
    let manifest = json!({"tenant": "kumo", "product": "kumo", "home": "https://app.kumo.example/", "languages": ["ja"],
        "tutorials": [{"id": "tax", "version": 1, "minutes": 4, "title": text("税区分"), "steps": [{"id": "s", "title": text("s")}]}]});
    let ok = async |method, path: &str, body: Value| {
        let (status, _, told) =
            call(method, format!("{base}{path}"), key(), body.to_string()).await;
        assert_eq!(status, 200, "{path}: {told}");
        serde_json::from_str::<Value>(&told).expect("JSON")
    };
    ok("PUT", "/v1/releases/1", manifest).await;
    ok("PUT", "/v1/accounts", json!([{"id": "a1", "name": "青葉商事", "owner": {"name": "白石", "mail": "csm@kumo.example"},
        "contacts": [{"name": "久我", "mail": "kuga@aoba.example", "primary": true}]}])).await;
    let secret = ok(
        "PUT",
        "/v1/webhook",
        json!({"url": format!("http://{hook}/in")}),
    )
    .await["secret"]
        .as_str()
        .expect("text")
        .to_owned();
    let case = ok(
        "POST",
        "/v1/cases",
        json!({"account": "a1", "reason": text("気になる"), "content": "tax"}),
    )
    .await["id"]
        .as_str()
        .expect("text")
        .to_owned();

    let form = vec![(
        "content-type",
        "application/x-www-form-urlencoded".to_owned(),
    )];
    let (_, cookie, _) = call(
        "POST",
        format!("{base}/dashboard/sign-in"),
        form.clone(),
        "mail=csm%40kumo.example&password=demo".to_owned(),
    )
    .await;
    let cookie = ("cookie", cookie.expect("signed in"));
    let (status, _, page) = call(
        "GET",
        format!("{base}/dashboard/ja/cases/{case}"),
        vec![cookie.clone()],
        String::new(),
    )
    .await;
    assert_eq!(status, 200);
    assert!(
        page.contains("久我")
            && page.contains(&format!(".{case}"))
            && page.contains("メールで送る"),
        "{page}"
    );
    let token = page
        .split("name=\"form\" value=\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .expect("token")
        .to_owned();
    let mut headers = form;
    headers.push(cookie);
    let forged = format!("form=0000&what=case.mail&id={case}&language=ja");
    call(
        "POST",
        format!("{base}/dashboard/ja/act"),
        headers.clone(),
        forged,
    )
    .await;
    let body =
        format!("form={token}&what=case.mail&id={case}&language=ja&back=%2Fdashboard%2Fja%2Ftoday");
    let (status, _, _) = call("POST", format!("{base}/dashboard/ja/act"), headers, body).await;
    assert_eq!(status, 303);

    let letter = letters.recv().await.expect("a letter");
    assert!(
        letter.contains("To: =?utf-8?") && letter.contains("<kuga@aoba.example>"),
        "{letter}"
    );
    assert!(
        letter.contains("From: Shirube <guide@kumo.example>"),
        "{letter}"
    );
    let (head, told) = requests.recv().await.expect("a webhook");
    let header = |name: &str| {
        head.lines()
            .find_map(|l| l.strip_prefix(&format!("{name}: ")))
            .expect(name)
            .to_owned()
    };
    assert_eq!(
        serde_json::from_str::<Value>(&told).expect("JSON")["type"],
        "case.contacted"
    );
    let key = base64::Engine::decode(
        &base64::engine::general_purpose::STANDARD,
        secret.trim_start_matches("whsec_"),
    )
    .expect("base64");
    let signature = head
        .lines()
        .find_map(|l| l.strip_prefix("webhook-signature: v1,"))
        .expect("signature");
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, &key),
        format!(
            "{}.{}.{told}",
            header("webhook-id"),
            header("webhook-timestamp")
        )
        .as_bytes(),
    );
    let expected = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, tag.as_ref())
        .to_lowercase();
    assert_eq!(signature, expected);
    let row = ok("GET", &format!("/v1/cases/{case}"), json!({})).await;
    assert_eq!(
        (&row["state"], &row["contacted_by"]),
        (&json!("contacted"), &json!("mail"))
    );
    // One letter, and only for the form that was signed.
    assert!(letters.try_recv().is_err());
    stop.send(()).expect("stops");
    server.await.expect("stopped");
    let _ = std::fs::remove_dir_all(&folder);
}

/// The header of a request, by its name in small letters.
fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let line = head
        .lines()
        .find_map(|l| l.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_was_out_of_order_hears_of_it_later_and_once() {
    let (hook, mut requests) = hook_sink(2).await;
    let folder = std::env::temp_dir().join(format!("collector-retry-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let config = Config {
        data: folder.clone(),
        tenants: vec![Tenant {
            name: "kumo".to_owned(),
            write_keys: vec!["pk".to_owned()],
            secret_keys: vec!["sk".to_owned()],
            people: vec![],
        }],
        insecure_loopback: true,
        settings: Settings::default(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let base = format!("http://{}", listener.local_addr().expect("address"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let collector = collector::open(config).expect("opens");
    let server = tokio::spawn(collector.serve(listener, async { stopped.await.unwrap_or(()) }));
    let key = || vec![("authorization", "Bearer sk".to_owned())];
    let ok = async |method, path: &str, body: Value| {
        let (status, _, told) =
            call(method, format!("{base}{path}"), key(), body.to_string()).await;
        assert_eq!(status, 200, "{path}: {told}");
        serde_json::from_str::<Value>(&told).expect("JSON")
    };
    // Set anew it has another secret, and what waits and is due is tried again.
    let sets = async || {
        let set = ok(
            "PUT",
            "/v1/webhook",
            json!({"url": format!("http://{hook}/in")}),
        )
        .await;
        set["secret"]
            .as_str()
            .expect("text")
            .trim_start_matches("whsec_")
            .to_owned()
    };
    let mut secret = sets().await;
    ok("PUT", "/v1/accounts", json!([{"id": "a1", "name": "A"}])).await;
    let case = ok(
        "POST",
        "/v1/cases",
        json!({"account": "a1", "reason": {"ja": "x", "en": "x"}}),
    )
    .await;
    let case = case["id"].as_str().expect("text");
    ok(
        "PUT",
        &format!("/v1/cases/{case}"),
        json!({"action": "close", "outcome": "helped"}),
    )
    .await;
    let db = rusqlite::Connection::open(folder.join("collector.sqlite")).expect("opens");
    let posting = |id: &str| {
        let read = db.query_row(
            "SELECT state, tries, next_ms FROM posting WHERE id = ?1",
            [id],
            |r| {
                Ok((
                    r.get::<_, String>(0)?,
                    r.get::<_, i64>(1)?,
                    r.get::<_, i64>(2)?,
                ))
            },
        );
        read.expect("a row")
    };
    let mut first = None;
    let mut pauses = Vec::new();
    for attempt in 0..3 {
        let (head, body) = requests.recv().await.expect("a webhook");
        let (id, at) = (
            header(&head, "webhook-id").to_owned(),
            header(&head, "webhook-timestamp"),
        );
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &secret)
            .expect("base64");
        let tag = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            format!("{id}.{at}.{body}").as_bytes(),
        );
        let expected =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, tag.as_ref());
        assert_eq!(
            header(&head, "webhook-signature"),
            format!("v1,{}", expected.to_lowercase()),
            "signed anew"
        );
        // The receiver knows by the id that it is the same one.
        assert_eq!(
            first.get_or_insert((id.clone(), body.clone())),
            &(id.clone(), body)
        );
        while posting(&id).1 <= attempt {
            tokio::task::yield_now().await;
        }
        let (state, tries, next) = posting(&id);
        assert_eq!(
            (state.as_str(), tries),
            (if attempt < 2 { "waiting" } else { "sent" }, attempt + 1)
        );
        if attempt < 2 {
            let now = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .expect("now")
                .as_millis() as i64;
            pauses.push((next - now) as f64 / 60_000.0);
            // The time has come.
            db.execute("UPDATE posting SET next_ms = 0 WHERE id = ?1", [&id])
                .expect("shifted");
            secret = sets().await;
        }
    }
    assert!(
        (0.9..=1.0).contains(&pauses[0]) && (4.9..=5.0).contains(&pauses[1]),
        "{pauses:?}"
    );
    assert!(requests.try_recv().is_err());
    stop.send(()).expect("stops");
    server.await.expect("stopped");
    let _ = std::fs::remove_dir_all(&folder);
}
