//! The collector as a process: killed under load, out of disk, asked to stop, claimed by its link.
#![cfg(unix)]

mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use server::{
    Folder, SHIRUBE, Server, acknowledged, agent, arguments, batch, event, post, shirube, tenant,
};

/// Kills under load in the short form; `SHIRUBE_KILLS` asks for more.
fn kills() -> u64 {
    let asked = std::env::var("SHIRUBE_KILLS").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(12)
}

/// A small generator of its own, so that a run can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

#[test]
fn killed_under_load_every_acknowledged_event_is_there_exactly_once() {
    let folder = Folder::new();
    let (write, secret) = tenant(&folder.data(), "kumo");
    let next = AtomicU64::new(0);
    let known = Mutex::new(BTreeSet::new());
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut unanswered = 0;
    for round in 0..kills() {
        let mut server = Server::start(&folder.data());
        let goal = known.lock().expect("whole").len() as u64 + 20 + chance.below(300);
        let base = server.base.clone();
        let broken = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let agent = agent();
                    loop {
                        let first = next.fetch_add(5, Ordering::Relaxed);
                        let events: Vec<_> =
                            (first..first + 5).map(|n| event(n, &json!({}))).collect();
                        match post(&agent, &base, &batch(&write, &events)) {
                            Some((200, answer)) => {
                                known.lock().expect("whole").extend(acknowledged(&answer));
                            }
                            Some((429 | 503, _)) => {}
                            Some((status, answer)) => panic!("{status}: {answer}"),
                            // The kill, with an answer under way.
                            None => {
                                broken.fetch_add(1, Ordering::Relaxed);
                                break;
                            }
                        }
                    }
                });
            }
            // At whatever byte of whatever write the other threads have it just then.
            while (known.lock().expect("whole").len() as u64) < goal {
                std::thread::yield_now();
            }
            server.child.kill().expect("SIGKILL");
            server.child.wait().expect("dead");
        });
        unanswered += broken.load(Ordering::Relaxed);
        let server = Server::start(&folder.data());
        let mut stored = BTreeMap::new();
        for id in server.ids(&secret) {
            *stored.entry(id).or_insert(0) += 1;
        }
        let known = known.lock().expect("whole");
        let lost: Vec<_> = known
            .iter()
            .filter(|id| !stored.contains_key(*id))
            .collect();
        let double: Vec<_> = stored.iter().filter(|(_, n)| **n > 1).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        assert!(double.is_empty(), "round {round}: double {double:?}");
    }
    let known = known.into_inner().expect("whole");
    println!(
        "{} kills, {} acknowledged, 0 lost, 0 double, {unanswered} posts broken off",
        kills(),
        known.len()
    );
    assert!(unanswered >= kills(), "every kill met posts under way");
    let database =
        rusqlite::Connection::open(folder.data().join("collector.sqlite")).expect("opens");
    let sound: String = database
        .query_row("PRAGMA integrity_check", [], |r| r.get(0))
        .expect("answers");
    assert_eq!(sound, "ok");
}

#[test]
fn a_full_disk_is_no_acknowledgement_and_no_damage() {
    let folder = Folder::new();
    let (write, secret) = tenant(&folder.data(), "kumo");
    let large = |n: u64| {
        batch(
            &write,
            &[event(n, &json!({"data": {"t": "x".repeat(6000)}}))],
        )
    };
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    {
        // No file of this process may grow beyond 900 blocks; the kernel then fails its writes, as a full disk does.
        let script = "trap '' XFSZ; ulimit -f 900; exec \"$0\" \"$@\"";
        let mut command = Command::new("sh");
        command
            .args(["-c", script, SHIRUBE])
            .args(arguments(&folder.data()));
        let server = Server::spawn(&mut command);
        for n in 0..150 {
            match server.post(&large(n)).expect("an answer") {
                (200, answer) => kept.extend(acknowledged(&answer)),
                (503, answer) => {
                    assert!(answer.get("results").is_none(), "{answer}");
                    refused.push(n);
                }
                (status, answer) => panic!("{status}: {answer}"),
            }
        }
    }
    assert!(
        kept.len() > 5 && refused.len() > 5,
        "{} kept, {} refused",
        kept.len(),
        refused.len()
    );
    let server = Server::start(&folder.data());
    assert_eq!(server.ids(&secret), kept);
    for n in &refused {
        let (status, answer) = server.post(&large(*n)).expect("an answer");
        assert_eq!((status, acknowledged(&answer).len()), (200, 1));
    }
    assert_eq!(server.ids(&secret).len(), 150);
}

