//! Rows 19, 20, 23, 24, 25, 28: the collector is killed, copied, crowded, sent everything again, sent nonsense, and
//! told to forget.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder};
use tests::wire::Fault;

use crate::chance::Chance;
use crate::scene::{Scene, Tally, on_disk};

fn kumo(row: u32) -> Kumo {
    Kumo::serving(
        &format!("faults-{row}"),
        folder("hosts/plain"),
        folder("faults/content"),
    )
}

fn id(n: u64) -> String {
    format!("01900000-0000-7000-8000-{n:012x}")
}

fn act(n: u64) -> Value {
    json!({"id": id(n), "seq": n, "session": id(1 << 40), "tab": 0, "at": 1_764_000_000_000_u64 + n, "name": "host.act",
        "user": format!("u{}", n % 97), "data": {"n": n}})
}

fn batch(events: &[Value]) -> String {
    json!({"v": 1, "key": "pk_demo", "sdk": "t", "sent": 1_764_000_000_000_u64, "events": events})
        .to_string()
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into()
}

/// Status and answer; nothing where there was none.
fn post(agent: &ureq::Agent, base: &str, body: &[u8]) -> Option<(u16, Value)> {
    let asked = agent
        .post(format!("{base}/v1/events"))
        .header("content-type", "text/plain")
        .send(body);
    let mut answer = asked.ok()?;
    let text = answer.body_mut().read_to_string().ok()?;
    Some((
        answer.status().as_u16(),
        serde_json::from_str(&text).unwrap_or(Value::Null),
    ))
}

fn acknowledged(answer: &Value) -> impl Iterator<Item = String> {
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    results
        .into_iter()
        .filter(|r| r["status"] == "accepted" || r["status"] == "duplicate")
        .filter_map(|r| r["id"].as_str().map(str::to_owned))
}

/// Four senders until `stop`; what was acknowledged.
fn load<T>(
    kumo: &Kumo,
    next: &AtomicU64,
    known: &Mutex<BTreeSet<String>>,
    during: impl FnOnce() -> T,
) -> T {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let agent = agent();
                while !stop.load(Ordering::SeqCst) {
                    let first = next.fetch_add(5, Ordering::Relaxed);
                    let events: Vec<Value> = (first..first + 5).map(act).collect();
                    match post(&agent, &kumo.base, batch(&events).as_bytes()) {
                        Some((200, answer)) => {
                            known.lock().expect("whole").extend(acknowledged(&answer))
                        }
                        Some((429 | 503, _)) => {}
                        Some((status, answer)) => panic!("{status}: {answer}"),
                        None => break,
                    }
                }
            });
        }
        let done = during();
        stop.store(true, Ordering::SeqCst);
        done
    })
}

fn until(known: &Mutex<BTreeSet<String>>, more: u64) {
    let goal = known.lock().expect("whole").len() as u64 + more;
    while (known.lock().expect("whole").len() as u64) < goal {
        std::thread::yield_now();
    }
}

fn against(kumo: &Kumo, known: &BTreeSet<String>) -> Tally {
    let mut seen = BTreeSet::new();
    let rows: Vec<String> = kumo
        .events()
        .iter()
        .filter_map(|e| e["id"].as_str().map(str::to_owned))
        .collect();
    let double = rows.iter().filter(|id| !seen.insert((*id).clone())).count();
    Tally {
        events: known.len(),
        lost: known.difference(&seen).count(),
        double,
    }
}

/// Row 19: SIGKILL under load; every acknowledged event is there once.
pub(crate) async fn killed(_: Brand, runs: Range<usize>) -> Tally {
    let mut kumo = kumo(19);
    let (next, known) = (AtomicU64::new(0), Mutex::default());
    for run in runs {
        let most = 20 + Chance::of(run).below(200);
        load(&kumo, &next, &known, || {
            until(&known, most);
            kumo.signal("-KILL");
        });
        kumo = kumo.killed_and_started();
        let tally = against(&kumo, &known.lock().expect("whole"));
        assert_eq!((tally.lost, tally.double), (0, 0), "run {run}");
    }
    against(&kumo, &known.into_inner().expect("whole"))
}

