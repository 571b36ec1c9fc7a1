//! What an operator does: copies while it runs, copies back, old events gone, a log that tells nothing of anybody,
//! counters that a scraper reads.
#![cfg(unix)]

mod server;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use server::{
    Folder, SHIRUBE, Server, acknowledged, agent, arguments, batch, event, id, shirube, tenant,
};

#[test]
fn a_copy_made_under_load_is_whole_and_comes_back() {
    let folder = Folder::new();
    let data = folder.data();
    let (write, secret) = tenant(&data, "kumo");
    let (copy, at) = (
        folder.0.join("copy.sqlite"),
        data.to_str().expect("UTF-8").to_owned(),
    );
    let copy = copy.to_str().expect("UTF-8").to_owned();
    let server = Server::start(&data);
    let (mut before, mut number) = (Vec::new(), 0);
    let mut send = |server: &Server| {
        number += 1;
        let (status, answer) = server
            .post(&batch(&write, &[event(number, &json!({}))]))
            .expect("an answer");
        assert_eq!(status, 200, "{answer}");
        acknowledged(&answer)
    };
    for _ in 0..50 {
        before.extend(send(&server));
    }
    std::thread::scope(|scope| {
        let copying = scope.spawn(|| shirube(&["backup", "--to", &copy, "--data", &at], ""));
        while !copying.is_finished() {
            send(&server);
        }
        let (status, out, err) = copying.join().expect("ends");
        assert_eq!(status, 0, "{out}{err}");
    });
    let all = server.ids(&secret).len();
    let check = |arguments: &[&str], expected: i32, words: &str| {
        let (status, out, err) = shirube(arguments, "");
        assert_eq!(status, expected, "{arguments:?}: {out}{err}");
        assert!(out.contains(words) || err.contains(words), "{out}{err}");
    };
    check(
        &["backup", "--to", &copy, "--data", &at],
        2,
        "is there already",
    );
    check(
        &["restore", "--from", &copy, "--data", &at],
        2,
        "stop it first",
    );
    drop(server);
    let cut = folder.0.join("cut.sqlite");
    let bytes = std::fs::read(&copy).expect("reads");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("writes");
    check(
        &[
            "restore",
            "--from",
            cut.to_str().expect("UTF-8"),
            "--data",
            &at,
        ],
        2,
        "no sound copy",
    );
    check(
        &["restore", "--from", "nowhere", "--data", &at],
        2,
        "no file",
    );
    assert_eq!(
        Server::start(&data).ids(&secret).len(),
        all,
        "nothing was touched"
    );
    check(&["restore", "--from", &copy, "--data", &at], 0, "restored");
    let server = Server::start(&data);
    let back = server.ids(&secret);
    assert!(
        back.starts_with(&before),
        "everything from before the copy is there"
    );
    assert!(back.len() <= all);
    // A folder of its own, on another machine, say.
    drop(server);
    let other = folder.0.join("other");
    check(
        &[
            "restore",
            "--from",
            &copy,
            "--data",
            other.to_str().expect("UTF-8"),
        ],
        0,
        "restored",
    );
    assert_eq!(Server::start(&other).ids(&secret), back);
}

#[test]
fn one_collector_a_folder() {
    let folder = Folder::new();
    tenant(&folder.data(), "kumo");
    let _server = Server::start(&folder.data());
    let data = folder.data();
    let (status, _, err) = shirube(&arguments(&data), "");
    assert_eq!(status, 1);
    assert!(err.contains("a collector runs on"), "{err}");
}

#[test]
fn old_events_go_and_young_ones_stay() {
    let folder = Folder::new();
    let data = folder.data();
    let (_, secret) = tenant(&data, "kumo");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.expect("after 1970").as_millis()).expect("fits");
    let aged = |n: u64, days: i64| event(n, &json!({"at": now - days * 86_400_000})).to_string();
    let lines: Vec<String> = (0..1500)
        .map(|n| aged(n, 100))
        .chain([aged(2000, 61), aged(2001, 59), aged(2002, 0)])
        .collect();
    let file = folder.0.join("past.jsonl");
    std::fs::write(&file, lines.join("\n")).expect("writes");
    let file = file.to_str().expect("UTF-8");
    {
        let server = Server::start(&data);
        let import = |key: &str| shirube(&["import", file, "--to", &server.base, "--key", key], "");
        let (status, out, err) = import(&secret);
        assert_eq!((status, out.trim()), (0, "1503 accepted"), "{err}");
        let (status, out, _) = import(&secret);
        assert_eq!((status, out.trim()), (0, "1503 duplicate"));
        assert_eq!(import("sk_nobody").0, 1);
        assert_eq!(server.ids(&secret).len(), 1503);
    }
    let mut command = Command::new(SHIRUBE);
    command
        .args(arguments(&data))
        .args(["--retention-days", "60"]);
    let server = Server::spawn(&mut command);
    // A part at a time, while nobody waits.
    while server.ids(&secret).len() > 2 {}
    assert_eq!(server.ids(&secret), [id(2001), id(2002)]);
    let (status, ..) = shirube(&["serve", "--retention-days", "59"], "");
    assert_eq!(status, 2, "pages send what is thirty days old");
}

