//! `shirube publish` from outside: signatures over the exact bytes, and a publisher that dies at any moment.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use content::Catalogue;
use ring::signature::{ED25519, UnparsedPublicKey};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shirube"));
    command.args(arguments).current_dir(folder);
    command
}

fn shirube(folder: &Path, arguments: &[&str]) -> Output {
    let out = command(folder, arguments).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{arguments:?}: {said}");
    out
}

fn said(out: &Output) -> String {
    String::from_utf8(out.stdout.clone()).unwrap()
}

/// The keys that signed a catalogue, each verified against its bytes.
fn signed_by(folder: &Path) -> Vec<Vec<u8>> {
    let sealed = fs::read(folder.join("public/catalogue.bin")).unwrap();
    let (_, signatures) = Catalogue::open(&sealed).unwrap();
    let part = Catalogue::signed_part(&sealed).unwrap();
    let verified = signatures.iter().map(|s| {
        let signature = [s.r.0, s.s.0].concat();
        let key = UnparsedPublicKey::new(&ED25519, s.key.0);
        key.verify(part, &signature).unwrap();
        let mut other = part.to_vec();
        other[9] ^= 1;
        assert!(key.verify(&other, &signature).is_err());
        s.key.0.to_vec()
    });
    verified.collect()
}

#[test]
fn a_signed_release_verifies_and_keys_rotate() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    shirube(at, &["init"]);
    let publish = ["publish", "--to", "public", "--sign", "keys"];
    assert_eq!(
        command(at, &publish).output().unwrap().status.code(),
        Some(2)
    );
    let first = said(&shirube(at, &["keys", "new", "keys"]));
    assert!(first.starts_with("data-signer=\"ed25519:"), "{first}");
    assert_eq!(
        command(at, &["keys", "new", "keys"])
            .output()
            .unwrap()
            .status
            .code(),
        Some(2)
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(at.join("keys")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    shirube(at, &["publish", "--to", "public"]);
    assert!(signed_by(at).is_empty());
    let out = said(&shirube(at, &publish));
    assert!(out.starts_with("release 2 "), "{out}");
    let old = signed_by(at);
    assert_eq!(old.len(), 1);
    let out = said(&shirube(at, &publish));
    assert!(out.starts_with("nothing has changed: release 2 "), "{out}");
    let bare = command(at, &["publish", "--to", "public"])
        .output()
        .unwrap();
    assert_eq!(bare.status.code(), Some(1), "unsigned after signed");
    assert_eq!(signed_by(at), old);
    let both = said(&shirube(at, &["keys", "rotate", "keys"]));
    assert_eq!(both.matches("ed25519:").count(), 2);
    let out = said(&shirube(at, &publish));
    assert!(out.starts_with("release 3 "), "{out}");
    let new = signed_by(at);
    assert_eq!((new.len(), &new[1]), (2, &old[0]));
}

/// Kills a publisher after a while unless it ended before; true when it was killed.
fn killed_after(mut publisher: std::process::Child, wait: Duration) -> bool {
    let (tell, told) = mpsc::channel::<()>();
    // Nobody tells anything: this is the clock of the killing.
    let _ = told.recv_timeout(wait);
    drop(tell);
    let alive = publisher.try_wait().unwrap().is_none();
    if alive {
        publisher.kill().unwrap();
    }
    publisher.wait().unwrap();
    alive
}

#[test]
fn a_publisher_that_dies_at_any_moment_leaves_a_whole_release() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    shirube(at, &["init"]);
    let tip = fs::read_to_string(at.join("content/tooltips/due-date.yaml")).unwrap();
    let write = |round: usize| {
        for n in 0..40 {
            let text = tip.replace(
                "The due date",
                &format!("Round {round}, tip {n}: the due date"),
            );
            fs::write(at.join(format!("content/tooltips/tip-{n}.yaml")), text).unwrap();
        }
    };
    write(0);
    shirube(at, &["publish", "--to", "public"]);
    // How long a publisher lives when it is let be, by the shortest of those that were.
    let mut whole = Duration::MAX;
    let mut seed = 20_261_124_u64;
    let (mut killed, mut highest) = (0, 1);
    for round in 1..=400 {
        write(round);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let share = (seed >> 33) as f64 / f64::from(u32::MAX >> 1);
        let begin = Instant::now();
        let publisher = command(at, &["publish", "--to", "public"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        if whole == Duration::MAX {
            assert!(publisher.wait_with_output().unwrap().status.success());
            whole = begin.elapsed();
        } else if killed_after(publisher, whole.mul_f64(share)) {
            killed += 1;
        } else {
            whole = whole.min(begin.elapsed());
        }
        let sealed = fs::read(at.join("public/catalogue.bin")).unwrap();
        let version = author::verify(&at.join("public"), &sealed).unwrap();
        assert!(version >= highest, "release {highest} became {version}");
        highest = version;
        if killed == 50 {
            break;
        }
    }
    assert_eq!(killed, 50);
    shirube(at, &["publish", "--to", "public"]);
    let sealed = fs::read(at.join("public/catalogue.bin")).unwrap();
    assert!(author::verify(&at.join("public"), &sealed).is_ok());
    eprintln!("killed {killed} times; the last release is {highest}");
}

/// Two people who are known: a published guide for everybody reaches both.
const PEOPLE: &str = r#"{"users": [{"id": "u1", "role": "admin"}, {"id": "u2", "role": "admin"}]}"#;

#[test]
fn a_release_that_reaches_many_waits_for_a_yes() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    shirube(at, &["init"]);
    fs::write(at.join("people.json"), PEOPLE).unwrap();
    let publish = ["publish", "--to", "public", "--people", "people.json"];
    let run = |more: &[&str]| {
        let arguments: Vec<&str> = publish.iter().chain(more).copied().collect();
        let mut command = command(at, &arguments);
        command.stdin(Stdio::null()).output().unwrap()
    };
    let refused = run(&["--lang", "en"]);
    let heard = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{heard}");
    assert!(heard.contains("2 of 2 known users (100 %)"), "{heard}");
    assert!(heard.contains("--yes"), "{heard}");
    assert!(!at.join("public/catalogue.bin").exists());
    let heard = String::from_utf8_lossy(&run(&["--lang", "ja"]).stderr).into_owned();
    assert!(heard.contains("2 人のうち 2 人（100 %）"), "{heard}");
    assert!(run(&["--yes"]).status.success());
    // What everybody has already reaches nobody anew, and asks nothing.
    let again = run(&[]);
    let heard = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(heard.contains("0 of 2 known users (0 %)"), "{heard}");
    assert!(again.status.success());
}

#[test]
fn a_dry_run_tells_who_would_see_what() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    shirube(at, &["init"]);
    fs::write(at.join("people.json"), PEOPLE).unwrap();
    let visit = r#"{"id":"e1","session":"s1","at":1793577600000,"name":"session.started","user":"u1","account":"a1"}"#;
    fs::write(at.join("events.jsonl"), visit).unwrap();
    let dry = [
        "dry-run",
        "--events",
        "events.jsonl",
        "--people",
        "people.json",
    ];
    let out = said(&shirube(at, &[&dry[..], &["--format", "json"]].concat()));
    assert!(out.contains("\"users\": 2"), "{out}");
    assert!(out.contains("\"sessions\": 1"), "{out}");
    let english = said(&shirube(at, &[&dry[..], &["--lang", "en"]].concat()));
    assert!(
        english.contains("1 event: 2 users, 1 account, 1 session"),
        "{english}"
    );
    let japanese = said(&shirube(at, &[&dry[..], &["--lang", "ja"]].concat()));
    assert!(
        japanese.contains("利用者 2 人、契約先 1 件、訪問 1 回"),
        "{japanese}"
    );
    assert_eq!(
        command(at, &["dry-run"]).output().unwrap().status.code(),
        Some(2)
    );
}