/// Row 20: the folder is copied between two instructions of the process, as a machine that loses its power leaves it.
/// Writes that the system had not given to the disk are in such a copy: it shows order, not the disk's own loss.
pub(crate) async fn copied(_: Brand, runs: Range<usize>) -> Tally {
    let kumo = kumo(20);
    let (next, known) = (AtomicU64::new(0), Mutex::default());
    let mut tally = Tally::default();
    for run in runs {
        let most = 20 + Chance::of(run).below(200);
        let (before, copy) = load(&kumo, &next, &known, || {
            until(&known, most);
            kumo.signal("-STOP");
            let before = known.lock().expect("whole").clone();
            let copy = kumo.copied();
            kumo.signal("-CONT");
            (before, copy)
        });
        tally = against(&copy, &before);
        assert_eq!((tally.lost, tally.double), (0, 0), "run {run}");
    }
    tally
}

/// Row 23: many senders at once, each event three times from different connections.
pub(crate) async fn crowded(_: Brand, runs: Range<usize>) -> Tally {
    let kumo = kumo(23);
    let known = Mutex::new(BTreeSet::new());
    let memory = kumo.memory_kib();
    let mut first = 0;
    for _ in runs {
        const EACH: u64 = 2_000;
        std::thread::scope(|scope| {
            for sender in 0..24_u64 {
                let (base, known) = (&kumo.base, &known);
                scope.spawn(move || {
                    let agent = agent();
                    // Three senders share each eighth of the events.
                    for n in (first..first + EACH)
                        .filter(|n| n % 8 == sender % 8)
                        .collect::<Vec<_>>()
                        .chunks(5)
                    {
                        let events: Vec<Value> = n.iter().copied().map(act).collect();
                        loop {
                            match post(&agent, base, batch(&events).as_bytes()) {
                                Some((200, answer)) => {
                                    break known
                                        .lock()
                                        .expect("whole")
                                        .extend(acknowledged(&answer));
                                }
                                Some((429 | 503, _)) => std::thread::yield_now(),
                                other => panic!("{other:?}"),
                            }
                        }
                    }
                });
            }
        });
        first += EACH;
    }
    eprintln!("  row 23: memory {memory} -> {} KiB", kumo.memory_kib());
    against(&kumo, &known.into_inner().expect("whole"))
}

