//! `shirube explain`: why somebody sees an item or does not, by the real engine, from what is published or from the draft.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use replay::{Explained, Question, Release, Value};
use serde_json::json;

use crate::dry_run::live;
use crate::known::Known;
use crate::said::{bold, dim, good, odd, say};

#[derive(Args)]
pub(crate) struct Options {
    /// The item's id.
    item: String,
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// Who: a user's id. Without it, somebody of whom nothing is known.
    #[arg(long)]
    user: Option<String>,
    /// The address they are on, such as /invoices; else the item's own page.
    #[arg(long, value_name = "PATH")]
    page: Option<String>,
    /// The moment: YYYY-MM-DD, or milliseconds since 1970; else the end of what is known.
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// The language wished: BCP 47.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// A trait of the user, NAME=VALUE; as often as needed.
    #[arg(long = "trait", value_name = "NAME=VALUE")]
    traits: Vec<String>,
    /// A trait of the account, NAME=VALUE.
    #[arg(long = "account-trait", value_name = "NAME=VALUE")]
    account_traits: Vec<String>,
    /// The published folder that is asked; without it `publish: live: to:` of shirube.yaml.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Ask the draft, not what is published.
    #[arg(long)]
    draft: bool,
    /// Whose content it is.
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Prints the answer as the page's `explain` gives it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    known: Known,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    match answer(options) {
        Ok((explained, of)) => {
            print(options, &explained, &of);
            ExitCode::SUCCESS
        }
        Err(sentence) => crate::wrong_use(&sentence),
    }
}

fn answer(options: &Options) -> Result<(Explained, String), String> {
    let (release, of) = release(options)?;
    let past = options.known.past(&options.tenant)?.unwrap_or_default();
    let at = options.at.as_deref().map(moment).transpose()?;
    let traits = |all: &[String]| all.iter().map(|t| named(t)).collect::<Result<_, _>>();
    let question = Question {
        item: &options.item,
        user: options.user.as_deref(),
        page: options.page.as_deref(),
        at,
        language: options.language.as_deref(),
        traits: traits(&options.traits)?,
        account_traits: traits(&options.account_traits)?,
    };
    let explained = replay::explain(&release, &past, question, crate::now());
    Ok((explained, of))
}

/// What is published, else the draft; and which of them it is.
fn release(options: &Options) -> Result<(Release, String), String> {
    let to = options.to.clone().or_else(|| live(&options.source));
    let to = to.filter(|_| !options.draft);
    if let Some(release) = to.as_deref().and_then(Release::published) {
        let version = release.version();
        let of = say(
            format!("公開中のリリース {version}"),
            format!("release {version}, as published"),
        );
        return Ok((release, of));
    }
    if let Some(to) = &options.to {
        let to = to.display();
        return Err(say(
            format!("{to} には公開されたコンテンツがありません"),
            format!("nothing is published in {to}"),
        ));
    }
    if !options.source.is_dir() {
        return Err(crate::no_folder(&options.source));
    }
    let draft = author::draft(&options.source, &options.tenant, 1, crate::now())
        .map_err(|e| format!("{}: {e}", options.source.display()))?;
    let release = Release::of_draft(draft).ok_or_else(|| {
        say(
            "下書きにエラーがあります。shirube check で確かめてください",
            "the draft has errors: shirube check names them",
        )
    })?;
    Ok((release, say("下書き", "the draft")))
}

fn moment(text: &str) -> Result<i64, String> {
    let ms = text.parse().ok().or_else(|| author::day(text));
    ms.ok_or_else(|| {
        say(
            format!("--at {text} は日付（YYYY-MM-DD）でもミリ秒でもありません"),
            format!("--at {text} is neither YYYY-MM-DD nor milliseconds"),
        )
    })
}

