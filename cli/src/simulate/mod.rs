//! `shirube simulate`: made-up customers whose truth is known, in the SDK's own events. To a file, or through a collector's
//! real entrance; the truth goes to a file of its own that no collector sees. The same seed gives the same bytes.

mod ablate;
mod account;
mod compare;
mod deeds;
mod draw;
mod judge;
mod person;
mod replay;
mod send;
mod validate;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use account::Span;
use draw::Draw;
use person::DAY_MS;
use world::{World, made_up};

/// Tokyo is nine hours ahead, all year.
const TOKYO_MS: i64 = 9 * 3_600_000;

#[derive(Args)]
pub(crate) struct Options {
    /// The same seed gives the same events.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many customers.
    #[arg(long, default_value_t = 60)]
    customers: usize,
    /// How many weeks.
    #[arg(long, default_value_t = 16)]
    weeks: usize,
    /// The last day, YYYY-MM-DD, or `yesterday`.
    #[arg(long, default_value = "2026-11-20")]
    until: String,
    /// A published manifest.json to live by, a file or an address; a made-up product of eight topics where none is given.
    #[arg(long)]
    manifest: Option<String>,
    /// A collector to fill.
    #[arg(long, requires = "key")]
    to: Option<String>,
    /// The tenant's secret key.
    #[arg(long, env = "SHIRUBE_SECRET_KEY", hide_env_values = true)]
    key: Option<String>,
    /// A file for the events, one a line, as `shirube import` reads them.
    #[arg(long)]
    events: Option<PathBuf>,
    /// A file for what a vendor knows of these people, as `dry-run` and `publish` read it.
    #[arg(long)]
    people: Option<PathBuf>,
    /// A file for what is true.
    #[arg(long)]
    truth: Option<PathBuf>,
    /// Behaviour follows motivation alone, without nuisance.
    #[arg(long)]
    plain: bool,
    /// Measures how well the truth is found again, over this many seeds, and prints the table.
    #[arg(long, value_name = "SEEDS", num_args = 0..=1, default_missing_value = "10")]
    validate: Option<u64>,
    /// Of these seeds, as many are lived again without each complication of the model.
    #[arg(long, value_name = "SEEDS", default_value_t = 3)]
    ablations: usize,
    /// Imports the events as they come and again shuffled with doubles, and holds every report of both against each other.
    #[arg(long, conflicts_with = "validate")]
    replay: bool,
    /// A file for that table.
    #[arg(long, requires = "validate")]
    report: Option<PathBuf>,
}

/// Everything that a seed comes to.
pub(crate) struct Simulated {
    pub(crate) manifest: Value,
    /// In the order in which they arrive.
    pub(crate) events: Vec<Value>,
    pub(crate) accounts: Vec<Value>,
    pub(crate) users: Vec<Value>,
    pub(crate) tickets: Vec<Value>,
    pub(crate) truth: Value,
    /// The end of the last day.
    pub(crate) end: i64,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if let Some(seeds) = options.validate {
        return validate::run(options, seeds);
    }
    if options.replay {
        return replay::run(options);
    }
    if options.to.is_none() && options.events.is_none() {
        return crate::wrong_use("say where the events go: --events FILE, or --to URL --key KEY");
    }
    let simulated = match simulate(options, options.seed) {
        Ok(simulated) => simulated,
        Err(cause) => return crate::wrong_use(&cause),
    };
    let lines = || {
        simulated
            .events
            .iter()
            .map(Value::to_string)
            .collect::<Vec<_>>()
            .join("\n")
            + "\n"
    };
    let written = |path: &Option<PathBuf>, text: &dyn Fn() -> String| match path {
        Some(path) => std::fs::write(path, text()).map_err(|e| format!("{}: {e}", path.display())),
        None => Ok(()),
    };
    let done = written(&options.events, &lines)
        .and_then(|()| match (&options.to, &options.key) {
            (Some(to), Some(key)) => send::all(to, key, &simulated, options.manifest.is_none()),
            _ => Ok(()),
        })
        .and_then(|()| {
            let known = || json!({"users": simulated.users, "accounts": simulated.accounts});
            written(&options.people, &|| format!("{}\n", known()))
        })
        .and_then(|()| written(&options.truth, &|| format!("{:#}\n", simulated.truth)));
    match done {
        Ok(()) => {
            println!(
                "{} events of {} people in {} accounts",
                simulated.events.len(),
                simulated.users.len(),
                options.customers
            );
            ExitCode::SUCCESS
        }
        Err(cause) => crate::failed(&cause),
    }
}

