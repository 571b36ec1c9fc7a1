//! The delivery page: whether today's numbers may be trusted. Loss first, then what came by day, then why it was lost.

use maud::{Markup, html};

use super::{Language, Page, framed, whole};
use crate::delivery::{Counts, DAYS, Delivery};

/// A share as percent with as many digits as it needs.
fn fine(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        0.0 => "0".to_owned(),
        p if p < 0.01 => format!("{p:.4}"),
        p if p < 1.0 => format!("{p:.2}"),
        p => format!("{p:.1}"),
    }
}

pub(crate) fn lede(l: Language, d: &Delivery) -> String {
    match (l, d.total.loss()) {
        (Language::Ja, None) => "直近28日に届いたイベントはありません。".to_owned(),
        (Language::En, None) => "Nothing has arrived in the last 28 days.".to_owned(),
        (Language::Ja, Some((rate, ..))) => format!(
            "損失率 {}%。通し番号の欠けから数えた実測値で、推定ではありません。",
            fine(rate)
        ),
        (Language::En, Some((rate, ..))) => format!(
            "Loss {}%, counted from gaps in the sequence, not estimated.",
            fine(rate)
        ),
    }
}

pub(crate) fn page(p: &Page<'_>, d: &Delivery) -> Markup {
    let l = p.language;
    framed(
        p,
        html! {
            (facts(l, d))
            (by_day(p, d))
            div.halves {
                (reasons(l, &d.total))
                (days(p, d))
            }
            p.foot { (l.say("欠けは、同じ画面の続き番号の間に届かなかった番号です。最後に届いた日に数えます。いま端末で待っているものは、続きが届くまで数えません。（ ）は90%区間（Wilson）。",
                "A gap is a number that never came between two that did, on the same page; it counts on the day its session was last heard of. What still waits on a device counts once its successor has come. Parentheses: 90% interval (Wilson).")) }
        },
    )
}

fn facts(l: Language, d: &Delivery) -> Markup {
    let t = &d.total;
    let (open, close) = match l {
        Language::Ja => ("（", "）"),
        Language::En => (" (", ")"),
    };
    let loss = t.loss().map_or_else(
        || l.say("データ不足", "not enough data").to_owned(),
        |(rate, low, high)| {
            let all = whole(t.received + t.missing);
            format!(
                "/ {all} = {}%{open}{}–{}{close}",
                fine(rate),
                fine(low),
                fine(high)
            )
        },
    );
    let clocks = match l {
        Language::Ja => format!("進み {}・遅れ {}（5分超）", whole(d.ahead), whole(d.behind)),
        Language::En => format!(
            "{} ahead, {} behind (over 5 min)",
            whole(d.ahead),
            whole(d.behind)
        ),
    };
    let facts = [
        (l.say("損失", "Lost"), whole(t.missing), loss),
        (
            l.say("重複", "Duplicates"),
            whole(t.duplicates),
            l.say("数えずに捨てました", "not counted twice").to_owned(),
        ),
        (
            l.say("食い違い", "Conflicts"),
            whole(t.conflicts),
            l.say(
                "同じ番号で別の内容。先のものを残します",
                "same id, other content; the first stays",
            )
            .to_owned(),
        ),
        (
            l.say("拒否", "Rejected"),
            whole(t.rejected),
            l.say("形が合わないもの", "of the wrong shape").to_owned(),
        ),
        (
            l.say("署名なし", "Unsigned"),
            whole(t.unsigned),
            l.say(
                "利用者名が裏づけられず、集計外",
                "their user is not vouched for; kept apart",
            )
            .to_owned(),
        ),
        (
            l.say("時計のずれ", "Clocks off"),
            whole(d.ahead + d.behind),
            clocks,
        ),
    ];
    html! { dl.facts { @for (what, n, more) in facts { div { dt { (what) } dd { b { (n) } small { (more) } } } } } }
}

