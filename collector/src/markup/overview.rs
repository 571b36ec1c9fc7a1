//! The overview: how many came, how far they got in each guide, what is known of each topic, what arrived last.

use maud::{Markup, html};
use serde_json::Value;

use super::{LEAST, Language, Page, framed, marks, too_few, whole, with_band};

/// Days that the key numbers and the guides look back, today among them.
pub(crate) const WINDOW_DAYS: i32 = 28;

/// What the overview shows.
pub(crate) struct Overview {
    /// When the window began.
    pub(crate) from: i64,
    pub(crate) counts: Value,
    pub(crate) tutorials: Vec<(Value, Vec<Value>)>,
    pub(crate) known: Vec<Value>,
    pub(crate) topics: Vec<Value>,
    pub(crate) latest: Vec<Value>,
}

impl Overview {
    fn count(&self, key: &str) -> i64 {
        self.counts[key].as_i64().unwrap_or(0)
    }

    /// What the numbers say, in a sentence.
    pub(crate) fn lede(&self, l: Language) -> String {
        let (started, completed) = (self.count("started"), self.count("completed"));
        match (l, started) {
            (Language::Ja, 0) => "直近28日に始められたガイドはありません。".to_owned(),
            (Language::En, 0) => "No guide was started in the last 28 days.".to_owned(),
            (Language::Ja, _) => format!(
                "直近28日に、ガイドは{}回始められ、{}回最後まで進みました。",
                whole(started),
                whole(completed)
            ),
            (Language::En, _) => format!(
                "In the last 28 days guides were started {} and finished {}.",
                times(started),
                times(completed)
            ),
        }
    }
}

fn times(n: i64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{} times", whole(n)),
    }
}

pub(crate) fn page(p: &Page<'_>, o: &Overview) -> Markup {
    let l = p.language;
    framed(
        p,
        html! {
            (key_numbers(p, o))
            @if o.tutorials.is_empty() {
                section { h2 { (l.say("ガイド", "Guides")) }
                    p.nodata { (l.say("データ不足：公開されたリリースがまだ届いていません（publish --collector）。", "not enough data: no release has arrived yet (publish --collector).")) } }
            }
            @for (item, rows) in &o.tutorials { (funnel(l, item, rows)) }
            (topics(l, o))
            (latest(p, o))
            p.foot { (l.say(
                "（ ）は90%区間（Wilson）、前提幅は計算の前提を変えた場合の幅で、信頼区間ではありません。5人に満たない率と平均は表示しません。",
                "Parentheses: 90% interval (Wilson); the assumption band shows how far our assumptions matter and is no confidence interval. Rates and means stand on 5 people or more.")) }
        },
    )
}

fn key_numbers(p: &Page<'_>, o: &Overview) -> Markup {
    let l = p.language;
    let (from, to) = (p.zone.short_day(l, o.from + 1), p.zone.short_day(l, p.at));
    let window = match l {
        Language::Ja => format!("直近28日（{from}–{to}）"),
        Language::En => format!("last 28 days ({from}–{to})"),
    };
    let (events, gaps) = (o.count("events"), o.count("gaps"));
    let numbers = [
        (
            l.say("利用者", "People"),
            o.count("users"),
            l.say("記録のある人", "with anything recorded"),
        ),
        (
            l.say("アカウント", "Accounts"),
            o.count("accounts"),
            l.say("記録のある会社", "with anything recorded"),
        ),
        (
            l.say("届いたイベント", "Events received"),
            events,
            l.say("重複は数えません", "duplicates not counted"),
        ),
        (
            l.say("欠番", "Lost events"),
            gaps,
            l.say(
                "通し番号の欠けから数えた実測値",
                "counted from gaps in the sequence, not estimated",
            ),
        ),
    ];
    html! {
        div.three { @for (label, n, how) in numbers {
            div { h2 { (label) } p.v { (whole(n)) } p { (window) br; (how) } }
        } }
    }
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
            div.h2row { h2 { (l.title(item)) } p { (l.say("直近28日・人数", "Last 28 days, people")) @if let Some(version) = newest { (l.say("・版 ", ", version ")) (version) } } }
            @if rows.is_empty() {
                p.nodata { (l.say("データ不足：直近28日に始めた人がいません（5人から表示）。", "not enough data: nobody started it in the last 28 days (shown from 5 people).")) }
            } @else {
                table.t.drawn {
                    thead { tr { th scope="col" { (l.say("手順", "Step")) } th.num.opt scope="col" { (l.say("到達", "Reached")) } th.num.opt scope="col" { (l.say("完了", "Done")) }
                        (marks::axis(&[0, 50, 100])) th.num scope="col" { (l.say("完了率（90%区間）", "Done, % (90% interval)")) } } }
                    tbody { @for row in rows {
                        @let reached = row["reached"].as_u64().unwrap_or(0);
                        tr {
                            th scope="row" { (name(row)) }
                            td.num.opt { (row["reached"]) }
                            td.num.opt { (row["completed"]) }
                            td.draw aria-hidden="true" { @if reached >= LEAST { (marks::whisker(number(row, "rate"), number(row, "low"), number(row, "high"), false)) } }
                            td.num { @if reached < LEAST { (too_few(l, reached)) } @else { (band_of(l, row, "rate")) } }
                        }
                    } }
                }
            }
        }
    }
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or(0.0)
}