/// Lives the customers of a seed.
fn simulate(options: &Options, seed: u64) -> Result<Simulated, String> {
    let manifest = match &options.manifest {
        Some(place) => read_manifest(place)?,
        None => made_up(8),
    };
    let world = World::of(manifest, seed);
    if world.topics.is_empty() {
        return Err("the manifest has no topics".to_owned());
    }
    let last = match options.until.as_str() {
        "yesterday" => (crate::now() + TOKYO_MS).div_euclid(DAY_MS) - 1,
        day => days_of(day).ok_or("--until is a day such as 2026-11-20")?,
    };
    let days = options.weeks.max(1) * 7;
    let first = last + 1 - days as i64;
    let span = Span {
        start: first * DAY_MS - TOKYO_MS,
        days,
        works: (0..days as i64)
            .map(|n| collector::is_business_day_in_japan(first + n))
            .collect(),
    };
    let mut all = account::Told::default();
    let mut accounts = Vec::new();
    for n in 0..options.customers {
        let told = account::live(&world, &span, seed, n, options.plain);
        all.events.extend(told.events);
        all.accounts.extend(told.accounts);
        all.users.extend(told.users);
        all.tickets.extend(told.tickets);
        all.people.extend(told.people);
        accounts.push(told.truth);
    }
    let end = span.start + days as i64 * DAY_MS - 1;
    let planted: Vec<Value> = world
        .planted()
        .iter()
        .map(|(content, step)| json!({"content": content, "step": step}))
        .collect();
    let truth = json!({"seed": seed, "from": span.start, "until": end, "topics": world.topics.iter().map(|t| json!({"topic": t.id, "difficulty": t.difficulty})).collect::<Vec<_>>(),
        "bad_steps": planted, "accounts": accounts, "people": all.people});
    let mut draw = Draw::of(seed, &[5]);
    bulk(&mut all.events, &span, &mut draw);
    all.events
        .retain(|e| e["at"].as_i64().is_some_and(|at| at <= end));
    all.tickets
        .retain(|t| t["opened"].as_i64().is_some_and(|at| at <= end));
    Ok(Simulated {
        manifest: world.manifest,
        events: arriving(all.events, &mut draw),
        accounts: all.accounts,
        users: all.users,
        tickets: all.tickets,
        truth,
        end,
    })
}

/// From a file, or from where it is published; a server that is only starting gets a minute.
fn read_manifest(place: &str) -> Result<Value, String> {
    let text = if place.starts_with("http://") || place.starts_with("https://") {
        send::published(place)?
    } else {
        std::fs::read_to_string(place).map_err(|e| format!("{place}: {e}"))?
    };
    serde_json::from_str(&text).map_err(|e| format!("{place}: {e}"))
}

/// Two accounts import their contacts on the same day: many events, no more people.
fn bulk(events: &mut Vec<Value>, span: &Span, draw: &mut Draw) {
    for account in ["acct-0003", "acct-0007"] {
        let Some(mut one) = events.iter().find(|e| e["account"] == account).cloned() else {
            continue;
        };
        let session = draw.uuid(span.start);
        for n in 0..300 {
            let at = span.start + 70 * DAY_MS + 36_000_000 + n * 1000;
            one["id"] = json!(draw.uuid(at));
            one["at"] = json!(at);
            one["name"] = json!("host.contact_imported");
            one["seq"] = json!(n);
            one["session"] = json!(session);
            one["data"] = json!({});
            events.push(one.clone());
        }
    }
}

