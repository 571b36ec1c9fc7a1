//! The dashboard's pages as markup: every number with its interval and n, every chart a table with one drawn column.

use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

/// The languages of the dashboard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Ja,
    En,
}

/// Whether signing in failed before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    First,
    Failed,
}

/// What the overview shows.
pub(crate) struct Overview {
    pub(crate) language: Language,
    pub(crate) at: i64,
    pub(crate) counts: Value,
    pub(crate) tutorials: Vec<(Value, Vec<Value>)>,
    pub(crate) cells: Vec<Value>,
    pub(crate) topics: Vec<Value>,
    pub(crate) latest: Vec<Value>,
}

/// People below which a share is not drawn.
const LEAST: u64 = 5;

impl Language {
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Language::Ja => "ja",
            Language::En => "en",
        }
    }

    fn say(self, ja: &'static str, en: &'static str) -> &'static str {
        match self {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    fn title(self, item: &Value) -> String {
        let titles = &item["title"];
        let text = titles[self.tag()]
            .as_str()
            .or_else(|| titles.as_object()?.values().next()?.as_str());
        text.or(item["id"].as_str()).unwrap_or_default().to_owned()
    }
}

fn frame(language: Language, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Shirube" }
                link rel="stylesheet" href="/dashboard/style.css";
            }
            body { (body) }
        }
    }
}

/// The sign-in page.
pub(crate) fn sign_in(l: Language, attempt: Attempt) -> Markup {
    frame(
        l,
        l.say("サインイン", "Sign in"),
        html! {
            main.narrow {
                h1 { "Shirube" }
                p.lede { (l.say("お客さまの理解と意欲を、毎朝ここで確かめられます。", "See every morning what your customers understand and want.")) }
                @if attempt == Attempt::Failed {
                    p.alarm role="alert" { (l.say("メールアドレスまたはパスワードが違います。", "The mail address or the password is wrong.")) }
                }
                form method="post" action="/dashboard/sign-in" {
                    label { (l.say("メールアドレス", "Mail address")) input type="email" name="mail" autocomplete="username" required; }
                    label { (l.say("パスワード", "Password")) input type="password" name="password" autocomplete="current-password" required; }
                    button { (l.say("サインイン", "Sign in")) }
                }
            }
        },
    )
}

/// The overview.
pub(crate) fn overview(o: &Overview) -> Markup {
    let l = o.language;
    let n = |key: &str| o.counts[key].as_i64().unwrap_or(0);
    let lede = match (l, n("started")) {
        (Language::Ja, 0) => {
            "まだガイドは始められていません。最初のお客さまがガイドを開くと、ここに数字が並びます。"
                .to_owned()
        }
        (Language::En, 0) => {
            "No guide has been started yet. Numbers appear here once the first customer opens one."
                .to_owned()
        }
        (Language::Ja, started) => format!(
            "ガイドは{started}回始められ、{}回最後まで進みました。",
            n("completed")
        ),
        (Language::En, started) => format!(
            "Guides were started {started} times and finished {} times.",
            n("completed")
        ),
    };
    let facts = [
        ("events", l.say("イベント", "Events")),
        ("users", l.say("利用者", "People")),
        ("accounts", l.say("アカウント", "Accounts")),
        ("gaps", l.say("欠番", "Gaps")),
    ];
    let (other, here) = match l {
        Language::Ja => ("/dashboard/en/overview", "English"),
        Language::En => ("/dashboard/ja/overview", "日本語"),
    };
    frame(
        l,
        l.say("概況", "Overview"),
        html! {
            nav { strong { "Shirube" } a aria-current="page" href="" { (l.say("概況", "Overview")) } a.end href=(other) hreflang=(if l == Language::Ja { "en" } else { "ja" }) { (here) } }
            main {
                h1 { (l.say("概況", "Overview")) }
                p.lede { (lede) }
                dl.facts { @for (key, label) in facts { div { dt { (label) } dd { (n(key)) } } } }
                @for (item, rows) in &o.tutorials { (funnel(l, item, rows)) }
                (topics(o))
                (latest(o))
                p.foot { (l.say("モデル first-1。率は90%区間（Wilson）。基準時刻 ", "Model first-1. Rates with 90% intervals (Wilson). As of ")) time { (stamp(o.at)) } " UTC" }
            }
        },
    )
}

fn funnel(l: Language, item: &Value, rows: &[Value]) -> Markup {
    let newest = rows.iter().filter_map(|r| r["version"].as_i64()).max();
    let rows: Vec<&Value> = rows
        .iter()
        .filter(|r| r["version"].as_i64() == newest)
        .collect();
    let name = |row: &Value| {
        let steps = item["steps"].as_array().into_iter().flatten();
        steps
            .into_iter()
            .find(|s| s["id"] == row["step"])
            .map_or_else(
                || row["step"].as_str().unwrap_or_default().to_owned(),
                |s| l.title(s),
            )
    };
    html! {
        section {
            h2 { (l.title(item)) }
            @if rows.is_empty() {
                p.few { (l.say("データ不足：まだ誰も始めていません。", "Too little data: nobody has started it yet.")) }
            } @else {
                table {
                    thead { tr { th scope="col" { (l.say("手順", "Step")) } th.num scope="col" { (l.say("到達", "Reached")) } th.num scope="col" { (l.say("完了", "Done")) }
                        th.num scope="col" { (l.say("完了率（90%区間）", "Done, % (90% interval)")) } th.draw scope="col" aria-hidden="true" { span { "0" } span { "50" } span { "100" } } } }
                    tbody { @for row in rows { tr {
                        th scope="row" { (name(row)) }
                        td.num { (row["reached"]) }
                        td.num { (row["completed"]) }
                        td.num { (rate(l, row)) }
                        td.draw aria-hidden="true" { (whisker(row)) }
                    } } }
                }
            }
        }
    }
}

