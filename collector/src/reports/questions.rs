//! `GET /v1/reports/items`: health of each quiz question: how many are right, whether it tells those who know from those
//! who do not, which wrong options nobody takes, whether its languages are equally hard, how hard it is (Elo).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::HeaderMap;
use axum::response::Response;
use measure::comprehension::Cell;
use measure::items::{Answer, Rating, Ratings, Warning, health};
use measure::parity::{self, parity};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::comprehension::{Wanted, walk};
use super::{Asked, Cursor, answer_with, at, few, read};
use crate::answer::Problem;
use crate::ledger::day;
use crate::ledger::evidence::Answered;
use crate::ledger::people::{Ledger, Person};
use crate::role::Act;
use crate::routes::State;

/// One effortful first answer.
struct Given {
    at: i64,
    user: usize,
    language: String,
    choice: Option<String>,
    right: bool,
    /// Chance of knowing the topic just before.
    known: f64,
}

pub(crate) async fn report(
    Extract(state): Extract<Arc<State>>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (tenant, at) = (state.reader(&headers, Act::ReadCounts)?, at(&asked));
    let wanted = Wanted::of(&asked);
    let (model, mut rows) = read(&state, move |db| rows(db, &tenant, at, &wanted)).await?;
    if let Some(topic) = asked.get("topic") {
        rows.retain(|r| r["topic"] == **topic);
    }
    Ok(answer_with(&model, rows, &asked, at))
}

fn rows(
    db: &Connection,
    tenant: &str,
    at: i64,
    wanted: &Wanted,
) -> rusqlite::Result<(String, Vec<Value>)> {
    let ledger = Ledger::open(db, tenant, at, wanted.model.as_deref())?;
    let mut given: BTreeMap<(String, String), Vec<Given>> = BTreeMap::new();
    let mut rapid: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut users = 0;
    let mut of = |person: &Person| {
        users += 1;
        for answer in person.evidence.answers.iter().filter(|a| !a.again) {
            let key = (answer.quiz.clone(), answer.question.clone());
            let newest = ledger.plan.question(&answer.quiz, &answer.question, None);
            let asked = ledger
                .plan
                .question(&answer.quiz, &answer.question, answer.version);
            // What was asked differently before is another question.
            let same = newest.zip(asked).is_some_and(|(n, a)| std::ptr::eq(n, a));
            match () {
                () if !same => {}
                () if answer.rapid => *rapid.entry(key).or_default() += 1,
                () => given
                    .entry(key)
                    .or_default()
                    .push(one(&ledger, person, answer, users)),
            }
        }
        Ok(Vec::new())
    };
    let everybody = Wanted {
        account: wanted.account.clone(),
        user: wanted.user.clone(),
        ..Wanted::default()
    };
    walk(&ledger, &everybody, &Cursor::default(), usize::MAX, &mut of)?;
    let ratings = rated(&ledger, &given);
    // (right, all) of each person, so that the rest of a question is all but its own.
    let mut scores: HashMap<usize, (f64, f64)> = HashMap::new();
    for answer in given.values().flatten() {
        let score = scores.entry(answer.user).or_default();
        score.0 += f64::from(u8::from(answer.right));
        score.1 += 1.0;
    }
    let mut questions: Vec<_> = ledger.plan.questions().collect();
    questions.sort_by_key(|(quiz, id, ..)| (*quiz, *id));
    let rows = questions.into_iter().map(|(quiz, id, version, question)| {
        let key = (quiz.to_owned(), id.to_owned());
        let own = given.get(&key).map_or(&[][..], Vec::as_slice);
        let mut row = json!({"content": quiz, "question": id, "version": version, "kind": question.kind,
            "topic": question.topic.and_then(|n| Some(&ledger.plan.topics.get(n)?.id)), "answers": own.len(),
            "rapid": rapid.get(&key).copied().unwrap_or(0), "difficulty": ratings.get(&key).map(|r| json!({"value": r.value, "n": r.seen}))});
        let answers: Vec<Answer> = own
            .iter()
            .map(|a| {
                let (right, all) = scores.get(&a.user).copied().unwrap_or_default();
                let rest = (all > 1.0).then(|| (right - f64::from(u8::from(a.right))) / (all - 1.0));
                let choice = question.options.iter().position(|o| a.choice.as_ref() == Some(o));
                Answer { choice: choice.map_or(u8::MAX, |c| c as u8), right: a.right, rest }
            })
            .collect();
        let options = if question.kind == "single" { question.options.len() as u8 } else { 0 };
        match health(&answers, options, question.correct.map_or(u8::MAX, |c| c as u8)) {
            Ok(h) => {
                row["right"] = json!(h.right.value);
                row["low"] = json!(h.right.range.low);
                row["high"] = json!(h.right.range.high);
                row["tells"] = json!(h.tells);
                let shares = question.options.iter().zip(&h.options);
                row["options"] = shares.map(|(id, share)| json!({"id": id, "share": share})).collect();
                row["warnings"] = h.warnings.iter().map(|w| warning(w, &question.options)).collect();
            }
            Err(missing) => {
                for key in ["right", "low", "high", "tells", "options"] {
                    row[key] = Value::Null;
                }
                row["warnings"] = json!([]);
                row["reason"] = few(&missing);
            }
        }
        row["parity"] = languages(&ledger, own);
        row
    });
    Ok((ledger.model.version.clone(), rows.collect()))
}

