//! A case: why somebody is to be looked after, on what grounds, by whom; opened by a rule with its evidence frozen,
//! ended by the person who completes the step, by a state that passed, or by the CSM with an outcome.

use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use super::{link, mail, rank};
use crate::calendar::shifted;
use crate::detect::Opening;
use crate::event::Row;
use crate::record::{self, Kind, Record};
use crate::releases::{self, items};
use crate::routes::now;

/// How a case came out.
pub(crate) const OUTCOMES: [&str; 3] = ["helped", "not_needed", "false"];
/// Cases older than this are not announced when they are found.
const FRESH_MS: i64 = 4 * 86_400_000;
/// Links of one message.
const LINKS: usize = 2;

fn next_number(db: &Connection, tenant: &str) -> rusqlite::Result<i64> {
    let name = format!("case number {tenant}");
    db.prepare_cached(
        "INSERT INTO setting VALUES (?1, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
    )?
    .query_row([name], |r| r.get(0))
}

/// Opens a case with everything that was known on its day.
pub(crate) fn open(db: &Connection, tenant: &str, opening: &Opening) -> rusqlite::Result<()> {
    let finding = &opening.finding;
    let account = rank::account_of(db, tenant, &finding.account, opening.at)?;
    let manifest = releases::manifest(db, tenant);
    let day_of = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let renewal = account
        .get("renewal")
        .and_then(|r| day_of(r["on"].as_str()?));
    let days_left = renewal.map(|on| crate::calendar::days(opening.day, on));
    let severity = finding.severity.unwrap_or_else(|| opening.rule.severity());
    let id = record::token();
    let help = help(db, tenant, &manifest, opening)?;
    let playbook: Vec<Value> = items(&Value::Object(opening.rule.body.clone()), "playbook")
        .map(|task| {
            let due = i32::try_from(task["due_days"].as_i64().unwrap_or(0)).unwrap_or(0);
            json!({"task": task["task"], "owner": task["owner"], "due": shifted(opening.day, due).to_string(), "done": null})
        })
        .collect();
    let touch = rank::touch(&manifest, &account, opening.at);
    let mut case = Record {
        id,
        version: 0,
        made_ms: opening.at,
        changed_ms: opening.at,
        who: "rules".to_owned(),
        state: if opening.ended.is_some() {
            "closed"
        } else {
            "open"
        }
        .to_owned(),
        account: Some(finding.account.clone()),
        user: finding.user.clone(),
        body: Map::new(),
    };
    let fields = [
        ("number", json!(next_number(db, tenant)?)),
        ("rule", json!(opening.rule.id)),
        ("rule_version", json!(opening.rule.version)),
        ("key", json!(finding.key)),
        ("opened", json!(opening.at)),
        ("happened", json!(finding.at)),
        ("severity", json!(severity)),
        (
            "positive",
            json!(
                opening.rule.is_positive()
                    || finding.evidence.get("direction") == Some(&json!("rise"))
            ),
        ),
        ("reasons", json!(finding.reasons)),
        ("evidence", Value::Object(finding.evidence.clone())),
        ("rank", rank::rank(severity, days_left, &account)),
        ("template", opening.rule.field("template").clone()),
        ("owner", json!(rank::owner(&account))),
        ("touch", json!(touch)),
        ("first_response", json!(rank::first_response(&touch))),
        ("help", json!(help)),
        ("playbook", json!(playbook)),
        ("activity", opening.activity.clone()),
        ("contacted", Value::Null),
        ("outcome", Value::Null),
        ("closed", Value::Null),
        ("closed_by", Value::Null),
    ];
    case.body
        .extend(fields.map(|(key, value)| (key.to_owned(), value)));
    if let Some((at, why)) = opening.ended {
        let outcome = outcome_of(&case, why);
        close(&mut case, at, &format!("auto:{why}"), outcome);
    }
    record::keep(db, tenant, Kind::Case, &mut case)?;
    // A replay of last year is no news.
    if opening.at > now() - FRESH_MS {
        mail::announce(db, tenant, "case.opened", &alert(&case, now(), "ja"), now())?;
    }
    Ok(())
}

