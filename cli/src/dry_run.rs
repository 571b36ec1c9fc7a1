//! `shirube dry-run`: the draft against past events, beside what is published: who would see what, who would be
//! interrupted twice, and which accounts would be reached less.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use author::Severity;
use clap::{Args, ValueEnum};
use replay::{Dry, Item, Past, Release};
use serde_json::{Value, json};

use crate::known::Known;
use crate::said::{self, Progress, bold, count, dim, good, odd, say};

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// The folder that is published to, as the state before; without it `publish: live: to:` of shirube.yaml.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Whose content it is.
    #[arg(long, default_value = "default")]
    tenant: String,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    known: Known,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// People and accounts named one by one before the rest is only counted.
const NAMED: usize = 10;

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    let past = match options.known.past(&options.tenant) {
        Ok(Some(past)) => past,
        Ok(None) => {
            return crate::wrong_use(&say(
                "過去のイベントを --events FILE か --data DIR で指定してください",
                "name past events with --events FILE or --data DIR",
            ));
        }
        Err(error) => return crate::wrong_use(&error),
    };
    let progress = Progress::begin();
    progress.tell(|| say("読んでいます…", "reading…"));
    let draft = match author::draft(&options.source, &options.tenant, 1, crate::now()) {
        Ok(draft) => draft,
        Err(error) => return crate::wrong_use(&format!("{}: {error}", options.source.display())),
    };
    let errors: Vec<String> = draft
        .findings
        .iter()
        .filter(|f| f.severity() == Severity::Error)
        .map(said::finding)
        .collect();
    let Some(after) = Release::of_draft(draft) else {
        drop(progress);
        println!("{}", errors.join("\n"));
        return crate::failed(&say("先にエラーを直してください", "mend the errors first"));
    };
    let to = options.to.clone().or_else(|| live(&options.source));
    let before = to.as_deref().and_then(Release::published);
    progress.tell(|| say("過去をたどっています…", "replaying the past…"));
    let dry = replay::dry(before.as_ref(), &after, &past);
    drop(progress);
    match options.format {
        Format::Text => print!("{}", text(&dry, &past, before.as_ref())),
        Format::Json => println!("{:#}", as_json(&dry, &past, before.as_ref())),
    }
    ExitCode::SUCCESS
}

/// The folder that `publish: live: to:` names.
pub(crate) fn live(source: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(source.join("shirube.yaml")).ok()?;
    let config = author::Document::read(&text).ok()?.json();
    Some(source.join(config["publish"]["live"]["to"].as_str()?))
}

