//! `shirube simulate --validate`: over several seeds, each through a collector of its own by its real entrance, how well
//! what is reported matches what is true. Prints every target of measurement.md section 3, worst and mean; misses are misses.

use std::collections::BTreeMap;
use std::process::ExitCode;

use collector::{Collector, Config, Settings, Tenant};
use serde_json::Value;

use super::ablate;
use super::compare::{alerts, bottlenecks, gaps, ledger, list, means, volume};
use super::judge::{auc, calibration, share, spearman};
use super::send::{self, rows};
use super::{Options, Simulated, simulate};

pub(super) const KEY: &str = "sk_simulated";

/// Which way a figure is to lie.
enum Target {
    AtLeast(f64, f64),
    AtMost(f64, f64),
    Within(f64, f64),
    None,
}

/// (figure, target): both numbers of a target are for the mean and for the worst seed.
const TARGETS: &[(&str, Target)] = &[
    (
        "Spearman, person's mean K with truth",
        Target::AtLeast(0.80, 0.75),
    ),
    ("  the same from defaults, unfitted", Target::None),
    (
        "Spearman, account's mean K with truth",
        Target::AtLeast(0.80, 0.80),
    ),
    (
        "AUC of K for the true state of a cell",
        Target::AtLeast(0.84, 0.84),
    ),
    (
        "calibration error of answers, fitted",
        Target::AtMost(0.05, 0.05),
    ),
    (
        "calibration error of answers, cold",
        Target::AtMost(0.10, 0.10),
    ),
    ("calibration error of K with the true state", Target::None),
    (
        "Spearman M with motivation, reportable people",
        Target::AtLeast(0.60, 0.60),
    ),
    ("  the true long-run rates themselves", Target::None),
    (
        "coverage of the 90 % range of M",
        Target::Within(0.86, 0.94),
    ),
    ("  share of people reportable", Target::None),
    (
        "  Spearman M of everybody who tried anything, shown or not",
        Target::AtLeast(0.60, 0.58),
    ),
    ("abrupt decline: recall", Target::AtLeast(0.90, 0.90)),
    (
        "abrupt decline: precision of drop alerts",
        Target::AtLeast(0.80, 0.80),
    ),
    (
        "abrupt decline: median delay, days",
        Target::AtMost(12.0, 12.0),
    ),
    (
        "gradual decline: recall within 45 days",
        Target::AtLeast(0.70, 0.70),
    ),
    (
        "false drop alerts in the season per 100 account-months",
        Target::AtMost(1.0, 1.0),
    ),
    (
        "false drop alerts per 100 account-months",
        Target::AtMost(3.0, 3.0),
    ),
    (
        "today's list: accounts with an open case on the last day, per 100",
        Target::None,
    ),
    (
        "  of them with a true reason (fate under way, told, or a person's own trouble)",
        Target::None,
    ),
    ("  accounts whose fate is under way, per 100", Target::None),
    (
        "  cases opened a business day, per 100 accounts",
        Target::None,
    ),
    (
        "uniformity: share of planted gaps listed",
        Target::AtLeast(1.0, 1.0),
    ),
    (
        "uniformity: listed gaps that are none",
        Target::AtMost(0.0, 0.0),
    ),
    (
        "bottlenecks: planted steps among the first five",
        Target::AtLeast(0.8, 0.8),
    ),
    (
        "retention and churn: largest difference to the ledger",
        Target::AtMost(1e-9, 1e-9),
    ),
];