#[test]
fn asked_to_stop_it_finishes_what_is_under_way() {
    let folder = Folder::new();
    let (write, secret) = tenant(&folder.data(), "kumo");
    let mut server = Server::start(&folder.data());
    let address = server.base.trim_start_matches("http://").to_owned();
    let body = batch(&write, &[event(1, &json!({}))]);
    let (first, rest) = body.split_at(body.len() / 2);
    let mut slow = TcpStream::connect(&address).expect("connects");
    write!(
        slow,
        "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{first}",
        body.len()
    )
    .expect("sends");
    // It is being answered once the server counts it.
    while !server
        .get("/metrics", "")
        .contains("shirube_requests_open 2")
    {}
    server.signal("-TERM");
    // It has stopped listening once nobody can connect.
    while TcpStream::connect(&address).is_ok() {}
    slow.write_all(rest.as_bytes()).expect("sends");
    let mut answer = String::new();
    slow.read_to_string(&mut answer).expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("accepted"),
        "{answer}"
    );
    assert!(server.child.wait().expect("ends").success());
    // The write-ahead log was folded in.
    let log = folder.data().join("collector.sqlite-wal");
    assert_eq!(std::fs::metadata(log).map_or(0, |m| m.len()), 0);
    assert_eq!(Server::start(&folder.data()).ids(&secret).len(), 1);
}

#[test]
fn a_new_collector_is_claimed_once_by_its_link() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    let link = server
        .said
        .iter()
        .find_map(|l| l.split_once("set up, once and within a day: "));
    let (_, link) = link.expect("a link");
    let token = link.split_once("token=").expect("a token").1;
    let form = |token: &str, password: &str| {
        let sent = agent()
            .post(format!("{}/dashboard/setup", server.base))
            .content_type("application/x-www-form-urlencoded")
            .send(format!(
                "token={token}&tenant=kumo&mail=a%40kumo.example&password={password}"
            ));
        let mut answer = sent.expect("an answer");
        let text = answer.body_mut().read_to_string().expect("text");
        (answer.status().as_u16(), text)
    };
    assert!(
        agent()
            .get(link)
            .call()
            .expect("a page")
            .status()
            .is_success()
    );
    assert_eq!(form("0000", "long-enough-1").0, 410);
    assert_eq!(form(token, "short").0, 400);
    let (status, page) = form(token, "long-enough-1");
    assert_eq!(status, 200, "{page}");
    assert_eq!(form(token, "long-enough-1").0, 410, "once");
    let key = |prefix: &str| {
        let at = page.find(prefix).expect(prefix);
        page[at..].split('<').next().expect("key").to_owned()
    };
    let (write, secret) = (key("pk_live_"), key("sk_live_"));
    let (test_write, test_secret) = (key("pk_test_"), key("sk_test_"));
    // Live and test never mix.
    for (write, n) in [(&write, 1), (&test_write, 2), (&test_write, 3)] {
        let answer = server.post(&batch(write, &[event(n, &json!({}))]));
        assert_eq!(answer.expect("an answer").0, 200);
    }
    assert_eq!(
        (server.ids(&secret).len(), server.ids(&test_secret).len()),
        (1, 2)
    );
    drop(server);
    let again = Server::start(&folder.data());
    assert!(
        again.said.iter().all(|l| !l.contains("set up")),
        "{:?}",
        again.said
    );
}

#[test]
fn keys_and_people_are_made_beside_a_running_server() {
    let folder = Folder::new();
    let data = folder.data();
    let at = data.to_str().expect("UTF-8").to_owned();
    let server = Server::start(&data);
    let (write, _) = tenant(&data, "kumo");
    let send = || {
        server
            .post(&batch(&write, &[event(1, &json!({}))]))
            .expect("an answer")
            .0
    };
    // Within a second.
    while send() != 200 {}
    let check = |arguments: &[&str], input: &str, expected: i32| {
        let all: Vec<&str> = arguments.iter().copied().chain(["--data", &at]).collect();
        let (status, out, err) = shirube(&all, input);
        assert_eq!(status, expected, "{arguments:?}: {out}{err}");
    };
    check(&["tenant", "add", "kumo"], "", 2);
    check(&["tenant", "add", "Not A Name"], "", 2);
    check(&["tenant", "keys", "nobody"], "", 2);
    check(
        &["user", "add", "a@kumo.example", "--tenant", "kumo"],
        "long-enough-1\n",
        0,
    );
    check(
        &[
            "user",
            "add",
            "a@kumo.example",
            "--tenant",
            "kumo",
            "--role",
            "king",
        ],
        "long-enough-1\n",
        2,
    );
    check(
        &["user", "add", "a@kumo.example", "--tenant", "nobody"],
        "long-enough-1\n",
        2,
    );
    check(
        &["user", "add", "a@kumo.example", "--tenant", "kumo"],
        "short\n",
        2,
    );
    check(
        &["user", "add", "nobody", "--tenant", "kumo"],
        "long-enough-1\n",
        2,
    );
    check(&["tenant", "revoke", &write], "", 0);
    check(&["tenant", "revoke", &write], "", 2);
    while send() != 401 {}
    // The store holds no key in the clear.
    let bytes = std::fs::read(data.join("collector.sqlite")).expect("reads");
    let holds = |needle: &str| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
    assert!(!holds(&write) && !holds("long-enough-1"));
}
