//! The model in force: defaults, or what was fitted to a tenant, each under a version of its own and kept for ever.
//! In: the log up to a moment. Out: assumptions, response times, priors, and the calibration of before and after.
//! Nothing is refitted by itself between two versions, so that a figure can always be had again.

use std::collections::HashMap;

use measure::calibration::{Prediction, Quality, quality};
use measure::comprehension::{Assumptions, Cell, right_answer};
use measure::dependence::{self, Covariance};
use measure::fit::{self, Seen};
use measure::guesses::{TIMES_NEEDED, valley};
use measure::motivation::{self, COMPONENTS, Prior, Trials};
use measure::prior;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use super::evidence::Times;
use super::people::Ledger;
use super::{DAY_MS, behaviour};

/// The equations and their defaults.
pub(crate) const BASE: &str = "bkt-1";
/// The same with nothing forgotten: what forgetting earns is measured against it.
const STILL: &str = "bkt-1-still";
/// Answers from which a question's own response time counts.
const ANSWERS_NEEDED: i64 = 30;
/// People that a fit reads; more sharpen nothing.
const SAMPLE: usize = 2_000;
/// Weeks of a person's past that show how components hang together.
const WEEKS: i64 = 16;

type Row = [Trials; COMPONENTS];

/// What figures are computed with.
pub(crate) struct Model {
    pub(crate) version: String,
    pub(crate) assumptions: Assumptions,
    /// How long people take to answer, by quiz and question.
    pub(crate) response: HashMap<(String, String), Times>,
    pub(crate) motivation: motivation::Model,
}

impl Default for Model {
    fn default() -> Self {
        Model {
            version: BASE.to_owned(),
            assumptions: Assumptions::default(),
            response: HashMap::new(),
            motivation: motivation::Model::default(),
        }
    }
}

