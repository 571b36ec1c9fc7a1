//! What each complication of the model earns: the same seed without it. Implicit signs dropped, rapid guesses read as
//! wrong answers, nothing forgotten, weights of the index learnt instead of equal. A complication that earns nothing is
//! to go.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Simulated;
use super::compare::{list, means};
use super::judge::{auc, spearman};
use super::send::rows;
use super::validate::{KEY, through};

/// Of the made-up people nobody who reads answers faster (ms).
const GUESSED_MS: i64 = 3_500;

/// Components of motivation, as the API calls them.
pub(super) const NAMES: [&str; 6] = [
    "voluntary",
    "response",
    "effort",
    "persistence",
    "regularity",
    "completion",
];

/// (complication, figure) of each pair of columns.
pub(super) const ROWS: [(&str, &str); 7] = [
    ("implicit signs", "Spearman, person's K"),
    ("implicit signs", "AUC of K"),
    ("rapid guesses set apart", "Spearman, person's K"),
    ("rapid guesses set apart", "AUC of K"),
    ("forgetting (unfitted)", "Spearman, person's K"),
    ("forgetting (unfitted)", "AUC of K"),
    (
        "equal weights (without: learnt on the other half)",
        "Spearman M with motivation",
    ),
];

/// With and without, in the order of [`ROWS`].
pub(super) type Pairs = Vec<Pair>;
type Pair = (Option<f64>, Option<f64>);

/// Rank correlation by person and ranking of cells, by a model.
fn known(base: &str, s: &Simulated, model: &str) -> Result<[Option<f64>; 2], String> {
    let people: BTreeMap<&str, &Value> = list(&s.truth, "people")
        .filter_map(|p| Some((p["user"].as_str()?, p)))
        .collect();
    let found = rows(
        base,
        KEY,
        &format!("comprehension?at={}&model={model}", s.end),
    )?;
    let cells: Vec<(f64, bool)> = found
        .iter()
        .filter_map(|row| {
            let truth = people.get(row["user"].as_str()?)?;
            Some((
                row["known"].as_f64()?,
                truth["known"][row["topic"].as_str()?].as_bool()?,
            ))
        })
        .collect();
    Ok([spearman(&means(&found, &people, 0.2).0), auc(&cells)])
}

fn without(s: &Simulated, change: impl FnMut(&Value) -> Option<Value>) -> Simulated {
    Simulated {
        manifest: s.manifest.clone(),
        events: s.events.iter().filter_map(change).collect(),
        accounts: s.accounts.clone(),
        users: s.users.clone(),
        tickets: Vec::new(),
        truth: s.truth.clone(),
        end: s.end,
    }
}

pub(super) fn figures(s: &Simulated) -> Result<Pairs, String> {
    let whole = through(s, |base, s| {
        let fitted = known(base, s, "")?;
        Ok((
            fitted,
            known(base, s, "bkt-1")?,
            known(base, s, "bkt-1-still")?,
            weights(base, s)?,
        ))
    })?;
    let (fitted, cold, still, weighed) = whole;
    let mut done = std::collections::BTreeSet::new();
    let silent = without(s, |event| {
        let (user, content) = (event["user"].to_string(), event["content"].to_string());
        if event["name"] == "tutorial.completed" {
            done.insert((user.clone(), content.clone()));
        }
        let again = event["name"] == "tutorial.started" && done.contains(&(user, content));
        let implied = matches!(
            event["name"].as_str(),
            Some("help.searched" | "inquiry.submitted" | "tutorial.step_back")
        );
        (!implied && !again).then(|| event.clone())
    });
    let wrong = without(s, |event| {
        let mut event = event.clone();
        if event["name"] == "quiz.answered"
            && event["data"]["response_ms"].as_i64() < Some(GUESSED_MS)
        {
            event["data"]["correct"] = json!(false);
            event["data"]["response_ms"] = json!(12_000);
        }
        Some(event)
    });
    let fitted_without = |s: &Simulated| through(s, |base, s| known(base, s, ""));
    let (silent, wrong) = (fitted_without(&silent)?, fitted_without(&wrong)?);
    let mut pairs: Pairs = Vec::new();
    for (with, without) in [(fitted, silent), (fitted, wrong), (cold, still)] {
        pairs.extend(with.into_iter().zip(without));
    }
    pairs.push(weighed);
    Ok(pairs)
}