#[test]
fn the_log_tells_of_requests_and_of_nobody() {
    let folder = Folder::new();
    let data = folder.data();
    let (write, secret) = tenant(&data, "kumo");
    let mut command = Command::new(SHIRUBE);
    command
        .args(arguments(&data))
        .args(["--log", "all"])
        .stderr(Stdio::piped());
    let mut server = Server::spawn(&mut command);
    let canary = "canary-5f1c";
    let more = json!({"user": canary, "account": canary, "content": canary, "step": canary, "data": {"t": canary}});
    assert_eq!(
        server
            .post(&batch(&write, &[event(1, &more)]))
            .expect("an answer")
            .0,
        200
    );
    server.post(&format!(
        "{{\"v\":1,\"key\":\"{canary}\",\"token\":\"{canary}\"}}"
    ));
    server.post(canary);
    let agent = agent();
    for path in [
        format!("/v1/reports/content/{canary}?user={canary}"),
        format!("/{canary}"),
        format!("/dashboard/setup?token={canary}"),
    ] {
        let url = format!("{}{path}", server.base);
        agent
            .get(url)
            .header("authorization", format!("Bearer {canary}"))
            .header("cookie", format!("shirube_session={canary}"))
            .call()
            .expect("an answer");
    }
    let form = format!("mail={canary}%40x.example&password={canary}");
    let url = format!("{}/dashboard/sign-in", server.base);
    agent
        .post(url)
        .content_type("application/x-www-form-urlencoded")
        .send(form)
        .expect("an answer");
    server.get("/v1/export/jsonl", &secret);
    server.signal("-TERM");
    let mut log = String::new();
    server
        .child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut log)
        .expect("text");
    assert!(server.child.wait().expect("ends").success());
    let lines: Vec<Value> = log
        .lines()
        .map(|l| serde_json::from_str(l).expect(l))
        .collect();
    let said = |route: &str, status: u16| {
        lines
            .iter()
            .any(|l| l["route"] == route && l["status"] == status)
    };
    for (route, status) in [
        ("/v1/events", 200),
        ("/v1/events", 401),
        ("/v1/events", 400),
        ("/v1/reports/content/{id}", 401),
        ("unknown", 404),
        ("/dashboard/sign-in", 401),
    ] {
        assert!(said(route, status), "{route} {status}: {log}");
    }
    assert!(
        lines
            .iter()
            .any(|l| l["event"] == "drained" && l["whole"] == true),
        "{log}"
    );
    for never in [
        canary,
        write.as_str(),
        secret.as_str(),
        id(1).as_str(),
        "127.0.0.1",
    ] {
        assert!(!log.contains(never), "{never}: {log}");
    }
}

/// Families of a Prometheus text, each with its type and samples, as the format asks for.
fn families(text: &str) -> BTreeMap<String, (String, Vec<(String, f64)>)> {
    let mut families = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            assert!(
                help.split_once(' ')
                    .is_some_and(|(_, said)| !said.is_empty()),
                "{line}"
            );
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect(line);
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            current = name.to_owned();
            let first = families.insert(current.clone(), (kind.to_owned(), Vec::new()));
            assert!(first.is_none(), "{line} twice");
        } else {
            let (name, value) = line.rsplit_once(' ').expect(line);
            assert!(name.starts_with(&current), "{line} stands under {current}");
            let value = value.parse().expect(line);
            families
                .get_mut(&current)
                .expect(line)
                .1
                .push((name.to_owned(), value));
        }
    }
    families
}

#[test]
fn a_scraper_reads_the_counters() {
    let folder = Folder::new();
    let (write, secret) = tenant(&folder.data(), "kumo");
    let server = Server::start(&folder.data());
    for _ in 0..2 {
        server.post(&batch(
            &write,
            &[event(1, &json!({})), event(2, &json!({"seq": -1}))],
        ));
    }
    let families = families(&server.get("/metrics", &secret));
    let sample = |family: &str, name: &str| {
        let (_, samples) = &families[family];
        samples.iter().find(|(n, _)| n == name).map(|(_, v)| *v)
    };
    for (status, n) in [("accepted", 1.0), ("duplicate", 1.0), ("rejected", 2.0)] {
        let name = format!("shirube_events_total{{status=\"{status}\"}}");
        assert_eq!(sample("shirube_events_total", &name), Some(n), "{name}");
    }
    assert_eq!(
        sample(
            "shirube_requests_total",
            "shirube_requests_total{route=\"/v1/events\",status=\"200\"}"
        ),
        Some(2.0)
    );
    let (kind, buckets) = &families["shirube_commit_seconds"];
    assert_eq!(kind, "histogram");
    let counts: Vec<f64> = buckets
        .iter()
        .filter(|(n, _)| n.contains("_bucket"))
        .map(|(_, v)| *v)
        .collect();
    assert!(
        counts.is_sorted()
            && counts.last()
                == sample("shirube_commit_seconds", "shirube_commit_seconds_count").as_ref()
    );
    assert!(sample("shirube_store_bytes", "shirube_store_bytes") > Some(10_000.0));
}