fn text(dry: &Dry, past: &Past, before: Option<&Release>) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    let (users, accounts, sessions) = (dry.users, dry.accounts, dry.sessions);
    let events = past.events;
    line(say(
        format!(
            "イベント {events} 件：利用者 {users} 人、契約先 {accounts} 件、訪問 {sessions} 回"
        ),
        format!(
            "{}: {}, {}, {}",
            count(events, "event"),
            count(users, "user"),
            count(accounts, "account"),
            count(sessions, "session")
        ),
    ));
    line(match before {
        Some(release) => say(
            format!(
                "いま公開しているリリース {} と比べています",
                release.version()
            ),
            format!("beside release {}, which is published", release.version()),
        ),
        None => say(
            "公開済みのリリースが見つからないため、何も表示していない状態と比べています",
            "no release is published yet: compared with showing nothing",
        ),
    });
    line(String::new());
    line(bold(&say("見る人の数", "Who would see it")));
    let width = dry.items.iter().map(|i| i.id.len()).max().unwrap_or(0);
    let changed = |item: &&Item| item.more > 0 || item.fewer > 0;
    for item in dry.items.iter().filter(changed) {
        let way = if item.asked {
            say("（自分で開ける人）", " (who may open it)")
        } else {
            String::new()
        };
        let Item {
            id,
            kind,
            before,
            after,
            more,
            fewer,
            ..
        } = item;
        line(format!(
            "  {id:width$}  {before} → {after}  {} {}  {}",
            good(&format!("+{more}")),
            odd(&format!("−{fewer}")),
            dim(&format!("{}{way}", said::spoken().field(kind))),
        ));
    }
    let same = dry.items.iter().filter(|i| !changed(i)).count();
    line(say(
        format!("  変わらないもの {same} 件"),
        format!("  {} as before", count(same, "item")),
    ));
    line(String::new());
    line(bold(&say(
        "1 日に 2 回以上さえぎられる人",
        "Interrupted more than once on one day",
    )));
    let (twice, was) = (dry.twice.len(), dry.twice_before);
    line(say(
        format!("  のべ {twice} 人日（いまは {was}）"),
        format!("  on {} (now {was})", count(twice, "day")),
    ));
    for one in dry.twice.iter().filter(|t| !t.already).take(NAMED) {
        line(format!(
            "  {}  {}  {}",
            one.user,
            dim(&one.day),
            one.items.join(" → ")
        ));
    }
    let new = dry.twice.iter().filter(|t| !t.already).count();
    rest(new, &mut line);
    line(String::new());
    line(bold(&say(
        "届かなくなる契約先",
        "Accounts that would be reached less",
    )));
    for lost in dry.lost.iter().take(NAMED) {
        let (b, a) = (lost.before, lost.after);
        let people = say(format!("{b} → {a} 人"), format!("{b} → {a} users"));
        line(format!("  {}  {}  {people}", lost.account, lost.item));
    }
    if dry.lost.is_empty() {
        line(say("  ありません", "  none"));
    }
    rest(dry.lost.len(), &mut line);
    line(String::new());
    let pages = dry.assumed.join(say("、", ", ").as_str());
    if !pages.is_empty() {
        line(dim(&say(
            format!(
                "見込み：イベントにページの記録がない {pages} は、訪問ごとに一度開いたとみなしました"
            ),
            format!("assumed: each session opens {pages} once, of which no event tells"),
        )));
    }
    if past.anonymous > 0 {
        let n = past.anonymous;
        line(dim(&say(
            format!("匿名の利用者のイベント {n} 件は数えていません"),
            format!("left out: {} of anonymous people", count(n, "event")),
        )));
    }
    let bare = past.visitors.iter().filter(|v| !v.described).count();
    if bare > 0 {
        line(dim(&say(
            format!("属性がわからない利用者が {bare} 人います（--people か --data で渡せます）"),
            format!(
                "no traits are known of {}: --people or --data tells them",
                count(bare, "user")
            ),
        )));
    }
    if past.unread > 0 {
        let n = past.unread;
        line(odd(&say(
            format!("イベントとして読めない行が {n} 行ありました"),
            format!("{} could not be read as events", count(n, "line")),
        )));
    }
    out
}

/// Says how many more there are than were named.
fn rest(all: usize, line: &mut impl FnMut(String)) {
    if let more @ 1.. = all.saturating_sub(NAMED) {
        line(dim(&say(
            format!("  ほか {more} 件（--format json ですべて見られます）"),
            format!("  and {more} more: --format json names them"),
        )));
    }
}

fn as_json(dry: &Dry, past: &Past, before: Option<&Release>) -> Value {
    let items: Vec<Value> = dry
        .items
        .iter()
        .map(|i| {
            json!({"id": i.id, "kind": i.kind, "asked": i.asked, "before": i.before, "after": i.after,
                "more": i.more, "fewer": i.fewer})
        })
        .collect();
    let twice: Vec<Value> = dry
        .twice
        .iter()
        .map(|t| {
            json!({"user": t.user, "account": t.account, "day": t.day, "items": t.items, "already": t.already})
        })
        .collect();
    let lost: Vec<Value> = dry
        .lost
        .iter()
        .map(
            |l| json!({"account": l.account, "item": l.item, "before": l.before, "after": l.after}),
        )
        .collect();
    json!({
        "release": before.map(Release::version), "events": past.events, "unread": past.unread,
        "anonymous": past.anonymous, "users": dry.users, "accounts": dry.accounts, "sessions": dry.sessions,
        "items": items, "interrupted_twice": twice, "interrupted_twice_before": dry.twice_before,
        "coverage_lost": lost, "assumed_pages": dry.assumed,
    })
}