pub(super) fn run(options: &Options, seeds: u64) -> ExitCode {
    let mut figures: Vec<Vec<Option<f64>>> = vec![Vec::new(); TARGETS.len()];
    let (mut events, mut ablated, mut text) = (0, Vec::new(), String::new());
    for seed in options.seed..options.seed + seeds {
        let measured = simulate(options, seed).and_then(|s| {
            events += s.events.len();
            let all = through(&s, measure)?;
            if ablated.len() < options.ablations {
                ablated.push(ablate::figures(&s)?);
            }
            Ok(all)
        });
        match measured {
            Ok(all) => figures
                .iter_mut()
                .zip(all)
                .for_each(|(list, figure)| list.push(figure)),
            Err(cause) => return crate::failed(&format!("seed {seed}: {cause}")),
        }
        eprintln!("seed {seed} done");
        // Hours of work are not lost with the last seed.
        let done = seed + 1 - options.seed;
        text = table(&figures, options, done, events) + &ablate::table(&ablated);
        if let Some(path) = &options.report
            && let Err(error) = std::fs::write(path, &text)
        {
            return crate::failed(&format!("{}: {error}", path.display()));
        }
    }
    print!("{text}");
    ExitCode::SUCCESS
}

fn table(figures: &[Vec<Option<f64>>], options: &Options, seeds: u64, events: usize) -> String {
    let mut out = format!(
        "seeds {}..{}, {} accounts, {} weeks, {events} events through the collector's import\n\n| figure | target | mean | worst | |\n|---|---|---|---|---|\n",
        options.seed,
        options.seed + seeds - 1,
        options.customers,
        options.weeks
    );
    for ((name, target), list) in TARGETS.iter().zip(figures) {
        let known: Vec<f64> = list.iter().copied().flatten().collect();
        if known.is_empty() {
            out += &format!("| {name} | | – | – | not measured |\n");
            continue;
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let (low, high) = known
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                (l.min(*v), h.max(*v))
            });
        let (said, worst, verdict) = match target {
            Target::AtLeast(m, w) => (
                format!("≥ {m} (worst ≥ {w})"),
                low,
                Some((mean >= *m, low >= *w)),
            ),
            Target::AtMost(m, w) => (
                format!("≤ {m} (worst ≤ {w})"),
                high,
                Some((mean <= *m, high <= *w)),
            ),
            Target::Within(l, h) => (
                format!("{l} to {h}"),
                if (low - l).min(h - low) < (high - l).min(h - high) {
                    low
                } else {
                    high
                },
                Some(((*l..=*h).contains(&mean), low >= *l && high <= *h)),
            ),
            Target::None => ("–".to_owned(), low, None),
        };
        let verdict = match verdict {
            Some((true, true)) => "met",
            Some((true, false)) => "mean met, worst MISSED",
            Some((false, _)) => "MISSED",
            None => "",
        };
        out += &format!("| {name} | {said} | {mean:.4} | {worst:.4} | {verdict} |\n");
    }
    out
}

/// One seed through a collector of its own.
pub(super) fn through<T>(
    simulated: &Simulated,
    look: impl FnOnce(&str, &Simulated) -> Result<T, String>,
) -> Result<T, String> {
    let folder = std::env::temp_dir().join(format!(
        "shirube-simulated-{}-{}",
        std::process::id(),
        simulated.truth["seed"]
    ));
    let _ = std::fs::remove_dir_all(&folder);
    let tenant = Tenant {
        name: "simulated".to_owned(),
        write_keys: Vec::new(),
        secret_keys: vec![KEY.to_owned()],
        people: Vec::new(),
    };
    let config = Config {
        data: folder.clone(),
        tenants: vec![tenant],
        insecure_loopback: true,
        settings: Settings::default(),
    };
    let collector: Collector = collector::open(config).map_err(|e| e.to_string())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .map_err(|e| e.to_string())?;
    let base = format!(
        "http://{}",
        listener.local_addr().map_err(|e| e.to_string())?
    );
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = runtime.spawn(collector.serve(listener, async {
        let _ = stopped.await;
    }));
    let figures = send::all(&base, KEY, simulated, true).and_then(|()| look(&base, simulated));
    let _ = stop.send(());
    let _ = runtime.block_on(serving);
    let _ = std::fs::remove_dir_all(&folder);
    figures
}