fn percent(value: &Value) -> i64 {
    (value.as_f64().unwrap_or(0.0) * 100.0).round() as i64
}

fn rate(l: Language, row: &Value) -> Markup {
    if row["reached"].as_u64().unwrap_or(0) < LEAST {
        return html! { span.few { (l.say("データ不足", "too little data")) } };
    }
    let (open, close) = match l {
        Language::Ja => ("（", "）"),
        Language::En => (" (", ")"),
    };
    html! { b { (percent(&row["rate"])) } span.range { (open) (percent(&row["low"])) "–" (percent(&row["high"])) (close) } }
}

/// A dot with a capped whisker; hollow where there is too little to decide.
fn whisker(row: &Value) -> Markup {
    let at = |key: &str| format!("{}%", percent(&row[key]).clamp(1, 99));
    let (low, high, dot) = (at("low"), at("high"), at("rate"));
    let firm = row["reached"].as_u64().unwrap_or(0) >= LEAST;
    html! {
        svg width="100%" height="20" {
            line.axis x1="50%" x2="50%" y1="0" y2="20" {}
            line x1=(low) x2=(high) y1="10" y2="10" {}
            line x1=(low) x2=(low) y1="6" y2="14" {}
            line x1=(high) x2=(high) y1="6" y2="14" {}
            circle.hollow[!firm] cx=(dot) cy="10" r="4" {}
        }
    }
}

fn topics(o: &Overview) -> Markup {
    let l = o.language;
    html! {
        section {
            h2 { (l.say("トピックの理解度（最初のモデル・暫定）", "Comprehension by topic (first model, provisional)")) }
            table {
                thead { tr { th scope="col" { (l.say("トピック", "Topic")) } th.num scope="col" { (l.say("人数", "People")) } th.num scope="col" { (l.say("平均（前提幅）", "Mean (assumption band)")) } } }
                tbody { @for topic in &o.topics {
                    @let cells: Vec<&Value> = o.cells.iter().filter(|c| c["topic"] == topic["id"]).collect();
                    @let mean = |key: &str| cells.iter().filter_map(|c| c[key].as_f64()).sum::<f64>() / cells.len().max(1) as f64 * 100.0;
                    tr {
                        th scope="row" { (l.title(topic)) }
                        td.num { (cells.len()) }
                        td.num { @if cells.is_empty() { span.few { (l.say("データ不足", "too little data")) } } @else {
                            b { (mean("known").round() as i64) } span.range { (l.say("（", " (")) (mean("low").round() as i64) "–" (mean("high").round() as i64) (l.say("）", ")")) } } }
                    }
                } }
            }
        }
    }
}

fn latest(o: &Overview) -> Markup {
    let l = o.language;
    let text = |event: &Value, key: &str| event[key].as_str().unwrap_or("–").to_owned();
    html! {
        section {
            h2 { (l.say("最近のイベント", "Latest events")) }
            @if o.latest.is_empty() { p.few { (l.say("データ不足：まだ届いていません。", "Too little data: none has arrived yet.")) } } @else {
                table {
                    thead { tr { th scope="col" { (l.say("時刻（UTC）", "Time (UTC)")) } th scope="col" { (l.say("イベント", "Event")) }
                        th scope="col" { (l.say("利用者", "Person")) } th.opt scope="col" { (l.say("ガイド", "Guide")) } th.opt scope="col" { (l.say("手順", "Step")) } } }
                    tbody { @for event in &o.latest { tr {
                        td { (stamp(event["at"].as_i64().unwrap_or(0))) }
                        @for key in ["name", "user"] { td.cut title=(text(event, key)) { (text(event, key)) } }
                        @for key in ["content", "step"] { td.cut.opt title=(text(event, key)) { (text(event, key)) } }
                    } } }
                }
            }
        }
    }
}

/// `YYYY-MM-DD HH:MM` of a time in ms, in UTC.
fn stamp(ms: i64) -> String {
    let days = ms.div_euclid(86_400_000) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (date, month) = (
        day - (153 * month + 2) / 5 + 1,
        if month < 10 { month + 3 } else { month - 9 },
    );
    let year = year + era * 400 + i64::from(month <= 2);
    let minutes = ms.div_euclid(60_000).rem_euclid(1440);
    format!(
        "{year}-{month:02}-{date:02} {:02}:{:02}",
        minutes / 60,
        minutes % 60
    )
}
