//! Past events against drafts: small folders and a few lines of events go in, who sees what comes out.

use std::fs;
use std::path::Path;

use replay::{Dry, Past, Release, dry, reach};
use serde_json::{Value, json};

const CONFIG: &str = "shirube: 1\nproduct: kumo\ntimezone: Asia/Tokyo\nlanguages: [en]\nevents: [sent]\nlimits: {interruptions_per_session: 1, interruptions_per_day: 3}\n";
/// 2026-11-02T00:00:00Z, nine in the morning in Tokyo.
const MORNING: i64 = 1_793_577_600_000;
const HOUR: i64 = 3_600_000;

fn release(files: &[(&str, &str)]) -> Release {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, text).expect("written");
    };
    write("shirube.yaml", CONFIG);
    for (name, text) in files {
        write(name, text);
    }
    let draft = author::draft(folder.path(), "t", 1, MORNING).expect("read");
    let said: Vec<String> = draft.findings.iter().map(ToString::to_string).collect();
    Release::of_draft(draft).unwrap_or_else(|| panic!("{}", said.join("\n")))
}

/// A guide that begins on a page, for whom `more` says.
fn guide(page: &str, more: &str) -> String {
    format!(
        "title: {{en: Guide}}\nstart: {{page: \"{page}\"}}\n{more}steps:\n  - id: one\n    title: {{en: One}}\n    body: {{en: Look here.}}\n"
    )
}

fn event(user: &str, session: &str, at: i64, name: &str, content: Value) -> String {
    json!({"id": format!("{user}{session}{at}{name}"), "session": session, "at": at, "name": name,
        "user": user, "account": format!("of-{user}"), "content": content})
    .to_string()
}

fn visit(user: &str, session: &str, at: i64) -> String {
    event(user, session, at, "session.started", Value::Null)
}

fn past(lines: &[String], users: &[Value]) -> Past {
    Past::read(lines.iter().map(String::as_str), users, &[])
}

fn counts(dry: &Dry, id: &str) -> (usize, usize, usize, usize) {
    let item = dry.items.iter().find(|i| i.id == id);
    let item = item.unwrap_or_else(|| panic!("{id} is not told of"));
    (item.before, item.after, item.more, item.fewer)
}

#[test]
fn an_audience_that_narrows_is_counted_in_both_ways() {
    let everybody = guide("/x", "");
    let admins = guide("/x", "audience: {trait: role, is: admin}\n");
    let others = guide("/y", "audience: {trait: role, is_not: admin}\n");
    let before = release(&[("tutorials/a.yaml", &everybody)]);
    let after = release(&[("tutorials/a.yaml", &admins), ("tutorials/b.yaml", &others)]);
    let lines = [visit("u1", "s1", MORNING), visit("u2", "s2", MORNING)];
    let users = [
        json!({"id": "u1", "role": "admin"}),
        json!({"id": "u2", "role": "member"}),
    ];
    let dry = dry(Some(&before), &after, &past(&lines, &users));
    assert_eq!((dry.users, dry.accounts, dry.sessions), (2, 2, 2));
    assert_eq!(counts(&dry, "a"), (2, 1, 0, 1));
    assert_eq!(counts(&dry, "b"), (0, 1, 1, 0));
    assert_eq!(dry.assumed, ["/x", "/y"]);
    assert!(dry.twice.is_empty());
    let lost: Vec<_> = dry.lost.iter().map(|l| (&*l.account, &*l.item)).collect();
    assert_eq!(lost, [("of-u2", "a")]);
}

#[test]
fn two_interruptions_on_one_day_are_told_and_two_days_are_not() {
    let before = release(&[("tutorials/a.yaml", &guide("/x", ""))]);
    let both = [
        ("tutorials/a.yaml", guide("/x", "")),
        ("tutorials/b.yaml", guide("/x", "priority: 5\n")),
    ];
    let both: Vec<(&str, &str)> = both.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let after = release(&both);
    // Eight hours apart in UTC: one user's second visit lies on the next day of Tokyo.
    let lines = [
        visit("same", "s1", MORNING),
        visit("same", "s2", MORNING + 8 * HOUR),
        visit("next", "s3", MORNING + 8 * HOUR),
        visit("next", "s4", MORNING + 16 * HOUR),
    ];
    let dry = dry(Some(&before), &after, &past(&lines, &[]));
    let twice: Vec<_> = dry.twice.iter().map(|t| (&*t.user, &*t.day)).collect();
    assert_eq!(twice, [("same", "2026-11-02")]);
    assert_eq!(dry.twice[0].items, ["b", "a"], "the weightier comes first");
    assert!(!dry.twice[0].already);
    assert_eq!(dry.twice_before, 0);
}

