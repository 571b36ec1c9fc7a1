//! What happens by itself while the collector serves: business days that are over are evaluated. Nothing of it
//! is lost when it is cut off: what is due stays due.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::detect::tick;
use crate::reports;
use crate::routes::State;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn run(state: Arc<State>) {
    loop {
        tokio::time::sleep(EVERY).await;
        for tenant in tenants(&state).await {
            if tick::due(&state, &tenant).await.is_err() {
                state
                    .log
                    .step("detect_failed", &[("tenant", json!(tenant))]);
            }
        }
    }
}

/// Whoever has told or published anything.
async fn tenants(state: &Arc<State>) -> Vec<String> {
    let read = reports::read(state, |db| {
        let mut statement =
            db.prepare_cached("SELECT tenant FROM release UNION SELECT tenant FROM snapshot")?;
        let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    });
    read.await.unwrap_or_default()
}
