//! NPS: a three-part bar a question, the adjusted interval beside it; hidden under five answers.

use maud::html;

use super::parts::{flat, item_title};
use super::{Ctx, Drawn, ends, section};
use crate::markup::Language::{En, Ja};
use crate::markup::words::number;
use crate::markup::{marks, words};

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let rows = ctx.figures.of("nps");
    let first = rows.iter().find(|r| r["score"].is_number());
    let lede = match (ctx.l, first) {
        (Ja, Some(r)) => format!(
            "NPS は {:.0}（{:.0}–{:.0}）、n={}。",
            number(r, "score").unwrap_or(0.0),
            number(r, "low").unwrap_or(0.0),
            number(r, "high").unwrap_or(0.0),
            r["n"]
        ),
        (En, Some(r)) => format!(
            "NPS is {:.0} ({:.0}–{:.0}), n={}.",
            number(r, "score").unwrap_or(0.0),
            number(r, "low").unwrap_or(0.0),
            number(r, "high").unwrap_or(0.0),
            r["n"]
        ),
        (Ja, None) => "NPS を表示できる回答はまだありません。".to_owned(),
        (En, None) => "Too few answers for an NPS yet.".to_owned(),
    };
    let body = html! {
        (marks::patterns()) nav.filters aria-label=(ctx.say("絞り込み", "Filters")) { (ends(ctx)) }
        @if rows.is_empty() { (section(ctx.say("まだ回答がありません", "No answers yet"), "", html! { (words::lacking(ctx.say("データ不足：あと 5 件の回答で表示します。surveys/ に nps の設問を公開すると集まり始めます。", "too little data: five answers to go. Publish a survey with an nps question to begin."))) })) }
        @for r in rows {
            @let n = r["n"].as_u64().unwrap_or(0);
            @let part = |key: &str| r[key].as_u64().unwrap_or(0);
            (section(&item_title(ctx, r["content"].as_str().unwrap_or_default()), ctx.say("一人の最後の回答。点は単純、区間は調整済み（90%）", "Each person's last answer; plain estimate, adjusted 90% interval"), html! {
                @if n < 5 { p.nodata { @match ctx.l { Ja => { "データ不足：あと " (5 - n) " 件の回答で表示" } En => { "too little data: " (5 - n) " more answers" } } } } @else {
                    table.t.drawn { thead { tr { th scope="col" { (ctx.say("内訳", "Split")) } th.draw scope="col" { (ctx.say("斜線：批判　縞：中立　塗り：推奨", "hatched: detractors · striped: passives · solid: promoters")) } th.num scope="col" { "NPS" } } }
                        tbody { tr { th scope="row" { (part("detractors")) "・" (part("passives")) "・" (part("promoters")) " " span.sub { "n=" (n) } } td.draw aria-hidden="true" { (marks::stacked([part("detractors"), part("passives"), part("promoters")], n)) }
                            td.num { @if let (Some(s), Some(l), Some(h)) = (number(r, "score"), number(r, "low"), number(r, "high")) { b { (format!("{s:.0}").replace('-', "−")) } span.iv { (format!("（{l:.0}–{h:.0}）").replace('-', "−")) } } } } } }
                    @if let Some(scores) = r["scores"].as_array() { details.tb { summary { (ctx.say("点ごとの人数", "People by score")) } table.t.tight { thead { tr { @for k in 0..=10 { th.num scope="col" { (k) } } } } tbody { tr { @for s in scores.iter().take(11) { td.num { (s) } } } } } } }
                }
            }))
        }
    };
    Ok(Some(Drawn::new(lede, body).with_table(flat(rows))))
}