fn one(ledger: &Ledger<'_>, person: &Person, answer: &Answered, user: usize) -> Given {
    let question = ledger
        .plan
        .question(&answer.quiz, &answer.question, answer.version);
    let topic = question.and_then(|q| q.topic);
    let cell = person
        .cells()
        .find(|(t, _)| Some(*t) == topic)
        .map_or(&[][..], |(_, cell)| cell);
    let mut state = Cell::new(ledger.model.assumptions);
    for found in cell.iter().take_while(|f| f.at < answer.at) {
        state.observe(found.seen);
    }
    Given {
        at: answer.at,
        user,
        language: answer
            .language
            .split('-')
            .next()
            .unwrap_or_default()
            .to_owned(),
        choice: answer.choice.clone(),
        right: answer.right,
        known: state.known_at(day(answer.at)),
    }
}

/// Elo over all answers in the order of their time.
fn rated(
    ledger: &Ledger<'_>,
    given: &BTreeMap<(String, String), Vec<Given>>,
) -> BTreeMap<(String, String), Rating> {
    let mut order: Vec<(i64, &(String, String), &Given)> = given
        .iter()
        .flat_map(|(key, list)| list.iter().map(move |g| (g.at, key, g)))
        .collect();
    order.sort_by_key(|(at, key, g)| (*at, *key, g.user));
    let mut people: HashMap<usize, Rating> = HashMap::new();
    let mut cells: HashMap<(usize, Option<usize>), Rating> = HashMap::new();
    let mut items: BTreeMap<(String, String), Rating> = BTreeMap::new();
    for (_, key, answer) in order {
        let Some(question) = ledger.plan.question(&key.0, &key.1, None) else {
            continue;
        };
        let cell = (answer.user, question.topic);
        let before = Ratings {
            user: people.get(&answer.user).copied().unwrap_or_default(),
            user_topic: cells.get(&cell).copied().unwrap_or_default(),
            item: items.get(key).copied().unwrap_or_default(),
        };
        let options = if question.kind == "single" {
            question.options.len() as u8
        } else {
            0
        };
        let after = before.after(answer.right, options);
        people.insert(answer.user, after.user);
        cells.insert(cell, after.user_topic);
        items.insert(key.clone(), after.item);
    }
    items
}

fn warning(warning: &Warning, options: &[String]) -> Value {
    match warning {
        Warning::TooEasy => json!({"code": "too_easy"}),
        Warning::TooHard => json!({"code": "too_hard"}),
        Warning::DoesNotTell => json!({"code": "does_not_tell"}),
        Warning::DeadDistractor(n) => {
            json!({"code": "dead_distractor", "option": options.get(usize::from(*n))})
        }
    }
}

/// The first two languages of the product beside each other.
fn languages(ledger: &Ledger<'_>, own: &[Given]) -> Value {
    let named = ledger.plan.manifest["languages"].as_array();
    let mut named = named.into_iter().flatten().filter_map(Value::as_str);
    let (Some(first), Some(second)) = (named.next(), named.next()) else {
        return Value::Null;
    };
    let answers: Vec<parity::Answer> = own
        .iter()
        .filter(|g| g.language == first || g.language == second)
        .map(|g| parity::Answer {
            known: g.known,
            first: g.language == first,
            right: g.right,
        })
        .collect();
    match parity(&answers) {
        Ok(p) => {
            json!({"languages": [first, second], "log_odds": p.log_odds.value, "low": p.log_odds.range.low, "high": p.log_odds.range.high,
            "n": p.log_odds.n, "differs": p.differs})
        }
        Err(missing) => {
            json!({"languages": [first, second], "log_odds": null, "differs": null, "reason": few(&missing)})
        }
    }
}
