//! `GET /metrics`: what operators watch, in Prometheus text. Counts and times only: no key, id, path or text of anybody.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::State as Extract;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::body::BUDGET_KIB;
use crate::routes::State;
use crate::store::{BOUNDS_MS, NEWEST};

/// Requests by (route, status), and how many are being answered.
#[derive(Default)]
pub(crate) struct Requests {
    answered: Mutex<BTreeMap<(String, u16), u64>>,
    pub(crate) open: AtomicI64,
}

impl Requests {
    pub(crate) fn answered(&self, route: &str, status: u16) {
        if let Ok(mut answered) = self.answered.lock() {
            *answered.entry((route.to_owned(), status)).or_default() += 1;
        }
    }
}

/// Writes `# HELP`, `# TYPE` and a family's samples.
fn family(out: &mut String, name: &str, kind: &str, help: &str, samples: &[(String, String)]) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (labels, value) in samples {
        let _ = writeln!(out, "{name}{labels} {value}");
    }
}

pub(crate) async fn text(Extract(state): Extract<Arc<State>>) -> Response {
    let mut out = String::new();
    let one = |value: String| vec![(String::new(), value)];
    let counters = state.counters.lock().map(|c| c.clone()).unwrap_or_default();
    let by = |label: &str, counters: &BTreeMap<&'static str, u64>| {
        let samples = counters
            .iter()
            .map(|(name, n)| (format!("{{{label}=\"{name}\"}}"), n.to_string()));
        samples.collect::<Vec<_>>()
    };
    family(
        &mut out,
        "shirube_events_total",
        "counter",
        "Events by what became of them.",
        &by("status", &counters),
    );
    let answered = state.requests.answered.lock().map(|a| a.clone());
    let answered: Vec<_> = answered
        .unwrap_or_default()
        .into_iter()
        .map(|((route, status), n)| {
            let labels = format!("{{route=\"{route}\",status=\"{status}\"}}");
            (labels, n.to_string())
        })
        .collect();
    family(
        &mut out,
        "shirube_requests_total",
        "counter",
        "Answers by route and status.",
        &answered,
    );
    let open = state.requests.open.load(Ordering::Relaxed);
    let (waiting, jobs, failed) = state.store.commits.counts();
    let held = BUDGET_KIB.saturating_sub(state.memory.available_permits());
    let gauges = [
        (
            "shirube_requests_open",
            "Requests being answered.",
            open.to_string(),
        ),
        (
            "shirube_writer_waiting",
            "Changes that wait for the writer.",
            waiting.to_string(),
        ),
        (
            "shirube_body_bytes",
            "Memory reserved for bodies.",
            (held * 1024).to_string(),
        ),
        (
            "shirube_store_bytes",
            "Bytes on disk, write-ahead log included.",
            state.store.bytes().to_string(),
        ),
        (
            "shirube_schema",
            "Number of the newest migration.",
            NEWEST.to_string(),
        ),
    ];
    for (name, help, value) in gauges {
        family(&mut out, name, "gauge", help, &one(value));
    }
    let counts = [
        ("shirube_changes_total", "Changes committed.", jobs),
        (
            "shirube_commits_failed_total",
            "Commits that failed; nothing of them was acknowledged.",
            failed,
        ),
    ];
    for (name, help, value) in counts {
        family(&mut out, name, "counter", help, &one(value.to_string()));
    }
    commits(&mut out, &state);
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    (kind, out).into_response()
}

fn commits(out: &mut String, state: &State) {
    let times = state.store.commits.times();
    let name = "shirube_commit_seconds";
    let help = "Time of a commit, waiting for the disk included.";
    family(out, name, "histogram", help, &[]);
    let mut total = 0;
    for (n, of) in times.by_bound.iter().enumerate() {
        total += of;
        let bound = BOUNDS_MS.get(n);
        let bound = bound.map_or("+Inf".to_owned(), |ms| (*ms as f64 / 1000.0).to_string());
        let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {total}");
    }
    let _ = writeln!(out, "{name}_sum {}\n{name}_count {total}", times.sum_s);
}
