//! One person: what they know of each topic, the components of their motivation, what they did last. Each view is logged.

use maud::html;
use serde_json::Value;

use super::learning::{components, topics};
use super::{Ctx, Drawn, section};
use crate::facts;
use crate::markup::Language::{En, Ja};
use crate::role::Act;
use crate::shape::Kind;

pub(crate) fn draw(ctx: &Ctx<'_>) -> rusqlite::Result<Option<Drawn>> {
    let (account, user) = (ctx.path[1].as_str(), ctx.path[3].as_str());
    let told = facts::one(ctx.db, ctx.tenant, Kind::User, user, ctx.at)?;
    let mut statement = ctx.db.prepare_cached(
        "SELECT corrected_ms, name, content, step FROM event WHERE tenant = ?1 AND user = ?2 AND corrected_ms <= ?3 AND apart = 0 ORDER BY corrected_ms DESC LIMIT 30",
    )?;
    let rows = statement.query_map(rusqlite::params![ctx.tenant, user, ctx.at], |r| {
        Ok((
            r.get::<_, i64>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, Option<String>>(2)?,
            r.get::<_, Option<String>>(3)?,
        ))
    })?;
    let latest = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    if told.is_none() && latest.is_empty() {
        return Ok(None);
    }
    let told = told.unwrap_or_default();
    let name = told
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or(user)
        .to_owned();
    let last = latest
        .first()
        .map(|(at, ..)| ctx.calendar.zone.moment(ctx.l, *at));
    let lede = match (ctx.l, last) {
        (Ja, Some(at)) => format!("最後の操作は {at}。"),
        (En, Some(at)) => format!("Last seen {at}."),
        (Ja, None) => "まだ操作がありません。".to_owned(),
        (En, None) => "Not seen yet.".to_owned(),
    };
    let body = html! {
        nav.filters aria-label=(ctx.say("戻る", "Back")) { div.g { a href=(ctx.to(&format!("accounts/{}", super::escaped(account)))) { "← " (super::account_name(ctx, account)?) } } (super::ends(ctx)) }
        div.cols { div.c7 { (topics(ctx, ctx.figures.of("comprehension"))) } @if ctx.member.role.may(Act::Work) { div.c5 { (components(ctx, ctx.figures.of("motivation"), ctx.figures.of("motivation_before"))) } } }
        (section(ctx.say("最近の操作", "Latest"), ctx.say("新しい順に 30 件", "The last 30"), html! { table.t.tight { tbody { @for (at, name, content, step) in &latest { tr { td.nw { (ctx.calendar.zone.moment(ctx.l, *at)) } td { (name) } td { (content.as_deref().map_or_else(String::new, |c| super::parts::item_title(ctx, c))) } td.opt { (step.as_deref().unwrap_or_default()) } } } } } }))
    };
    Ok(Some(Drawn::new(lede, body).titled(name).with_table(
        super::parts::flat(ctx.figures.of("comprehension")),
    )))
}
