//! Data in and out: exports in the formats of spreadsheets, learning record stores and event buses; CSV or JSON from a CRM or
//! help desk, with what would change before it does.

use maud::html;

use super::{Ctx, Drawn, said, section};
use crate::markup::Language::{En, Ja};

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let n: i64 = ctx.db.query_row(
        "SELECT COUNT(*) FROM event WHERE tenant = ?1",
        [ctx.tenant],
        |r| r.get(0),
    )?;
    let waiting: Vec<(String, i64, Option<String>)> = {
        let mut statement = ctx.db.prepare_cached("SELECT way || ' ' || state, COUNT(*), MAX(trouble) FROM posting WHERE tenant = ?1 GROUP BY 1 ORDER BY 1")?;
        let rows = statement.query_map([ctx.tenant], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let lede = match ctx.l {
        Ja => format!(
            "記録 {} 件。すべて、いつでも持ち出せます。",
            crate::markup::whole(n)
        ),
        En => format!(
            "{} records, all of them yours to take.",
            crate::markup::whole(n)
        ),
    };
    let exports = [
        (
            "csv",
            "CSV",
            ctx.say(
                "表計算へ。数式として動くセルはありません。",
                "For spreadsheets; no cell runs as a formula.",
            ),
        ),
        (
            "xapi",
            "xAPI 1.0.3",
            ctx.say("学習記録ストア（LRS）へ。", "For learning record stores."),
        ),
        (
            "cloudevents",
            "CloudEvents 1.0",
            ctx.say(
                "イベント基盤へ。JSON のバッチ。",
                "For event buses, as a JSON batch.",
            ),
        ),
        (
            "jsonl",
            "JSON Lines",
            ctx.say(
                "届いたままの記録。取り込み直すと同じ数になります。",
                "As they came; imported again, every number is the same.",
            ),
        ),
    ];
    let body = html! {
        (said(ctx))
        (section(ctx.say("出力", "Out"), ctx.say("秘密鍵で読みます", "Read with the secret key"), html! {
            table.t { thead { tr { th scope="col" { (ctx.say("形式", "Format")) } th scope="col" { (ctx.say("使いみち", "For")) } th scope="col" { (ctx.say("場所", "Where")) } } }
                tbody { @for (path, name, what) in exports { tr { th scope="row" { (name) } td { (what) } td { code { "GET /v1/export/" (path) } } } } } }
            p.sub { (ctx.say("どのページの表も、右上の CSV で同じ行を持ち出せます。", "Every page's table is there as CSV, top right.")) }
        }))
        (section(ctx.say("取り込み", "In"), "", html! {
            table.t { thead { tr { th scope="col" { (ctx.say("内容", "What")) } th scope="col" { (ctx.say("場所", "Where")) } } } tbody {
                tr { th scope="row" { (ctx.say("アカウント・利用者・チケット（CRM、ヘルプデスク）", "Accounts, users, tickets (CRM, help desk)")) } td { code { "PUT /v1/accounts · /v1/users · /v1/tickets" } } }
                tr { th scope="row" { (ctx.say("同じものを CSV で", "The same as CSV")) } td { code { "POST /v1/table/accounts · users · tickets" } p.sub { (ctx.say("?preview=true は、変わる項目だけを答え、何も書きません。", "?preview=true answers what would change and writes nothing.")) } } }
                tr { th scope="row" { (ctx.say("過去のイベント", "Past events")) } td { code { "POST /v1/import?detect=true" } } }
                tr { th scope="row" { (ctx.say("休日", "Holidays")) } td { code { "PUT /v1/calendar" } } }
            } }
        }))
        (section(ctx.say("送信", "Going out"), ctx.say("メールと Webhook の列", "Queue of mail and webhooks"), html! {
            @if waiting.is_empty() { p.sub { (ctx.say("送ったものはまだありません。", "Nothing has been sent yet.")) } } @else { table.t.tight { tbody { @for (what, n, trouble) in &waiting { tr { th scope="row" { (what) } td.num { (n) } td.sub { (trouble.as_deref().unwrap_or_default()) } } } } } }
        }))
    };
    Ok(Some(Drawn::new(lede, body)))
}
