//! Detection: rules over what is known of each account, evaluated for each business day that is over. In: a tenant and
//! days. Out: cases to open, and cases that ended by themselves. Loud accounts gain nothing: inquiries are not looked at.

mod account;
mod behaviour;
mod contact;
mod ending;
pub(crate) mod finding;
mod learning;
mod people;
pub(crate) mod rule;
pub(crate) mod scene;
pub(crate) mod tick;
pub(crate) mod told;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::Connection;
use serde_json::{Value, json};

pub(crate) use account::{has_left, series};
use ending::{Standing, Standings, base_of, end_what_passed, kept};
use finding::Finding;
use learning::Learning;
use rule::Rule;
use scene::Scene;

use crate::calendar::next;
use crate::desk::rank::touch_of;
use crate::reports;

/// Business days of activity that a case shows.
const SHOWN_DAYS: usize = 40;
/// A case to open.
pub(crate) struct Opening {
    pub(crate) day: Date,
    /// The end of that day.
    pub(crate) at: i64,
    pub(crate) rule: Rule,
    pub(crate) finding: Finding,
    pub(crate) activity: Value,
    /// When it ended by itself within the same evaluation, and why.
    pub(crate) ended: Option<(i64, &'static str)>,
}

/// What an evaluation came to.
#[derive(Default)]
pub(crate) struct Evaluated {
    pub(crate) openings: Vec<Opening>,
    /// Kept cases that ended by themselves: (id, when, why).
    pub(crate) ended: Vec<(String, i64, &'static str)>,
    /// Open cases' activity as of the last day.
    pub(crate) activity: Vec<(String, Value)>,
    /// How many accounts there were on the last day, and of how many behaviour could be judged.
    pub(crate) judged: Value,
    pub(crate) days: u64,
    /// Business days on which nobody of any account was seen.
    pub(crate) blind: u64,
}

/// Evaluates every business day of the range.
pub(crate) fn evaluate(
    db: &Connection,
    tenant: &str,
    from: Date,
    to: Date,
) -> rusqlite::Result<Evaluated> {
    let all = rule::rules(db, tenant)?;
    let rules: Vec<Rule> = all.into_iter().filter(|r| r.enabled).collect();
    let mut events: BTreeSet<String> = BTreeSet::from(["contact_changed".to_owned()]);
    let named = rules
        .iter()
        .filter_map(|r| r.field("when")["payment_event"].as_str());
    events.extend(named.map(str::to_owned));
    let events: Vec<String> = events.into_iter().collect();
    let scene = Scene::load(db, tenant, (from, to), &events)?;
    let mut evaluated = Evaluated::default();
    let mut standings = kept(db, tenant, &scene, &rules)?;
    let mut day = from;
    while day <= to {
        if scene.is_blind(day) {
            evaluated.blind += 1;
        } else if scene.calendar.is_business(day) {
            one_day(
                db,
                tenant,
                &scene,
                &rules,
                day,
                &mut standings,
                &mut evaluated,
            )?;
            evaluated.days += 1;
        }
        day = next(day);
    }
    refresh(&scene, to, &standings, &mut evaluated);
    evaluated.judged = judged(&scene, &rules, to);
    Ok(evaluated)
}

fn one_day(
    db: &Connection,
    tenant: &str,
    scene: &Scene,
    rules: &[Rule],
    day: Date,
    standings: &mut Standings,
    evaluated: &mut Evaluated,
) -> rusqlite::Result<()> {
    let end = scene.calendar.end(day);
    // What happened since the last business day's end belongs to this one.
    let before = scene.window(crate::calendar::before(day), 1).pop();
    let since = before.map_or_else(
        || scene.calendar.zone.start(day) - 1,
        |b| scene.calendar.end(b),
    );
    let first_of_week = before.is_none_or(|before| account::week(before) != account::week(day));
    let weekly = rules.iter().any(Rule::is_weekly) && first_of_week;
    let learning = if weekly {
        learning_of(db, tenant, scene, day)?
    } else {
        Learning::default()
    };
    let usage = rules.iter().find(|r| r.detector() == "behaviour_changed");
    for rule in rules.iter().filter(|r| !r.is_weekly() || first_of_week) {
        let found = match rule.detector() {
            "contact_changed" => contact::contact_changed(scene, rule, day, since),
            "renewal_stopped" => contact::renewal_stopped(scene, rule, day, since),
            "behaviour_changed" => behaviour::behaviour_changed(scene, rule, day),
            "silent" => {
                let dip = usage.map_or(1.0, |b| behaviour::shared_dip(scene, b, day));
                account::silent(scene, rule, day, dip)
            }
            "slow_start" => account::slow_start(scene, rule, day),
            "nps_detractor" => people::nps_detractor(scene, rule, day, since),
            "stuck" => people::stuck(scene, rule, day, since),
            "low_before_renewal" => learning::low_before_renewal(scene, rule, day, &learning),
            "motivation_dropped" => learning::motivation_dropped(rule, &learning),
            "expansion_sign" => usage.map_or_else(Vec::new, |b| {
                learning::expansion_sign(scene, rule, b, day, &learning)
            }),
            _ => Vec::new(),
        };
        for finding in found {
            let Some(account) = scene.accounts.get(&finding.account) else {
                continue;
            };
            let (touch, plan) = (
                touch_of(scene, &finding.account, end),
                account.text(end, "plan"),
            );
            if !rule.is_for(&touch, plan) {
                continue;
            }
            let key = (
                rule.id.clone(),
                finding.account.clone(),
                finding.key.clone(),
            );
            let known = standings.entry(key).or_default();
            if known.iter().any(|s| s.covers(day)) {
                continue;
            }
            known.push(Standing {
                place: Ok(evaluated.openings.len()),
                rule: rule.id.clone(),
                detector: rule.detector().to_owned(),
                account: finding.account.clone(),
                opened: day,
                closed: None,
                base: base_of(&Value::Object(finding.evidence.clone())),
                cooldown: rule.field("cooldown_days").as_i64().unwrap_or(0),
                lapse: rule.field("lapse_days").as_i64(),
                passed: ending::passed(
                    db,
                    tenant,
                    rule.detector(),
                    finding.user.as_deref(),
                    &finding.evidence,
                    end,
                )?,
            });
            evaluated.openings.push(Opening {
                day,
                at: end,
                rule: rule.clone(),
                activity: series(scene, account, day, SHOWN_DAYS),
                finding,
                ended: None,
            });
        }
    }
    end_what_passed(scene, day, standings, evaluated);
    Ok(())
}

fn learning_of(
    db: &Connection,
    tenant: &str,
    scene: &Scene,
    day: Date,
) -> rusqlite::Result<Learning> {
    let end = scene.calendar.end(day);
    let known = reports::comprehension_rows(db, tenant, end)?;
    let now = reports::motivation_rows(db, tenant, end)?;
    let before = reports::motivation_rows(db, tenant, end - 28 * crate::ledger::DAY_MS)?;
    Ok(Learning::of(scene, day, &known, (&now, &before)))
}

/// What open cases show of the last forty days.
fn refresh(scene: &Scene, day: Date, standings: &Standings, evaluated: &mut Evaluated) {
    for standing in standings.values().flatten().filter(|s| s.closed.is_none()) {
        let Some(account) = scene.accounts.get(&standing.account) else {
            continue;
        };
        let shown = series(scene, account, day, SHOWN_DAYS);
        match &standing.place {
            Ok(n) => evaluated.openings[*n].activity = shown,
            Err(id) => evaluated.activity.push((id.clone(), shown)),
        }
    }
}

/// Accounts that are there, and of how many the change of behaviour could be judged.
fn judged(scene: &Scene, rules: &[Rule], day: Date) -> Value {
    let end = scene.calendar.end(day);
    let there = scene
        .accounts
        .values()
        .filter(|a| !has_left(a, end))
        .count();
    let usage = rules.iter().find(|r| r.detector() == "behaviour_changed");
    let verdicts = usage.map_or_else(Vec::new, |usage| behaviour::verdicts(scene, usage, day));
    let known = verdicts
        .iter()
        .filter(|(.., v)| !matches!(v, measure::behaviour::Verdict::Unknown(_)));
    json!({"accounts": there, "judged": known.count()})
}
