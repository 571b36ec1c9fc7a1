//! The people of an account: who they are, what each stands at, what was assigned to them.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::account::mean;
use super::{Ctx, hidden};
use crate::facts;
use crate::markup::{Language, marks, words};
use crate::record::{self, Kind, Record};
use crate::role::Act;
use crate::shape;

/// One of the account's people.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) told: Map<String, Value>,
    pub(crate) last: Option<i64>,
}

impl Person {
    pub(crate) fn name(&self) -> &str {
        self.told
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or(&self.id)
    }
}

/// Those told of, and those seen.
pub(crate) fn people(ctx: &Ctx<'_>, account: &str) -> rusqlite::Result<Vec<Person>> {
    let mut ids: BTreeMap<String, Option<i64>> = BTreeMap::new();
    let mut told = ctx.db.prepare_cached(
        "SELECT DISTINCT id FROM snapshot WHERE tenant = ?1 AND kind = 'user' AND json_extract(body, '$.account') = ?2",
    )?;
    for id in told.query_map([ctx.tenant, account], |r| r.get::<_, String>(0))? {
        ids.insert(id?, None);
    }
    let mut seen = ctx.db.prepare_cached(
        "SELECT user, MAX(corrected_ms) FROM event WHERE tenant = ?1 AND account = ?2 AND corrected_ms <= ?3 AND user IS NOT NULL AND apart = 0 GROUP BY user",
    )?;
    for row in seen.query_map(rusqlite::params![ctx.tenant, account, ctx.at], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?))
    })? {
        let (user, last) = row?;
        ids.insert(user, Some(last));
    }
    let mut people = Vec::new();
    for (id, last) in ids {
        let told =
            facts::one(ctx.db, ctx.tenant, shape::Kind::User, &id, ctx.at)?.unwrap_or_default();
        // Somebody who has moved on to another account is not of this one.
        if told
            .get("account")
            .and_then(Value::as_str)
            .is_none_or(|own| own == account)
        {
            people.push(Person { id, told, last });
        }
    }
    Ok(people)
}

pub(super) fn persons(
    ctx: &Ctx<'_>,
    account: &str,
    told: &Map<String, Value>,
    people: &[Person],
    known: &[Value],
    motivation: &[Value],
) -> Markup {
    let l = ctx.l;
    let contact = told
        .get("contacts")
        .and_then(Value::as_array)
        .and_then(|c| c.iter().find(|c| c["primary"] == json!(true)).or(c.first()));
    let contact = contact.and_then(|c| c["user"].as_str());
    let mut rows: Vec<(&Person, _)> = people
        .iter()
        .map(|p| (p, mean(known, Some(&p.id))))
        .collect();
    rows.sort_by(|a, b| {
        (Some(b.0.id.as_str()) == contact)
            .cmp(&(Some(a.0.id.as_str()) == contact))
            .then(a.1.0.unwrap_or(2.0).total_cmp(&b.1.0.unwrap_or(2.0)))
    });
    let shown = rows.len().min(super::ROWS);
    let role = |p: &Person| {
        p.told
            .get("role")
            .and_then(Value::as_str)
            .unwrap_or("–")
            .to_owned()
    };
    let with_motivation = ctx.member.role.may(Act::Work);
    html! {
        section {
            div.h2row { h2 { @match l { Language::Ja => { "人：" (people.len()) "人" } Language::En => { "People: " (people.len()) } } } p { (ctx.say("主担当、次に理解度の低い順", "Main contact, then lowest comprehension")) } }
            @if rows.is_empty() { (words::lacking(ctx.say("利用者はまだ届いていません。", "Nobody has been told of or seen yet."))) } @else {
                table.t.drawn.people { thead { tr { th scope="col" { (ctx.say("氏名", "Name")) } th.opt scope="col" { (ctx.say("役割", "Role")) } th.num.opt scope="col" { (ctx.say("最終利用", "Last seen")) } (marks::axis(&[0, 40, 80, 100])) th.num scope="col" { (ctx.say("理解度（前提幅）", "Comprehension (band)")) } @if with_motivation { th.num scope="col" { (ctx.say("意欲（90%）", "Motivation (90%)")) } } } }
                    tbody { @for (p, (k, low, high, cells)) in rows.iter().take(shown) { tr.hi[Some(p.id.as_str()) == contact] {
                        th scope="row" { a href=(ctx.to(&format!("accounts/{}/people/{}", super::escaped(account), super::escaped(&p.id)))) { (p.name()) } @if Some(p.id.as_str()) == contact { " " span.tag { (ctx.say("主担当", "main contact")) } } }
                        td.opt { (role(p)) }
                        td.num.opt { @match p.last { Some(at) => { (ctx.calendar.zone.short_day(l, at)) } None => { "–" } } }
                        @match (k, low, high) { (Some(k), Some(low), Some(high)) => { td.draw aria-hidden="true" { (marks::soft_bar(*k, *low, *high, *cells < 2)) } td.num { (words::range(l, *k, *low, *high)) } }
                            _ => { td.draw aria-hidden="true" {} td.num { (words::nodata(l)) } } }
                        @if with_motivation { td.num { @match motivation.iter().find(|r| r["user"] == p.id.as_str() && r["reportable"] == json!(true)) {
                            Some(r) => { (words::share(l, r, "index")) } None => { (words::nodata(l)) } } } }
                    } } }
                }
            }
        }
    }
}

/// What was assigned to the account's people, and a form for more.
pub(super) fn assignments(ctx: &Ctx<'_>, id: &str, people: &[Person]) -> rusqlite::Result<Markup> {
    let all = record::all(ctx.db, ctx.tenant, Kind::Assignment)?;
    let theirs: Vec<&Record> = all
        .iter()
        .filter(|a| {
            a.account.as_deref() == Some(id)
                || a.user
                    .as_ref()
                    .is_some_and(|u| people.iter().any(|p| p.id == *u))
        })
        .collect();
    let steps = super::steps(ctx);
    let title = |content: &str| {
        steps
            .iter()
            .find(|(own, _)| own == content)
            .map_or_else(|| content.to_owned(), |(_, t)| t.clone())
    };
    Ok(html! {
        section { h2 { (ctx.say("割り当て", "Assigned")) }
            @if theirs.is_empty() { p.sub { (ctx.say("割り当てた手順は、次に開いたときその人の画面に出ます。", "What you assign appears on their page at the next visit.")) } }
            ul.notes { @for a in theirs.iter().rev().take(20) { li { p { (title(a.text("content"))) " → " (a.user.as_deref().and_then(|u| people.iter().find(|p| p.id == u)).map_or(ctx.say("全員", "everybody"), Person::name)) }
                p.sub { (words::state(ctx.l, &a.state)) " " (a.text("due")) " " (a.who) } } } }
            @if ctx.member.role.may(Act::Work) && !steps.is_empty() {
                form.row method="post" action=(ctx.to("act")) {
                    (hidden(ctx, "assign")) input type="hidden" name="account" value=(id);
                    label { (ctx.say("手順", "Step")) select name="content" { @for (content, title) in steps.iter().filter(|(c, _)| !c.contains('#')) { option value=(content) { (title) } } } }
                    label { (ctx.say("だれに", "For")) select name="user" { option value="" { (ctx.say("全員", "everybody")) } @for p in people.iter().take(100) { option value=(p.id) { (p.name()) } } } }
                    label { (ctx.say("期限", "Due")) input type="date" name="due"; }
                    button.btn { (ctx.say("割り当てる", "Assign")) }
                }
            }
        }
    })
}
