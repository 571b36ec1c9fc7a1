//! `shirube simulate --replay`: the same events as they came, and shuffled with every tenth of them twice, each into a
//! collector of its own by its real entrance; every report must come out the same to the byte.

use std::process::ExitCode;

use serde_json::Value;

use super::draw::Draw;
use super::send::text;
use super::validate::{KEY, through};
use super::{Options, Simulated, simulate};

/// Every report that stands on events and facts; alerts carry the ids of their cases, which are drawn.
const REPORTS: [&str; 21] = [
    "overview",
    "comprehension",
    "comprehension?all=true",
    "comprehension?by=account",
    "topics",
    "motivation",
    "motivation?by=account",
    "adoption",
    "uniformity",
    "funnel",
    "bottlenecks",
    "time_to_value",
    "nps",
    "experiments",
    "items",
    "anchors",
    "support",
    "kpi",
    "touch",
    "maturity",
    "models",
];

/// The pages of one report, as they came.
fn pages(base: &str, report: &str, at: i64) -> Result<Vec<String>, String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let sign = if report.contains('?') { '&' } else { '?' };
        let url = format!("{base}/v1/reports/{report}{sign}at={at}&limit=1000&after={after}");
        let page = text(&url, KEY)?;
        let told: Value = serde_json::from_str(&page).map_err(|e| format!("{url}: {e}"))?;
        all.push(page);
        match told["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => return Ok(all),
        }
    }
}

fn answers(base: &str, s: &Simulated) -> Result<Vec<Vec<String>>, String> {
    REPORTS.iter().map(|r| pages(base, r, s.end)).collect()
}

/// Shuffled, every tenth twice.
fn disordered(events: &[Value], seed: u64) -> Vec<Value> {
    let mut draw = Draw::of(seed, &[6]);
    let mut all: Vec<Value> = events.to_vec();
    all.extend(events.iter().step_by(10).cloned());
    for at in (1..all.len()).rev() {
        let other = draw.below(at + 1);
        all.swap(at, other);
    }
    all
}

pub(super) fn run(options: &Options) -> ExitCode {
    match compared(options) {
        Ok((said, same)) => {
            print!("{said}");
            if same {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(cause) => crate::failed(&cause),
    }
}

fn compared(options: &Options) -> Result<(String, bool), String> {
    let ordered = simulate(options, options.seed)?;
    let (came, one) = (ordered.events.len(), through(&ordered, answers)?);
    let shuffled = Simulated {
        events: disordered(&ordered.events, options.seed),
        ..ordered
    };
    let other = through(&shuffled, answers)?;
    let mut out = format!(
        "{} events of {} people in {} accounts as they came, then {} lines shuffled with doubles\n",
        came,
        shuffled.users.len(),
        options.customers,
        shuffled.events.len()
    );
    let (mut bytes, mut differ) = (0, Vec::new());
    for (report, (a, b)) in REPORTS.iter().zip(one.iter().zip(&other)) {
        bytes += a.iter().map(String::len).sum::<usize>();
        if a != b {
            differ.push(*report);
        }
    }
    out += &if differ.is_empty() {
        format!(
            "{} reports, {bytes} bytes: the same to the byte\n",
            REPORTS.len()
        )
    } else {
        format!("these differ: {}\n", differ.join(", "))
    };
    Ok((out, differ.is_empty()))
}