impl Model {
    /// The newest that was in force at `at`; the one of a name where one is named, and the defaults under theirs.
    pub(crate) fn in_force(
        db: &Connection,
        tenant: &str,
        at: i64,
        name: Option<&str>,
    ) -> rusqlite::Result<Self> {
        if name == Some(BASE) {
            return Ok(Self::default());
        }
        if name == Some(STILL) {
            let mut still = Self::default();
            STILL.clone_into(&mut still.version);
            still.assumptions.stability = 1e6;
            return Ok(still);
        }
        let found: Option<(String, String)> = db
            .prepare_cached(
                "SELECT version, body FROM model WHERE tenant = ?1 AND (?3 IS NULL AND since_ms <= ?2 OR version = ?3)
                 ORDER BY since_ms DESC LIMIT 1",
            )?
            .query_row(params![tenant, at, name], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        Ok(found.map_or_else(Self::default, |(version, body)| Self::read(version, &body)))
    }

    fn read(version: String, body: &str) -> Self {
        let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
        let base = Self::default();
        let number = |key: &str, base: f64| body[key].as_f64().unwrap_or(base);
        let mut response = HashMap::new();
        for row in body["response"].as_array().into_iter().flatten() {
            if let (Some(quiz), Some(question), Some(mean)) =
                (row[0].as_str(), row[1].as_str(), row[2].as_f64())
            {
                let valley = row[4].as_f64();
                let times = Times { mean, valley };
                response.insert((quiz.to_owned(), question.to_owned()), times);
            }
        }
        let matrix = |key: &str| -> Option<[[f64; COMPONENTS]; COMPONENTS]> {
            serde_json::from_value(body[key].clone()).ok()
        };
        let mut priors = base.motivation.priors;
        for (prior, told) in priors
            .iter_mut()
            .zip(body["priors"].as_array().into_iter().flatten())
        {
            if let (Some(a), Some(b)) = (told[0].as_f64(), told[1].as_f64()) {
                *prior = Prior { a, b };
            }
        }
        Model {
            version,
            assumptions: Assumptions {
                prior: number("prior", base.assumptions.prior),
                learning: number("learning", base.assumptions.learning),
                stability: number("stability", base.assumptions.stability),
                ..base.assumptions
            },
            response,
            motivation: motivation::Model {
                priors,
                covariance: matrix("between")
                    .zip(matrix("within"))
                    .map(|(between, within)| Covariance { between, within }),
                ..base.motivation
            },
        }
    }
}

/// Fits to everything up to `at`: (version, what was fitted and how well it predicts).
pub(crate) fn fit(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<(String, Value)> {
    let mut ledger = Ledger::open(db, tenant, at, Some(BASE))?;
    let means = response_times(db, tenant, at)?;
    ledger.model.response = means
        .iter()
        .map(|(q, i, mean, _, valley)| {
            let times = Times {
                mean: *mean,
                valley: *valley,
            };
            ((q.clone(), i.clone()), times)
        })
        .collect();
    let mut names = ledger.names(None, "", usize::MAX)?;
    names.sort_by_cached_key(|name| (spread(name), name.clone()));
    names.truncate(SAMPLE);
    let (mut people, mut rows, mut histories) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        let Some(person) = ledger.person(&name)? else {
            continue;
        };
        let cells = person.cells().map(|(_, cell)| {
            cell.iter()
                .map(|f| Seen {
                    observation: f.seen,
                    answer: f.answer,
                })
                .collect::<Vec<Seen>>()
        });
        people.push(cells.collect::<Vec<_>>());
        let (trials, active) = (person.trials(&ledger, at), person.active());
        let span =
            |from: i64, to: i64| behaviour::window(&trials, &active, &ledger.calendar, (from, to));
        rows.push(span(at - behaviour::WINDOW_DAYS * DAY_MS, at));
        let first = active.first().copied().unwrap_or(at);
        let weeks: Vec<Row> = (0..WEEKS)
            .rev()
            .map(|back| at - back * 7 * DAY_MS)
            .filter(|end| *end - 7 * DAY_MS >= first - 7 * DAY_MS)
            .map(|end| span(end - 7 * DAY_MS, end))
            .collect();
        histories.push(weeks);
    }
    let fitted = fit::fit(&people);
    let priors = prior::fit_all(&rows);
    let covariance = dependence::fit(&histories);
    let assumed = fitted.unwrap_or_default();
    let answers: usize = people
        .iter()
        .flatten()
        .flatten()
        .filter(|s| s.answer.is_some())
        .count();
    let body = json!({
        "fitted": fitted.is_ok(), "reason": fitted.err().map(|few| crate::reports::few(&few)),
        "prior": assumed.prior, "learning": assumed.learning, "stability": assumed.stability,
        "answers": answers, "people": people.len(),
        "before": told(&predictions(&people, Assumptions::default())), "after": told(&predictions(&people, assumed)),
        "priors": priors.iter().map(|p| [p.a, p.b]).collect::<Vec<_>>(),
        "between": covariance.as_ref().ok().map(|c| c.between), "within": covariance.as_ref().ok().map(|c| c.within),
        "response": means,
    });
    let day = ledger.calendar.zone.date(at);
    let version = format!("{BASE}+{tenant}-{day}");
    let same: i64 = db.query_row(
        "SELECT COUNT(*) FROM model WHERE tenant = ?1 AND (version = ?2 OR version LIKE ?2 || '.%')",
        params![tenant, version],
        |r| r.get(0),
    )?;
    Ok((
        if same == 0 {
            version
        } else {
            format!("{version}.{}", same + 1)
        },
        body,
    ))
}

/// Every answer predicted from what came before it.
fn predictions(people: &[Vec<Vec<Seen>>], assumed: Assumptions) -> Vec<Prediction> {
    let mut all = Vec::new();
    for history in people.iter().flatten() {
        let mut cell = Cell::new(assumed);
        for seen in history {
            if let Some((slip, guess, right)) = seen.answer {
                let chance = right_answer(cell.known_at(seen.observation.day), slip, guess);
                all.push(Prediction { chance, right });
            }
            cell.observe(seen.observation);
        }
    }
    all
}

fn told(predictions: &[Prediction]) -> Value {
    let Ok(Quality {
        auc,
        calibration_error,
        squared_error,
        log_loss,
        bins,
    }) = quality(predictions)
    else {
        return Value::Null;
    };
    let bins: Vec<Value> = bins
        .iter()
        .filter(|bin| bin.count > 0)
        .map(|bin| json!({"n": bin.count, "predicted": bin.chance, "observed": bin.right}))
        .collect();
    json!({"auc": auc, "calibration_error": calibration_error, "squared_error": squared_error, "log_loss": log_loss, "bins": bins})
}

/// A question's times: quiz, question, mean seconds, answers, where guesses part from answers.
type Response = (String, String, f64, i64, Option<f64>);

/// Of every question with enough answers.
fn response_times(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Response>> {
    let mut statement = db.prepare_cached(
        "SELECT content, json_extract(body, '$.data.question') AS question, SUM(json_extract(body, '$.data.response_ms')), COUNT(*)
         FROM counted WHERE tenant = ?1 AND name = 'quiz.answered' AND corrected_ms <= ?2 AND content IS NOT NULL
            AND json_type(body, '$.data.question') = 'text' AND json_type(body, '$.data.response_ms') = 'integer'
         GROUP BY 1, 2 HAVING COUNT(*) >= ?3 ORDER BY 1, 2",
    )?;
    let rows = statement.query_map(params![tenant, at, ANSWERS_NEEDED], |r| {
        let (sum, n): (i64, i64) = (r.get(2)?, r.get(3)?);
        Ok((
            r.get(0)?,
            r.get(1)?,
            sum as f64 / n as f64 / 1000.0,
            n,
            None,
        ))
    })?;
    let mut all = rows.collect::<rusqlite::Result<Vec<Response>>>()?;
    let mut single = db.prepare_cached(
        "SELECT json_extract(body, '$.data.response_ms') AS ms FROM counted WHERE tenant = ?1 AND name = 'quiz.answered'
            AND content = ?2 AND corrected_ms <= ?3 AND json_extract(body, '$.data.question') = ?4
            AND json_type(body, '$.data.response_ms') = 'integer' ORDER BY ms",
    )?;
    for (quiz, question, _, n, parts) in &mut all {
        if *n < TIMES_NEEDED as i64 {
            continue;
        }
        let seconds = single.query_map(params![tenant, *quiz, at, *question], |r| {
            Ok(r.get::<_, i64>(0)? as f64 / 1000.0)
        })?;
        *parts = valley(&seconds.collect::<rusqlite::Result<Vec<f64>>>()?);
    }
    Ok(all)
}

/// A number that has nothing to do with the order of names, and is the same everywhere (FNV-1a, then mixed).
fn spread(name: &str) -> u64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Keeps a fit; it is in force from `at` on.
pub(crate) fn keep(
    db: &Connection,
    tenant: &str,
    at: i64,
    version: &str,
    body: &Value,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO model VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![tenant, at, version, body.to_string()])?;
    Ok(())
}

/// Every fit, newest first.
pub(crate) fn rows(db: &Connection, tenant: &str, at: i64) -> rusqlite::Result<Vec<Value>> {
    let mut statement = db.prepare_cached(
        "SELECT since_ms, version, body FROM model WHERE tenant = ?1 AND since_ms <= ?2 ORDER BY since_ms DESC",
    )?;
    let rows = statement.query_map(params![tenant, at], |r| {
        let mut body: Value = serde_json::from_str(&r.get::<_, String>(2)?).unwrap_or(Value::Null);
        body["since"] = json!(r.get::<_, i64>(0)?);
        body["version"] = json!(r.get::<_, String>(1)?);
        Ok(body)
    })?;
    rows.collect()
}