/// Received a day: bars from 0, with their table behind them.
fn by_day(p: &Page<'_>, d: &Delivery) -> Markup {
    let l = p.language;
    let most = d.days.iter().map(|(_, c)| c.received).max().unwrap_or(0);
    let width = 100.0 / f64::from(DAYS);
    let peak = d.days.iter().max_by_key(|(_, c)| c.received);
    let said = peak.map_or_else(String::new, |(day, c)| match l {
        Language::Ja => format!(
            "直近28日の受信イベント。最大は{}の{}件",
            p.zone.day_name(l, *day),
            whole(c.received)
        ),
        Language::En => format!(
            "Events received in 28 days; most on {}, {}",
            p.zone.day_name(l, *day),
            whole(c.received)
        ),
    });
    let ends = [d.days.first(), d.days.last()];
    html! {
        section {
            div.h2row { h2 { (l.say("受信イベント：1日あたり", "Events received: by day")) } p { (l.say("28日・件", "28 days, events")) } }
            @if most == 0 { p.nodata { (l.say("データ不足：まだ届いていません。", "not enough data: none has arrived yet.")) } } @else {
                svg.ax height="112" role="img" aria-label=(said) {
                    @for (n, (day, counts)) in d.days.iter().enumerate() {
                        @let height = counts.received as f64 / most as f64 * 80.0;
                        rect.bar x=(format!("{:.2}%", n as f64 * width + width * 0.08)) width=(format!("{:.2}%", width * 0.84)) y=(format!("{:.1}", 90.0 - height)) height=(format!("{height:.1}")) {
                            title { (p.zone.day_name(l, *day)) " " (whole(counts.received)) }
                        }
                    }
                    line.rule x1="0" x2="100%" y1="90" y2="90" {}
                    @for (end, x, anchor) in ends.into_iter().flatten().zip([("0", "start"), ("100%", "end")]).map(|((day, _), (x, a))| (day, x, a)) {
                        text x=(x) y="107" text-anchor=(anchor) { (p.zone.short_day(l, *end)) }
                    }
                    text x="0" y="10" { (whole(most)) }
                }
                details.tb { summary { (l.say("表で見る", "Show as a table")) }
                    table.t.tight {
                        thead { tr { th scope="col" { (l.say("日", "Day")) } th.num scope="col" { (l.say("受信", "Received")) } } }
                        tbody { @for (day, counts) in d.days.iter().rev() { tr { th scope="row" { (p.zone.day_name(l, *day)) } td.num { (whole(counts.received)) } } } }
                    }
                }
            }
        }
    }
}

fn reason(l: Language, name: &str) -> String {
    let known = match name {
        "quota" => Some(l.say("端末の保存容量を超えた", "the device's storage was full")),
        "age" => Some(l.say("30日を過ぎても送れなかった", "not sent within 30 days")),
        "corrupt" => Some(l.say("端末の記録が壊れていた", "the device's record was damaged")),
        "consent" => Some(l.say("同意の取り消し", "consent was withdrawn")),
        _ => None,
    };
    known.map_or_else(|| name.to_owned(), str::to_owned)
}

fn reasons(l: Language, total: &Counts) -> Markup {
    let explained: i64 = total.dropped.values().sum();
    let rest = (total.missing - explained).max(0);
    html! {
        section {
            div.h2row { h2 { (l.say("失われた理由", "Why they were lost")) } p { (l.say("端末の申告・28日", "As the devices say, 28 days")) } }
            table.t {
                thead { tr { th scope="col" { (l.say("理由", "Reason")) } th.num scope="col" { (l.say("件", "Events")) } } }
                tbody {
                    @for (name, n) in &total.dropped { tr { th scope="row" { (reason(l, name)) } td.num { (whole(*n)) } } }
                    tr { th scope="row" { (l.say("理由がわからない欠け", "gaps that nobody explained")) } td.num { (whole(rest)) } }
                }
            }
        }
    }
}

/// The days on which something was wrong.
fn days(p: &Page<'_>, d: &Delivery) -> Markup {
    let l = p.language;
    let wrong: Vec<_> = d
        .days
        .iter()
        .rev()
        .filter(|(_, c)| c.missing + c.late + c.conflicts + c.rejected > 0)
        .collect();
    html! {
        section {
            div.h2row { h2 { (l.say("欠けや遅れのあった日", "Days with gaps or delays")) } p { (l.say("新しい順", "Newest first")) } }
            @if wrong.is_empty() { p.sub { (l.say("28日のあいだ、ありませんでした。", "None in 28 days.")) } } @else {
                table.t.tight {
                    thead { tr { th scope="col" { (l.say("日", "Day")) } th.num scope="col" { (l.say("受信", "Received")) } th.num scope="col" { (l.say("欠け", "Gaps")) }
                        th.num scope="col" { (l.say("1日超の遅れ", "Over a day late")) } th.num.opt scope="col" { (l.say("食い違い", "Conflicts")) } th.num.opt scope="col" { (l.say("拒否", "Rejected")) } } }
                    tbody { @for (day, c) in wrong { tr {
                        th.nw scope="row" { (p.zone.day_name(l, *day)) }
                        td.num { (whole(c.received)) } td.num { (whole(c.missing)) } td.num { (whole(c.late)) }
                        td.num.opt { (whole(c.conflicts)) } td.num.opt { (whole(c.rejected)) }
                    } } }
                }
            }
        }
    }
}
