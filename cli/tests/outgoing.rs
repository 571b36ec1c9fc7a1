//! What a served collector sends by itself: letters where `--smtp` says, and nothing into the operator's own network
//! before he says so.
#![cfg(unix)]

mod server;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use serde_json::{Value, json};
use server::{Folder, SHIRUBE, Server, agent, arguments, shirube, tenant};

/// A mail server that takes every letter; who handed it in is in it, too.
fn mail_sink() -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
    let at = listener.local_addr().expect("address");
    let (told, letters) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut out = stream.try_clone().expect("a stream");
            let mut said = String::new();
            let mut answer = |text: &str| out.write_all(text.as_bytes()).is_ok();
            let (mut inside, mut go_on) = (false, answer("220 sink\r\n"));
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                said += &line;
                said.push('\n');
                if inside {
                    if line == "." {
                        inside = false;
                        go_on = answer("250 taken\r\n") && told.send(said.clone()).is_ok();
                    }
                } else if line.starts_with("EHLO") {
                    go_on = answer("250-sink\r\n250 AUTH PLAIN\r\n");
                } else if line.starts_with("AUTH") {
                    go_on = answer("235 fine\r\n");
                } else if line == "DATA" {
                    inside = true;
                    go_on = answer("354 go on\r\n");
                } else if line == "QUIT" {
                    answer("221 bye\r\n");
                    break;
                } else {
                    go_on = answer("250 fine\r\n");
                }
                if !go_on {
                    break;
                }
            }
        }
    });
    (at, letters)
}

/// A call of the vendor's server.
fn call(server: &Server, secret: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}{path}", server.base))
        .header("authorization", format!("Bearer {secret}"))
        .body(body.to_string());
    let mut answer = agent().run(request.expect("a request")).expect("an answer");
    let text = answer.body_mut().read_to_string().expect("text");
    (
        answer.status().as_u16(),
        serde_json::from_str(&text).unwrap_or(json!(text)),
    )
}