#[test]
fn events_decide_when_they_happened() {
    let after = release(&[
        (
            "tutorials/after.yaml",
            &guide("/x", "audience: {event: sent}\n"),
        ),
        (
            "tutorials/on.yaml",
            "title: {en: On}\nstart: {event: sent}\nsteps:\n  - id: one\n    title: {en: One}\n    body: {en: Look.}\n",
        ),
    ]);
    let lines = [
        visit("u1", "s1", MORNING),
        event("u1", "s1", MORNING + 1000, "host.sent", Value::Null),
        visit("u1", "s2", MORNING + HOUR),
        visit("u2", "s3", MORNING),
    ];
    let dry = dry(None, &after, &past(&lines, &[]));
    assert_eq!(counts(&dry, "on"), (0, 1, 1, 0));
    assert_eq!(counts(&dry, "after"), (0, 1, 1, 0));
}

#[test]
fn pages_that_events_tell_of_are_visited_when_they_tell() {
    let known = guide("/known", "");
    let before = release(&[("tutorials/known.yaml", &known)]);
    let tip =
        "page: /known\naudience: {not: {event: sent}}\nanchor: {css: main}\nbody: {en: Tip.}\n";
    let after = release(&[("tutorials/known.yaml", &known), ("tooltips/tip.yaml", tip)]);
    let lines = [
        event("u1", "s1", MORNING, "content.eligible", json!("known")),
        visit("u2", "s2", MORNING),
    ];
    let dry = dry(Some(&before), &after, &past(&lines, &[]));
    assert!(dry.assumed.is_empty(), "{:?}", dry.assumed);
    assert_eq!(counts(&dry, "known"), (1, 1, 0, 0));
    assert_eq!(counts(&dry, "tip"), (0, 1, 1, 0));
}

#[test]
fn a_program_says_which_coverage_counts() {
    let program = "title: {en: P}\nrelease: \"1\"\nrequired: [a]\n";
    let files = [
        ("programs/p.yaml", program.to_owned()),
        ("tutorials/a.yaml", guide("/x", "")),
        ("tutorials/b.yaml", guide("/y", "")),
    ];
    let kept: Vec<(&str, &str)> = files.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let before = release(&kept);
    let narrowed = guide("/x", "audience: {trait: role, is: admin}\n");
    let after = release(&[
        ("programs/p.yaml", program),
        ("tutorials/a.yaml", &narrowed),
    ]);
    // Three visits, so that both guides come up before.
    let lines: Vec<String> = (0..3)
        .map(|n| visit("u1", &format!("s{n}"), MORNING + n * 24 * HOUR))
        .collect();
    let dry = dry(Some(&before), &after, &past(&lines, &[]));
    assert_eq!(counts(&dry, "b"), (1, 0, 0, 1));
    let lost: Vec<_> = dry
        .lost
        .iter()
        .map(|l| (&*l.item, l.before, l.after))
        .collect();
    assert_eq!(lost, [("a", 1, 0)], "b is required by nobody");
}

#[test]
fn known_users_who_become_eligible_are_counted_once() {
    let before = release(&[("tutorials/a.yaml", &guide("/x", ""))]);
    let b = guide("/x", "audience: {event: sent}\n");
    let c = guide("/y", "");
    let manual = "title: {en: M}\nstart: manual\nsteps:\n  - id: one\n    title: {en: One}\n    body: {en: Look.}\n";
    let after = release(&[
        ("tutorials/a.yaml", &guide("/x", "")),
        ("tutorials/b.yaml", &b),
        ("tutorials/c.yaml", &c),
        ("tutorials/m.yaml", manual),
    ]);
    let lines = [
        event("u1", "s1", MORNING, "host.sent", Value::Null),
        event("u2", "s2", MORNING, "tutorial.completed", json!("c")),
    ];
    let past = past(&lines, &[json!({"id": "u3"})]);
    let all = reach(Some(&before), &after, &past, MORNING + HOUR);
    assert_eq!((all.known, all.newly, all.undescribed), (3, 2, 2));
    let items: Vec<_> = all.items.iter().map(|i| (&*i.id, i.users)).collect();
    assert_eq!(items, [("c", 2), ("b", 1)]);
    assert!(all.is_many());
    let none = reach(Some(&after), &after, &past, MORNING + HOUR);
    assert_eq!((none.newly, none.is_many()), (0, false));
}

#[test]
fn what_is_no_event_is_counted_and_left_out() {
    let lines = [
        visit("u1", "s1", MORNING),
        "not json".to_owned(),
        "{}".to_owned(),
        json!({"name": "session.started", "at": MORNING, "session": "s"}).to_string(),
    ];
    let past = past(&lines, &[]);
    assert_eq!((past.events, past.unread, past.anonymous), (2, 2, 1));
}