/// What the message will link to: what the finding names; else what is required and was not finished.
fn help(
    db: &Connection,
    tenant: &str,
    manifest: &Value,
    opening: &Opening,
) -> rusqlite::Result<Vec<Value>> {
    let finding = &opening.finding;
    let mut named: Vec<(String, Option<String>)> = finding.help.clone();
    if named.is_empty() {
        let required = items(manifest, "programs").flat_map(|p| items(p, "required"));
        let required: Vec<&str> = required.filter_map(Value::as_str).collect();
        let every = items(manifest, "tutorials").filter_map(|t| t["id"].as_str());
        let wanted: Vec<&str> = if required.is_empty() {
            every.collect()
        } else {
            required
        };
        let done = finished(
            db,
            tenant,
            &finding.account,
            finding.user.as_deref(),
            opening.at,
        )?;
        let mut left: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|id| !done.iter().any(|d| d == id))
            .collect();
        left.extend(wanted.iter().filter(|id| done.iter().any(|d| d == *id)));
        // A tutorial opens at a step; the other kinds are seen by themselves.
        left.sort_by_key(|id| link::item(manifest, id).is_none_or(|(kind, _)| kind != "tutorials"));
        named.extend(left.into_iter().take(LINKS).map(|id| (id.to_owned(), None)));
    }
    let told = named.into_iter().filter_map(|(content, step)| {
        let (kind, item) = link::item(manifest, &content)?;
        Some(json!({"content": content, "kind": kind, "step": step, "title": item["title"], "minutes": item["minutes"]}))
    });
    Ok(told.collect())
}

fn finished(
    db: &Connection,
    tenant: &str,
    account: &str,
    user: Option<&str>,
    at: i64,
) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT content FROM counted WHERE tenant = ?1 AND name IN ('tutorial.completed', 'checklist.completed')
            AND corrected_ms <= ?4 AND CASE WHEN ?3 IS NULL THEN account = ?2 ELSE user = ?3 END AND content IS NOT NULL",
    )?;
    let rows = statement.query_map(params![tenant, account, user, at], |r| r.get(0))?;
    rows.collect()
}

fn close(case: &mut Record, at: i64, by: &str, outcome: Option<&str>) {
    case.state = "closed".to_owned();
    case.changed_ms = at;
    case.set("closed", json!(at));
    case.set("closed_by", json!(by));
    case.set("outcome", json!(outcome));
}

/// What an end by itself says of the case. That nobody came to it, or that the account left, says nothing.
fn outcome_of(case: &Record, why: &str) -> Option<&'static str> {
    match why {
        "lapsed" | "left" => None,
        _ if case.state == "contacted" => Some("helped"),
        _ => Some("not_needed"),
    }
}

/// Whether it ended well without anybody's work: the person completed the step, or the state passed.
pub(crate) fn ended_by_itself(case: &Record) -> bool {
    let by = case.text("closed_by").strip_prefix("auto:");
    by.is_some_and(|why| !matches!(why, "lapsed" | "left"))
}

/// Whether somebody has said how it came out, or it helped: what passed by itself with nobody looking proves no rule.
pub(crate) fn is_judged(case: &Record) -> bool {
    case.text("outcome") == "helped"
        || (!case.text("outcome").is_empty() && !case.text("closed_by").starts_with("auto:"))
}

/// A state that passed by itself: helped where somebody had been written to, else it was not needed.
pub(crate) fn end(
    db: &Connection,
    tenant: &str,
    id: &str,
    at: i64,
    why: &str,
) -> rusqlite::Result<()> {
    let Some(mut case) = record::one(db, tenant, Kind::Case, id)?.filter(|c| c.state != "closed")
    else {
        return Ok(());
    };
    let outcome = outcome_of(&case, why);
    "rules".clone_into(&mut case.who);
    close(&mut case, at, &format!("auto:{why}"), outcome);
    record::keep(db, tenant, Kind::Case, &mut case)
}

/// Renews what a case's picture shows; no change of the case.
pub(crate) fn show_activity(
    db: &Connection,
    tenant: &str,
    id: &str,
    shown: &Value,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE record SET body = json_set(body, '$.activity', json(?3)) WHERE tenant = ?1 AND kind = 'case' AND id = ?2",
    )?
    .execute(params![tenant, id, shown.to_string()])?;
    Ok(())
}

/// What a page did that cases wait for: a link that was opened, a step or an item completed.
pub(crate) fn follow(db: &Connection, tenant: &str, row: &Row, now: i64) -> rusqlite::Result<()> {
    match row.name.as_str() {
        "link.opened" => opened(db, tenant, row),
        "tutorial.completed"
        | "tutorial.step_completed"
        | "checklist.completed"
        | "quiz.answered" => completed(db, tenant, row, now),
        _ => Ok(()),
    }
}

fn opened(db: &Connection, tenant: &str, row: &Row) -> rusqlite::Result<()> {
    let Some(token) = case_token(row) else {
        return Ok(());
    };
    let Some(mut case) =
        record::one(db, tenant, Kind::Case, &token)?.filter(|c| c.state != "closed")
    else {
        return Ok(());
    };
    if case.field("link_opened").is_null() {
        case.set("link_opened", json!(row.corrected_ms));
        case.changed_ms = row.corrected_ms.max(case.changed_ms);
        "page".clone_into(&mut case.who);
        record::keep(db, tenant, Kind::Case, &mut case)?;
    }
    Ok(())
}