fn named(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        say(
            format!("{text} は NAME=VALUE の形で書いてください"),
            format!("{text} is not NAME=VALUE"),
        )
    })?;
    let value = match (value, value.parse()) {
        ("true" | "false", _) => Value::Flag {
            flag: value == "true",
        },
        (_, Ok(number)) => Value::Number { number },
        _ => Value::Text {
            text: value.to_owned(),
        },
    };
    Ok((name.to_owned(), value))
}

fn print(options: &Options, explained: &Explained, of: &str) {
    let item = &options.item;
    let failed = explained.failed.as_ref();
    if options.json {
        let failed = failed.map(|no| json!({"rule": no.rule, "because": no.because}));
        let failed: Vec<_> = failed.into_iter().collect();
        let told = json!({"item": item, "user": options.user, "page": explained.page, "at": explained.at,
            "eligible": failed.is_empty(), "failed": failed});
        println!("{told:#}");
        return;
    }
    match failed {
        None => println!(
            "{}",
            good(&say(
                format!("{item} は、表示のきっかけが来れば表示されます"),
                format!("{item} shows when its start comes"),
            ))
        ),
        Some(no) => {
            println!(
                "{}",
                odd(&say(
                    format!("{item} は表示されません"),
                    format!("{item} does not show"),
                ))
            );
            println!("  {}  {}", bold(no.rule), said(no.rule, &no.because));
        }
    }
    for known in &explained.audience {
        let found = known.found.as_ref().map_or_else(
            || say("わかっていません", "not known"),
            |value| of_value(&known.asked, value),
        );
        println!("  {}: {found}", known.asked);
    }
    let who = options
        .user
        .clone()
        .unwrap_or_else(|| say("何もわかっていない人", "somebody of whom nothing is known"));
    let unknown = if explained.known || options.user.is_none() {
        String::new()
    } else {
        say(
            "（この人の記録はありません）",
            " (of whom nothing is recorded)",
        )
    };
    let at = Timestamp::from_millisecond(explained.at).unwrap_or_default();
    let at = at.strftime("%Y-%m-%d %H:%M UTC");
    println!(
        "{}",
        dim(&format!(
            "  {who}{unknown} · {} · {at} · {of}",
            explained.page
        ))
    );
}

fn of_value(asked: &str, value: &Value) -> String {
    match value {
        Value::Text { text } => text.clone(),
        Value::Number { number } if asked.starts_with("event ") => {
            say(format!("{number} 回"), format!("{number} times"))
        }
        Value::Number { number } => number.to_string(),
        Value::Flag { flag: true } => say("はい", "yes"),
        Value::Flag { flag: false } => say("いいえ", "no"),
    }
}

/// The engine's sentence; in Japanese the rule's own, with what the audience asks for behind it.
fn said(rule: &str, because: &str) -> String {
    let ja = match rule {
        "published" => "この言語では公開されていません",
        "schedule" => "公開期間の外です",
        "audience" => "対象の条件に合っていません",
        "page" => "このページのものではありません",
        "holdout" => "比較のため、表示しない人に選ばれています",
        "rollout" => "段階公開の対象にまだ入っていません",
        "after_snooze" => "「あとで」を選んでから、まだ時間がたっていません",
        "after_dismiss" => "閉じられたので、自分からは出ません",
        "frequency" => "すでに終えたか、表示の間隔がたっていません",
        "one_at_a_time" => "ほかのものが表示されています",
        "panel_open" => "パネルを開いています",
        "history" => "これまでの記録を問い合わせています",
        "not_remembered" => "このブラウザーには記録を残せないため、自分からは出ません",
        "quiet" => "入力中か、画面のダイアログが開いています",
        "cool_off" => "何かを閉じた直後です",
        "interruptions_per_session" => "この訪問での表示回数の上限に達しています",
        "interruptions_per_day" => "今日の表示回数の上限に達しています",
        _ => because,
    };
    let asked = because
        .split_once(": ")
        .map_or_else(String::new, |(_, asked)| format!("（{asked}）"));
    say(format!("{ja}{asked}"), because)
}