#[test]
fn what_was_looked_for_in_vain_begins_an_article() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    shirube(at, &["init"]);
    let event = |n: usize, user: &str, name: &str, data: &str| {
        format!(
            "{{\"id\":\"e{n}\",\"session\":\"s{n}\",\"at\":179357760000{n},\"name\":\"{name}\",\"user\":\"{user}\",\"data\":{data}}}"
        )
    };
    let events = [
        event(
            1,
            "u1",
            "help.searched",
            r#"{"query":"CSV  取り込み","results":0}"#,
        ),
        event(
            2,
            "u2",
            "help.searched",
            r#"{"query":"csv 取り込み","results":0}"#,
        ),
        event(3, "u2", "help.searched", r#"{"query":"found","results":3}"#),
        event(
            4,
            "u1",
            "inquiry.submitted",
            r#"{"category":"projects","text":"secret"}"#,
        ),
    ];
    fs::write(at.join("events.jsonl"), events.join("\n")).unwrap();
    let list = said(&shirube(
        at,
        &["draft", "--events", "events.jsonl", "--lang", "en"],
    ));
    let wanted =
        "--search \"csv 取り込み\"  2 users, 2 times\n--inquiry \"projects\"  1 user, 1 time\n";
    assert_eq!(list, wanted);
    let first = said(&shirube(at, &["draft", "--search", "csv 取り込み"]));
    assert!(
        first.starts_with("articles/csv.ja.md\narticles/csv.en.md\n"),
        "{first}"
    );
    // The template has an article of that id already.
    let second = said(&shirube(at, &["draft", "--inquiry", "projects"]));
    assert!(
        second.starts_with("articles/projects-2.ja.md\n"),
        "{second}"
    );
    let checked = said(&shirube(at, &["check", "--lang", "en"]));
    assert!(
        checked.contains("articles/csv.en.md:3:1: note[N0209]"),
        "{checked}"
    );
    shirube(at, &["publish", "--to", "public"]);
    let manifest = fs::read_to_string(at.join("public/manifest.json")).unwrap();
    assert!(!manifest.contains("csv 取り込み"));
    let path = at.join("content/articles/csv.ja.md");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("title: \"csv 取り込み\""), "{text}");
    fs::write(&path, text.replace("draft: true\n", "")).unwrap();
    let path = at.join("content/articles/csv.en.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("draft: true\n", "")).unwrap();
    shirube(at, &["publish", "--to", "public"]);
    let manifest = fs::read_to_string(at.join("public/manifest.json")).unwrap();
    assert!(manifest.contains("csv 取り込み"));
}