fn case_token(row: &Row) -> Option<String> {
    let body: Value = serde_json::from_str(&row.body).ok()?;
    let told = body["data"]["case"].as_str();
    let whole = body["data"]["link"]
        .as_str()
        .and_then(|l| Some(l.split_once('.')?.1));
    told.or(whole).map(str::to_owned)
}

/// Ends the cases that wait for what this row tells. Only what came after the case was opened counts.
fn completed(db: &Connection, tenant: &str, row: &Row, now: i64) -> rusqlite::Result<()> {
    let (Some(user), Some(content)) = (&row.user, &row.content) else {
        return Ok(());
    };
    let mut statement = db.prepare_cached(
        "SELECT id FROM record WHERE tenant = ?1 AND kind = 'case' AND state <> 'closed' AND (account = ?2 OR user = ?3)
            AND made_ms <= ?4",
    )?;
    let ids = statement.query_map(params![tenant, row.account, user, row.corrected_ms], |r| {
        r.get::<_, String>(0)
    })?;
    for id in ids.collect::<rusqlite::Result<Vec<_>>>()? {
        let Some(mut case) = record::one(db, tenant, Kind::Case, &id)? else {
            continue;
        };
        if case.user.as_ref().is_some_and(|own| own != user)
            || !is_goal(&case, row, content)
            || !is_theirs(&case)
        {
            continue;
        }
        let mut help = case.field("help").clone();
        let mut left = 0;
        for entry in help.as_array_mut().into_iter().flatten() {
            if entry["content"] == content.as_str() {
                entry["done"] = json!(row.corrected_ms);
            }
            left += usize::from(entry["done"].is_null());
        }
        case.set("help", help);
        case.changed_ms = now;
        "page".clone_into(&mut case.who);
        if left == 0 || !case.field("link_opened").is_null() {
            let outcome = outcome_of(&case, "completed");
            let at = row.corrected_ms.max(case.made_ms);
            close(&mut case, at, "auto:completed", outcome);
            mail::announce(db, tenant, "case.closed", &alert(&case, now, "ja"), now)?;
        }
        record::keep(db, tenant, Kind::Case, &mut case)?;
    }
    Ok(())
}

/// Whether a completion may end it: somebody was written to, or it is about one person and what they learn. That
/// someone of a fallen account finished a guide says nothing while nobody has written.
fn is_theirs(case: &Record) -> bool {
    let learns = matches!(case.text("rule"), "stuck" | "contact_changed") && case.user.is_some();
    learns || case.state == "contacted" || !case.field("link_opened").is_null()
}

/// Whether the row is what one of the case's links leads to: the very step, or the whole item.
fn is_goal(case: &Record, row: &Row, content: &str) -> bool {
    let help = case.field("help").as_array();
    help.into_iter().flatten().any(|entry| {
        if entry["content"] != content || !entry["done"].is_null() {
            return false;
        }
        match row.name.as_str() {
            "tutorial.step_completed" => entry["step"]
                .as_str()
                .is_some_and(|s| row.step.as_deref() == Some(s)),
            "quiz.answered" => entry["kind"] == "quizzes" && row.body.contains("\"correct\":true"),
            _ => true,
        }
    })
}

/// A case closed by somebody.
pub(crate) fn close_by(case: &mut Record, at: i64, who: &str, outcome: &str) {
    who.clone_into(&mut case.who);
    close(case, at, who, Some(outcome));
}

/// Somebody wrote.
pub(crate) fn contacted(case: &mut Record, at: i64, who: &str, by: &str, message: Value) {
    who.clone_into(&mut case.who);
    case.changed_ms = at;
    if case.state == "open" {
        "contacted".clone_into(&mut case.state);
    }
    case.set("contacted", json!(at));
    case.set("contacted_by", json!(by));
    case.set("message", message);
}

/// A row of `GET /v1/reports/alerts`, as of a time.
pub(crate) fn alert(case: &Record, at: i64, language: &str) -> Value {
    let closed = case.number("closed").filter(|closed| *closed <= at);
    let contacted = case.number("contacted").filter(|c| *c <= at);
    let state = match (closed, contacted) {
        (Some(_), _) => "closed",
        (None, Some(_)) => "contacted",
        _ => "open",
    };
    let reasons = case.field("reasons");
    json!({"case": case.id, "number": case.field("number"), "rule": case.field("rule"), "rule_version": case.field("rule_version"),
        "account": case.account, "user": case.user, "opened": case.field("opened"), "state": state, "severity": case.field("severity"),
        "reason": reasons[0][language], "reasons": reasons, "evidence": case.field("evidence"), "template": case.field("template"),
        "priority": case.field("rank")["priority"], "owner": case.field("owner"), "touch": case.field("touch"),
        "outcome": if closed.is_some() { case.field("outcome").clone() } else { Value::Null }, "closed": closed})
}