/// Spearman of the index with motivation, by equal weights and by weights that other people taught.
fn weights(base: &str, s: &Simulated) -> Result<(Option<f64>, Option<f64>), String> {
    let truth: BTreeMap<&str, f64> = list(&s.truth, "people")
        .filter_map(|p| Some((p["user"].as_str()?, p["motivation"].as_f64()?)))
        .collect();
    let priors = rows(base, KEY, &format!("models?at={}", s.end))?;
    let priors: Vec<(f64, f64)> = priors
        .first()
        .into_iter()
        .flat_map(|m| list(m, "priors"))
        .filter_map(|p| Some((p[0].as_f64()?, p[1].as_f64()?)))
        .collect();
    let mut people: Vec<([f64; 7], f64)> = Vec::new();
    for row in rows(base, KEY, &format!("motivation?at={}", s.end))? {
        let user = row["user"].as_str().unwrap_or_default();
        let (true, Some(real)) = (row["reportable"] == true, truth.get(user)) else {
            continue;
        };
        let mut seen = [1.0; 7];
        for (place, (name, (a, b))) in seen.iter_mut().skip(1).zip(NAMES.iter().zip(&priors)) {
            let part = &row["components"][name];
            let n = |key: &str| part[key].as_f64().unwrap_or(0.0);
            *place = (a + n("successes")) / (a + b + n("trials"));
        }
        people.push((seen, *real));
    }
    let equal = |seen: &[f64; 7]| seen.iter().skip(1).sum::<f64>() / 6.0;
    let (mut plain, mut learnt) = (Vec::new(), Vec::new());
    for half in 0..2 {
        let of = |odd: usize| people.iter().skip(odd).step_by(2);
        let Some(weights) = least_squares(of(1 - half)) else {
            continue;
        };
        for (seen, real) in of(half) {
            plain.push((equal(seen), *real));
            learnt.push((seen.iter().zip(&weights).map(|(x, w)| x * w).sum(), *real));
        }
    }
    Ok((spearman(&plain), spearman(&learnt)))
}

/// Weights of the constant and six rates that come nearest to the truth (normal equations, Gauss).
fn least_squares<'a>(people: impl Iterator<Item = &'a ([f64; 7], f64)>) -> Option<[f64; 7]> {
    let mut system = [[0.0; 8]; 7];
    for (seen, real) in people {
        for (row, x) in system.iter_mut().zip(seen) {
            for (place, y) in row.iter_mut().zip(seen.iter().chain([real])) {
                *place += x * y;
            }
        }
    }
    for pivot in 0..7 {
        let best = (pivot..7)
            .max_by(|a, b| system[*a][pivot].abs().total_cmp(&system[*b][pivot].abs()))?;
        system.swap(pivot, best);
        let row = system[pivot];
        if row[pivot].abs() < 1e-9 {
            return None;
        }
        for (_, other) in system.iter_mut().enumerate().filter(|(n, _)| *n != pivot) {
            let factor = other[pivot] / row[pivot];
            for (place, value) in other.iter_mut().zip(row) {
                *place -= factor * value;
            }
        }
    }
    let mut weights = [0.0; 7];
    for (n, weight) in weights.iter_mut().enumerate() {
        *weight = system[n][7] / system[n][n];
    }
    Some(weights)
}

/// The second table.
pub(super) fn table(all: &[Pairs]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\nWithout a complication, mean over {} seeds; each must earn its place\n\n| complication | figure | with | without | |\n|---|---|---|---|---|\n",
        all.len()
    );
    for (n, (what, figure)) in ROWS.iter().enumerate() {
        let of = |pick: fn(&Pair) -> Option<f64>| {
            let known: Vec<f64> = all.iter().filter_map(|p| p.get(n).and_then(pick)).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        let (with, without) = (of(|p| p.0), of(|p| p.1));
        let said = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.4}"));
        let verdict = match (with, without) {
            (Some(with), Some(without)) if without <= with + 0.0005 => "worse or equal without",
            (Some(_), Some(_)) => "BETTER without",
            _ => "not measured",
        };
        out += &format!(
            "| {what} | {figure} | {} | {} | {verdict} |\n",
            said(with),
            said(without)
        );
    }
    out
}