/// The index of everybody with a trial, beside the truth; the screens show the reportable ones.
fn everybody(rows: &[Value], models: &[Value], people: &BTreeMap<&str, &Value>) -> Vec<(f64, f64)> {
    let priors: Vec<(f64, f64)> = models
        .first()
        .into_iter()
        .flat_map(|m| list(m, "priors"))
        .filter_map(|p| Some((p[0].as_f64()?, p[1].as_f64()?)))
        .collect();
    let of = |row: &Value| -> Option<(f64, f64)> {
        let truth = people.get(row["user"].as_str()?)?["motivation"].as_f64()?;
        let parts = ablate::NAMES.iter().zip(&priors);
        let sum: f64 = parts
            .map(|(name, (a, b))| {
                let part = &row["components"][name];
                let n = |key: &str| part[key].as_f64().unwrap_or(0.0);
                (a + n("successes")) / (a + b + n("trials"))
            })
            .sum();
        Some((sum / 6.0, truth))
    };
    rows.iter().filter_map(of).collect()
}

fn measure(base: &str, s: &Simulated) -> Result<Vec<Option<f64>>, String> {
    let get = |report: &str| {
        rows(
            base,
            KEY,
            &format!(
                "{report}{}at={}",
                if report.contains('?') { '&' } else { '?' },
                s.end
            ),
        )
    };
    let people: BTreeMap<&str, &Value> = list(&s.truth, "people")
        .filter_map(|p| Some((p["user"].as_str()?, p)))
        .collect();
    let (fitted, cold) = (get("comprehension")?, get("comprehension?model=bkt-1")?);
    let models = get("models")?;
    let of = |key: &str| {
        models
            .first()
            .and_then(|m| m[key]["calibration_error"].as_f64())
    };
    let cells: Vec<(f64, bool)> = fitted
        .iter()
        .filter_map(|row| {
            Some((
                row["known"].as_f64()?,
                people.get(row["user"].as_str()?)?["known"][row["topic"].as_str()?].as_bool()?,
            ))
        })
        .collect();
    let (user_fitted, account_fitted) = means(
        &fitted,
        &people,
        models
            .first()
            .and_then(|m| m["prior"].as_f64())
            .unwrap_or(0.2),
    );
    let (user_cold, _) = means(&cold, &people, 0.2);
    let motivation = get("motivation")?;
    let told: Vec<(&Value, &Value)> = motivation
        .iter()
        .filter_map(|r| Some((r, *people.get(r["user"].as_str()?)?)))
        .filter(|(r, _)| r["reportable"] == true)
        .collect();
    let index: Vec<(f64, f64)> = told
        .iter()
        .filter_map(|(r, p)| Some((r["index"].as_f64()?, p["motivation"].as_f64()?)))
        .collect();
    let long_run = |p: &Value| {
        let rates: Vec<f64> = list(p, "rates").filter_map(Value::as_f64).collect();
        (rates.len() == 6).then(|| rates.iter().sum::<f64>() / 6.0)
    };
    let ideal: Vec<(f64, f64)> = told
        .iter()
        .filter_map(|(_, p)| Some((long_run(p)?, p["motivation"].as_f64()?)))
        .collect();
    let covered: Vec<bool> = told
        .iter()
        .filter_map(|(r, p)| {
            let rate = long_run(p)?;
            Some(r["low"].as_f64()? <= rate && rate <= r["high"].as_f64()?)
        })
        .collect();
    let mut figures = vec![
        spearman(&user_fitted),
        spearman(&user_cold),
        spearman(&account_fitted),
        auc(&cells),
        of("after"),
        of("before"),
        calibration(&cells),
        spearman(&index),
        spearman(&ideal),
        share(covered.iter().filter(|c| **c).count(), covered.len()),
        share(told.len(), motivation.len()),
        spearman(&everybody(&motivation, &models, &people)),
    ];
    let opened = get("alerts")?;
    figures.extend(alerts(&opened, s));
    figures.extend(volume(&opened, s));
    figures.extend(gaps(base, s)?);
    figures.push(bottlenecks(
        &rows(
            base,
            KEY,
            &format!(
                "bottlenecks?kind=step&from={}&at={}",
                s.truth["from"], s.end
            ),
        )?,
        s,
    ));
    figures.push(ledger(&get("kpi")?, s));
    Ok(figures)
}