/// As they come in: mostly by time, 3 % up to three days late, 1 % out of order, 2 % twice; clocks are off by minutes.
fn arriving(mut events: Vec<Value>, draw: &mut Draw) -> Vec<Value> {
    let mut order: Vec<(i64, usize)> = Vec::with_capacity(events.len());
    let mut skew = std::collections::HashMap::new();
    for (n, event) in events.iter_mut().enumerate() {
        let at = event["at"].as_i64().unwrap_or(0);
        let user = event["user"].as_str().unwrap_or_default().to_owned();
        let off = *skew
            .entry(user)
            .or_insert_with(|| draw.normal(0.0, 200_000.0).clamp(-600_000.0, 600_000.0) as i64);
        event["at"] = json!(at + off);
        let late = match draw.unit() {
            u if u < 0.03 => (draw.unit() * 3.0 * DAY_MS as f64) as i64,
            u if u < 0.04 => -(draw.unit() * 60_000.0) as i64,
            _ => 0,
        };
        order.push((at + late, n));
        if draw.happens(0.02) {
            order.push((at + late + 30_000, n));
        }
    }
    order.sort_unstable();
    order.into_iter().map(|(_, n)| events[n].clone()).collect()
}

/// `YYYY-MM-DD` as days since 1970.
fn days_of(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(str::parse::<i64>);
    let (y, m, d) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    if !(1..=12).contains(&m) || !(1..=31).contains(&d) {
        return None;
    }
    // Days of the proleptic Gregorian calendar, years beginning in March.
    let (y, m) = if m <= 2 { (y - 1, m + 9) } else { (y, m - 3) };
    let era = y.div_euclid(400);
    let of_year = (153 * m + 2) / 5 + d - 1;
    let year = y - era * 400;
    Some(era * 146_097 + year * 365 + year / 4 - year / 100 + of_year - 719_468)
}

/// The day of a moment in Tokyo, `YYYY-MM-DD`.
fn date(ms: i64) -> String {
    let days = (ms + TOKYO_MS).div_euclid(DAY_MS) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let m = (5 * of_year + 2) / 153;
    let d = of_year - (153 * m + 2) / 5 + 1;
    let m = if m < 10 { m + 3 } else { m - 9 };
    let y = year + era * 400 + i64::from(m <= 2);
    format!("{y:04}-{m:02}-{d:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(customers: usize) -> Options {
        Options {
            seed: 7,
            customers,
            weeks: 16,
            until: "2026-11-20".to_owned(),
            manifest: None,
            to: None,
            key: None,
            events: None,
            people: None,
            truth: None,
            plain: false,
            validate: None,
            ablations: 0,
            replay: false,
            report: None,
        }
    }

    #[test]
    fn dates_go_there_and_back() {
        for text in [
            "1970-01-01",
            "2026-11-20",
            "2024-02-29",
            "2027-03-01",
            "2000-12-31",
        ] {
            let days = days_of(text).expect(text);
            assert_eq!(date(days * DAY_MS - TOKYO_MS), text);
        }
        assert_eq!(days_of("2026-11-20"), Some(20_777));
        assert_eq!(days_of("2026-13-01"), None);
        assert_eq!(days_of("soon"), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_and_one_more_account_changes_nobody() {
        let [a, b, more] = [3, 3, 4].map(|n| simulate(&options(n), 7).expect("lives"));
        assert_eq!(a.events, b.events);
        assert_eq!(a.truth, b.truth);
        let of = |s: &Simulated, account: &str| -> Vec<String> {
            // Clocks and delays are the network's; what people did is theirs.
            let mut all: Vec<String> = s
                .events
                .iter()
                .filter(|e| e["account"] == *account)
                .map(|e| format!("{}{}{}", e["id"], e["name"], e["data"]))
                .collect();
            all.sort();
            all.dedup();
            all
        };
        assert_eq!(of(&a, "acct-0001"), of(&more, "acct-0001"));
        assert!(!of(&a, "acct-0001").is_empty() && of(&a, "acct-0003").is_empty());
        assert_ne!(simulate(&options(3), 8).expect("lives").events, a.events);
    }
}