/// Row 24: everything again, five times, shuffled and cut anew: what is reported stays to the byte.
pub(crate) async fn again(_: Brand, runs: Range<usize>) -> Tally {
    let kumo = kumo(24);
    let agent = agent();
    let events: Vec<Value> = (0..500).map(act).collect();
    for part in events.chunks(50) {
        let answer = post(&agent, &kumo.base, batch(part).as_bytes());
        assert_eq!(answer.map(|a| a.0), Some(200));
    }
    let reports = || {
        ["overview", "comprehension", "delivery"].map(|name| {
            let mut report = kumo.json(&format!("/v1/reports/{name}?at=4000000000000"));
            // How often something came again is what this row changes.
            if let Some(rows) = report["rows"].as_array_mut() {
                rows.iter_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(|row| {
                        row.remove("duplicates");
                    });
            }
            report.to_string()
        })
    };
    let before = reports();
    for run in runs {
        let mut chance = Chance::of(run);
        for _ in 0..5 {
            let mut rest = events.clone();
            while !rest.is_empty() {
                let size = (1 + chance.below(60) as usize).min(rest.len());
                let part: Vec<Value> = (0..size)
                    .map(|_| rest.swap_remove(chance.below(rest.len() as u64) as usize))
                    .collect();
                match post(&agent, &kumo.base, batch(&part).as_bytes()) {
                    Some((200, answer)) => {
                        assert!(acknowledged(&answer).count() == size, "{answer}")
                    }
                    Some((429, _)) => rest.extend(part),
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(reports(), before, "run {run}");
    }
    against(&kumo, &(0..500).map(id).collect())
}

/// Row 25: nonsense of every shape; the process stays, answers no 500, and takes the sound event beside it.
pub(crate) async fn hostile(_: Brand, runs: Range<usize>) -> Tally {
    let kumo = kumo(25);
    let agent = agent();
    let memory = kumo.memory_kib();
    let mut known = BTreeSet::new();
    for run in runs {
        let mut chance = Chance::of(run);
        for n in 0..50 {
            let n = run as u64 * 50 + n;
            let body = nonsense(&mut chance, n);
            match post(&agent, &kumo.base, &body) {
                Some((200, answer)) => {
                    known.extend(acknowledged(&answer).filter(|acked| *acked == id(n)))
                }
                Some((status, _)) => assert!(
                    status < 500 || status == 503,
                    "{status} for {:?}",
                    String::from_utf8_lossy(&body)
                ),
                None => assert!(kumo.json("/v1/reports/overview").is_object(), "it lives"),
            }
        }
    }
    let grown = kumo.memory_kib().saturating_sub(memory);
    assert!(grown <= 64 * 1024, "{grown} KiB more");
    assert!(!known.is_empty());
    against(&kumo, &known)
}

/// A batch with a sound event, and something that is wrong with it or beside it.
fn nonsense(chance: &mut Chance, n: u64) -> Vec<u8> {
    let sound = act(n).to_string();
    let odd = chance.pick(&[
        "{\"id\":NaN}",
        "{\"id\":1,\"id\":2}",
        "{\"data\":{\"a\":\"\\ud83d\"}}",
        "[]",
        "null",
        "1e999",
        "{\"seq\":-1}",
        "{\"at\":1e30}",
        "{\"name\":\"\\u0000\"}",
        "{\"__proto__\":{}}",
        "\"\\udc00\"",
        "{\"id\":\"\",\"data\":{\"constructor\":1}}",
        "{\"user\":{}}",
    ]);
    let mut body = format!(
        "{{\"v\":1,\"key\":\"pk_demo\",\"sent\":1764000000000,\"events\":[{sound},{odd}]}}"
    )
    .into_bytes();
    match chance.below(8) {
        0 => body.truncate(chance.below(body.len() as u64) as usize),
        1 => {
            let at = chance.below(body.len() as u64) as usize;
            body[at] ^= 1 << chance.below(8);
        }
        2 => body = [b"[".repeat(100_000), body].concat(),
        3 => body = vec![b'x'; 300_000],
        4 => body.extend_from_slice(&[0xFF, 0xFE, 0x00]),
        _ => {}
    }
    body
}

/// Row 28: somebody is forgotten while their browser still holds events: none of it comes back.
pub(crate) async fn erased(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(28, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    let mut acts = 0;
    for run in runs {
        let user = format!("gone-{run}");
        scene.open(&browser, "/page.html").await;
        browser
            .run(&format!("(shirube.identify({{id: '{user}'}}), 1)"))
            .await;
        scene.act(&browser, 5).await;
        scene.agree("before the erasure").await;
        scene.wire.always(Fault::Reset);
        let held = scene.act(&browser, 50).await;
        let body = json!({ "user": user }).to_string();
        let erased = agent()
            .post(format!("{}/v1/erase", scene.kumo.base))
            .header("authorization", "Bearer sk_demo")
            .send(body);
        assert_eq!(erased.map(|a| a.status().as_u16()).ok(), Some(200));
        scene.wire.heal();
        // The browser gives them up, since each is answered for.
        let empty = format!("({}).then((all) => !all.length)", crate::scene::ON_DISK);
        browser.wait("an empty queue", &empty).await;
        assert!(on_disk(&browser).await.is_empty());
        let back = scene
            .kumo
            .events()
            .iter()
            .filter(|e| e["user"] == user.as_str())
            .count();
        assert_eq!(back, 0, "nothing of theirs is there");
        acts = held.last().expect("acts") + 1;
        scene.strike(0..acts);
    }
    let mut tally = scene.agree("erased").await;
    tally.events += acts as usize;
    browser.close().await;
    tally
}
