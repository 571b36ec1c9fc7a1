//! Inquiries by category, split by cause: not delivered, taught but low, known but asks. Each goes to another desk: delivery,
//! content, product; the last with one click. Notes with topics count beside them.

use std::collections::BTreeMap;

use maud::html;
use serde_json::Value;

use super::parts::{flat, topic_title};
use super::{Ctx, Drawn, ends, hidden, said, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, whole, words};
use crate::record::{self, Kind};
use crate::role::Act;

fn n(row: &Value, key: &str) -> u64 {
    row[key].as_u64().unwrap_or(0)
}

fn title(ctx: &Ctx<'_>, row: &Value) -> String {
    let named = row["title"][ctx.l.tag()].as_str().or(row["title"].as_str());
    named.or(row["category"].as_str()).unwrap_or("–").to_owned()
}

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let mut rows: Vec<&Value> = ctx
        .figures
        .of("bottlenecks")
        .iter()
        .filter(|r| r["kind"] == "inquiry")
        .collect();
    rows.sort_by_key(|r| std::cmp::Reverse(n(r, "inquiries")));
    let all: u64 = rows.iter().map(|r| n(r, "inquiries")).sum();
    let most = rows.iter().map(|r| n(r, "inquiries")).max().unwrap_or(0);
    let sum = |key: &str| rows.iter().map(|r| n(r, key)).sum::<u64>();
    let lede = match ctx.l {
        Ja if all == 0 => "分類された問い合わせはまだありません。".to_owned(),
        En if all == 0 => "No classified inquiry yet.".to_owned(),
        Ja => format!(
            "{} 件のうち、届いていない {}、届いたが理解が低い {}、分かっているのに尋ねる {}。",
            whole(all as i64),
            sum("not_delivered"),
            sum("taught_but_low"),
            sum("known_but_asks")
        ),
        En => format!(
            "Of {}: {} not delivered, {} taught but low, {} known but asks.",
            whole(all as i64),
            sum("not_delivered"),
            sum("taught_but_low"),
            sum("known_but_asks")
        ),
    };
    let notes = notes_by_topic(ctx)?;
    let body = html! {
        (said(ctx)) (marks::patterns())
        nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        (section(ctx.say("分類ごとの問い合わせ", "Inquiries by category"), ctx.say("斜線：届いていない → 配信を直す　縞：届いたが理解が低い → 内容を直す　塗り：分かっているのに尋ねる → 製品を直す", "hatched: not delivered → delivery · striped: taught, but low → content · solid: known, but asks → product"), html! {
            @if rows.is_empty() { (words::lacking(ctx.say("データ不足：PUT /v1/tickets か、ヘルプの問い合わせが 1 件届くと表示します。", "too little data: shown with the first ticket (PUT /v1/tickets) or inquiry from the help."))) } @else {
                table.t.drawn { thead { tr { th scope="col" { (ctx.say("分類", "Category")) } th.draw scope="col" { (ctx.say("件数の内訳", "Split by cause")) } th.num scope="col" { (ctx.say("件", "n")) } th.num.opt scope="col" { (ctx.say("未到達・低・既知", "Not del. / low / known")) } th.num.opt scope="col" { (ctx.say("100 人あたり（90%）", "Per 100 (90%)")) } th.num.opt scope="col" { (ctx.say("減らせる分", "Minutes spared")) } th.num scope="col" { span.vh { (ctx.say("開発へ", "To development")) } } } }
                    tbody { @for r in &rows { @let split = [n(r, "not_delivered"), n(r, "taught_but_low"), n(r, "known_but_asks")]; tr {
                        th scope="row" { (title(ctx, r)) } td.draw aria-hidden="true" { (marks::stacked(split, most)) } td.num { b { (n(r, "inquiries")) } }
                        td.num.opt { (split[0]) "・" (split[1]) "・" (split[2]) }
                        td.num.opt { @match (number(r, "per_100"), number(r, "low"), number(r, "high")) { (Some(v), Some(l), Some(h)) => { b { (format!("{v:.1}")) } span.iv { " (" (format!("{l:.1}–{h:.1}")) ")" } } _ => { "–" } } }
                        td.num.opt { @match number(r, "spared_minutes") { Some(m) => { (format!("{m:.0}")) } None => { "–" } } }
                        td.num { @if ctx.member.role.may(Act::Work) { form.inline method="post" action=(ctx.to("act")) { (hidden(ctx, "escalation.add"))
                            input type="hidden" name="title" value=(title(ctx, r)); input type="hidden" name="category" value=(r["category"].as_str().unwrap_or_default()); input type="hidden" name="evidence" value=(r.to_string());
                            button.btn aria-label={ (ctx.say("開発へ：", "To dev: ")) (title(ctx, r)) } { (ctx.say("開発へ", "To dev")) } } } }
                    } } }
                }
            }
        }))
        (section(ctx.say("メモの多いトピック", "Topics in notes"), ctx.say("CSM がアカウントと対応に残したメモ", "What CSMs noted on accounts and cases"), html! {
            @if notes.is_empty() { p.sub { (ctx.say("トピックをつけたメモはまだありません。", "No note with a topic yet.")) } } @else {
                table.t.tight { thead { tr { th scope="col" { (ctx.say("トピック", "Topic")) } th.num scope="col" { (ctx.say("メモ", "Notes")) } th.num scope="col" { (ctx.say("社", "Accounts")) } } } tbody { @for (topic, (notes, accounts)) in &notes { tr { th scope="row" { (topic_title(ctx, topic)) } td.num { (notes) } td.num { (accounts) } } } } }
            }
        }))
        p.foot { (ctx.say("問い合わせの件数は、対応の順位には入りません。減った理由は、提示しない群と比べた場合だけ主張します。", "The number of inquiries never enters the rank of a case. What guidance spared is claimed only against a holdout.")) }
    };
    let owned: Vec<Value> = rows.into_iter().cloned().collect();
    Ok(Some(Drawn::new(lede, body).with_table(flat(&owned))))
}

/// (notes, accounts) by topic, most first.
fn notes_by_topic(ctx: &Ctx<'_>) -> rusqlite::Result<Vec<(String, (usize, usize))>> {
    let mut by: BTreeMap<String, (usize, std::collections::BTreeSet<String>)> = BTreeMap::new();
    for note in record::all(ctx.db, ctx.tenant, Kind::Note)? {
        let topic = note.text("topic");
        if !topic.is_empty() && note.made_ms <= ctx.at {
            let of = by.entry(topic.to_owned()).or_default();
            of.0 += 1;
            of.1.extend(note.account.clone());
        }
    }
    let mut by: Vec<(String, (usize, usize))> = by
        .into_iter()
        .map(|(t, (n, a))| (t, (n, a.len())))
        .collect();
    by.sort_by_key(|(_, (n, _))| std::cmp::Reverse(*n));
    Ok(by)
}
