//! What happens by itself while the collector serves: business days that are over are evaluated, letters and webhooks
//! go out. Nothing of it is lost when it is cut off: what is due stays due.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::desk::mail;
use crate::detect::tick;
use crate::reports;
use crate::routes::State;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn run(state: Arc<State>) {
    let mut looked: Option<Instant> = None;
    loop {
        let _ = tokio::time::timeout(EVERY, state.posting.notified()).await;
        mail::drain(&state).await;
        if looked.is_some_and(|at| at.elapsed() < EVERY) {
            continue;
        }
        looked = Some(Instant::now());
        for tenant in tenants(&state).await {
            if tick::due(&state, &tenant).await.is_err() {
                state
                    .log
                    .step("detect_failed", &[("tenant", json!(tenant))]);
            }
            if reports::fit_due(&state, &tenant).await.is_err() {
                state.log.step("fit_failed", &[("tenant", json!(tenant))]);
            }
        }
    }
}

/// Whoever has told or published anything.
pub(crate) async fn tenants(state: &Arc<State>) -> Vec<String> {
    let read = reports::read(state, |db| {
        let mut statement =
            db.prepare_cached("SELECT tenant FROM release UNION SELECT tenant FROM snapshot")?;
        let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    });
    read.await.unwrap_or_default()
}