#[test]
fn a_letter_leaves_by_the_server_that_was_named() {
    let (smtp, letters) = mail_sink();
    let folder = Folder::new();
    let data = folder.data();
    let (_, secret) = tenant(&data, "kumo");
    let at = data.to_str().expect("UTF-8");
    let (status, out, err) = shirube(
        &[
            "user",
            "add",
            "csm@kumo.example",
            "--tenant",
            "kumo",
            "--role",
            "csm",
            "--data",
            at,
        ],
        "long-enough-1\n",
    );
    assert_eq!(status, 0, "{out}{err}");
    let mut command = Command::new(SHIRUBE);
    command
        .args(arguments(&data))
        .args(["--from", "Kumo Guide <guide@kumo.example>"])
        // The password stands in no list of processes.
        .env("SHIRUBE_SMTP", format!("smtp://mailer:geheim@{smtp}"));
    let server = Server::spawn(&mut command);
    let ok = |method: &str, path: &str, body: Value| {
        let (status, told) = call(&server, &secret, method, path, &body);
        assert_eq!(status, 200, "{path}: {told}");
        told
    };
    let text = |t: &str| json!({"ja": t, "en": t});
    ok(
        "PUT",
        "/v1/releases/1",
        json!({"tenant": "kumo", "product": "kumo", "home": "https://app.kumo.example/", "languages": ["ja"],
        "tutorials": [{"id": "tax", "version": 1, "minutes": 4, "title": text("税区分"), "steps": [{"id": "s", "title": text("s")}]}]}),
    );
    ok(
        "PUT",
        "/v1/accounts",
        json!([{"id": "a1", "name": "青葉商事", "owner": {"name": "白石", "mail": "csm@kumo.example"},
        "contacts": [{"name": "久我", "mail": "kuga@aoba.example", "primary": true}]}]),
    );
    let case = ok(
        "POST",
        "/v1/cases",
        json!({"account": "a1", "reason": text("気になる"), "content": "tax"}),
    );
    let case = case["id"].as_str().expect("text");

    let unled: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .build()
        .into();
    let form = |path: &str, cookie: &str, body: &str| {
        let request = unled
            .post(format!("{}{path}", server.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", cookie);
        request.send(body).expect("an answer")
    };
    let signed_in = form(
        "/dashboard/sign-in",
        "",
        "mail=csm%40kumo.example&password=long-enough-1",
    );
    let cookie = signed_in.headers()["set-cookie"].to_str().expect("text");
    let cookie = cookie.split(';').next().expect("a pair").to_owned();
    let page = agent()
        .get(format!("{}/dashboard/ja/cases/{case}", server.base))
        .header("cookie", &cookie)
        .call();
    let page = page
        .expect("a page")
        .body_mut()
        .read_to_string()
        .expect("text");
    let token = page
        .split("name=\"form\" value=\"")
        .nth(1)
        .and_then(|t| t.split('"').next());
    let token = token.unwrap_or_else(|| panic!("no form in {page}"));
    let body =
        format!("form={token}&what=case.mail&id={case}&language=ja&back=%2Fdashboard%2Fja%2Ftoday");
    assert_eq!(
        form("/dashboard/ja/act", &cookie, &body).status().as_u16(),
        303
    );
    let letter = letters
        .recv_timeout(std::time::Duration::from_secs(60))
        .expect("a letter");
    for part in [
        "MAIL FROM:<guide@kumo.example>",
        "RCPT TO:<kuga@aoba.example>",
        "From: \"Kumo Guide\" <guide@kumo.example>",
        "AUTH PLAIN ",
    ] {
        assert!(
            letter.contains(part) || letter.contains(&part.replace('"', "")),
            "{part}: {letter}"
        );
    }
}

#[test]
fn half_a_mail_setting_is_wrong_use() {
    let folder = Folder::new();
    let data = folder.data();
    let check = |more: &[&str], words: &str| {
        let mut command = Command::new(SHIRUBE);
        command
            .args(arguments(&data))
            .args(more)
            .env_remove("SHIRUBE_SMTP");
        let out = command.output().expect("ends");
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{more:?}: {said}");
        assert!(said.contains(words), "{more:?}: {said}");
    };
    check(&["--smtp", "smtp://127.0.0.1:9"], "--smtp needs --from");
    check(&["--from", "a@b.example"], "--from needs --smtp");
    check(
        &["--smtp", "http://mail", "--from", "a@b.example"],
        "--smtp or --from",
    );
    check(
        &["--smtp", "smtp://127.0.0.1:9", "--from", "nobody"],
        "--smtp or --from",
    );
}

#[test]
fn a_webhook_goes_inside_only_where_the_operator_says_so() {
    let folder = Folder::new();
    let data = folder.data();
    let (_, secret) = tenant(&data, "kumo");
    // As it stands behind a proxy, for everybody: it names that address and not its own.
    let check = |more: &[&str], url: &str, expected: u16| {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
        let at = free.expect("a port").to_string();
        let mut child = Command::new(SHIRUBE)
            .args([
                "serve",
                "--listen",
                &at,
                "--data",
                data.to_str().expect("UTF-8"),
            ])
            .args(["--public", "https://guide.example"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
        said.by_ref()
            .map_while(Result::ok)
            .find(|l| l.starts_with("dashboard "));
        let server = Server {
            child,
            base: format!("http://{at}"),
            said: Vec::new(),
        };
        let (status, told) = call(&server, &secret, "PUT", "/v1/webhook", &json!({"url": url}));
        assert_eq!(status, expected, "{url}: {told}");
    };
    check(&[], "http://127.0.0.1:9/", 400);
    check(&[], "https://user@hook.example/", 400);
    check(&[], "ftp://hook.example/", 400);
    check(&[], "https://hook.example/", 200);
    check(&["--webhooks-inside"], "http://127.0.0.1:9/", 200);
}