fn band_of(l: Language, row: &Value, key: &str) -> Markup {
    with_band(l, number(row, key), number(row, "low"), number(row, "high"))
}

fn topics(l: Language, o: &Overview) -> Markup {
    html! {
        section {
            div.h2row { h2 { (l.say("トピック別の理解度", "Comprehension by topic")) } p { (l.say("これまでの根拠すべてから、いま・暫定モデル", "Now, from all evidence so far; provisional model")) } }
            @if o.topics.is_empty() {
                p.nodata { (l.say("データ不足：トピックがまだ公開されていません。", "not enough data: no topic has been published yet.")) }
            } @else { table.t.drawn {
                thead { tr { th scope="col" { (l.say("トピック", "Topic")) } th.num.opt scope="col" { (l.say("測定できた人", "People measured")) }
                    (marks::axis(&[0, 40, 80, 100])) th.num scope="col" { (l.say("平均（前提幅）", "Mean (assumption band)")) } } }
                tbody { @for topic in &o.topics { (topic_row(l, topic, &o.known)) } }
            } }
        }
    }
}

fn topic_row(l: Language, topic: &Value, known: &[Value]) -> Markup {
    let row = known.iter().find(|row| row["topic"] == topic["id"]);
    let people = row.and_then(|r| r["people"].as_u64()).unwrap_or(0);
    let mean = |key: &str| row.map_or(0.0, |row| number(row, key));
    let (known, low, high) = (mean("known"), mean("low"), mean("high"));
    html! { tr {
        th scope="row" { (l.title(topic)) }
        td.num.opt { (people) }
        td.draw aria-hidden="true" { @if people >= LEAST { (marks::soft_bar(known, low, high, false)) } }
        td.num { @if people < LEAST { (too_few(l, people)) } @else { (with_band(l, known, low, high)) } }
    } }
}

fn latest(p: &Page<'_>, o: &Overview) -> Markup {
    let l = p.language;
    let text = |event: &Value, key: &str| event[key].as_str().unwrap_or("–").to_owned();
    html! {
        section {
            div.h2row { h2 { (l.say("最近のイベント", "Latest events")) } p { (l.say("届いた順に12件", "The last 12 to arrive")) } }
            @if o.latest.is_empty() { p.nodata { (l.say("データ不足：まだ届いていません。", "not enough data: none has arrived yet.")) } } @else {
                table.t.tight {
                    thead { tr { th scope="col" { (l.say("時刻", "Time")) } th scope="col" { (l.say("イベント", "Event")) }
                        th scope="col" { (l.say("利用者", "Person")) } th.opt scope="col" { (l.say("ガイド", "Guide")) } th.opt scope="col" { (l.say("手順", "Step")) } } }
                    tbody { @for event in &o.latest { tr {
                        td.nw { (p.zone.moment(l, event["at"].as_i64().unwrap_or(0))) }
                        @for key in ["name", "user"] { td.cut title=(text(event, key)) { (text(event, key)) } }
                        @for key in ["content", "step"] { td.cut.opt title=(text(event, key)) { (text(event, key)) } }
                    } } }
                }
            }
        }
    }
}