#[test]
fn the_communitys_threads_are_published_and_outlive_a_feed_that_is_gone() {
    let desk = tempfile::tempdir().unwrap();
    let at = desk.path();
    let put = |name: &str, text: &str| {
        let path = at.join("content").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "shirube.yaml",
        "shirube: 1\nproduct: kumo\ntimezone: Asia/Tokyo\nlanguages: [en]\ntopics: [{id: sending, title: {en: Sending}}]\n\
         community: {title: {en: Community}, url: \"https://c.example/\", feed: \"https://127.0.0.1:9/feed.json\"}\n",
    );
    put("articles/a.en.md", "---\ntitle: A\n---\nText.\n");
    let threads = [author::Thread {
        title: "How do you send?".to_owned(),
        url: "https://c.example/1".to_owned(),
        tags: vec!["sending".to_owned(), "chat".to_owned()],
    }];
    author::keep_threads(&at.join("content"), &threads).unwrap();
    let out = shirube(at, &["publish", "--to", "public", "--lang", "en"]);
    let error = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(error.contains("threads stay as they were"), "{error}");
    let manifest = fs::read_to_string(at.join("public/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let thread = &manifest["community"]["threads"][0];
    assert_eq!(thread["url"], "https://c.example/1");
    // A tag that is no topic here says nothing.
    assert_eq!(thread["topics"], serde_json::json!(["sending"]));
    let sealed = fs::read(at.join("public/catalogue.bin")).unwrap();
    let (catalogue, _) = Catalogue::open(&sealed).unwrap();
    let help = catalogue.shards.iter();
    let help = help.filter(|s| s.holds == content::catalogue::Holds::Help);
    let desks = help.filter_map(|s| {
        let name = format!("public/shard/{}.bin", s.digest.hex());
        let bytes = fs::read(at.join(name)).unwrap();
        let shard = content::catalogue::open_shard(&bytes, &s.digest).unwrap();
        shard.desk?.community
    });
    let titles: Vec<String> = desks.flat_map(|c| c.threads).map(|t| t.title).collect();
    assert_eq!(titles, ["How do you send?"]);
}
