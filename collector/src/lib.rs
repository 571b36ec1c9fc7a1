//! The collector: events come in and are counted once; reports and one dashboard page go out.
//! Everything is acknowledged only after SQLite has it durably; the tenant comes from the credential, never the body.
//! Not here: what events mean for a person (`measure`), what a page decides.
#![forbid(unsafe_code)]

mod answer;
mod dashboard;
mod ingest;
mod markup;
mod reports;
mod routes;
mod session;
mod store;

use std::path::PathBuf;
use std::sync::Arc;

pub use store::OpenError;

/// Where the collector keeps its data and whom it serves.
pub struct Config {
    /// Folder; holds `collector.sqlite`.
    pub data: PathBuf,
    /// Whom it serves.
    pub tenants: Vec<Tenant>,
    /// Bound to loopback http: the session cookie goes without `Secure`.
    pub insecure_loopback: bool,
}

/// One customer of the collector, with credentials.
#[derive(Clone)]
pub struct Tenant {
    /// Stable name.
    pub name: String,
    /// Keys that pages carry: they may only write events.
    pub write_keys: Vec<String>,
    /// Keys that servers carry: they may read and publish.
    pub secret_keys: Vec<String>,
    /// Who may sign in to the dashboard.
    pub people: Vec<Person>,
}

/// Somebody who may sign in.
#[derive(Clone)]
pub struct Person {
    /// Mail address.
    pub mail: String,
    /// Password, hashed with argon2id before it is kept.
    pub password: String,
}

/// A running collector.
pub struct Collector {
    state: Arc<routes::State>,
}

/// Opens the store, migrates it, and starts its writer.
pub fn open(config: Config) -> Result<Collector, OpenError> {
    let store = store::Store::open(&config.data)?;
    let state = routes::State::new(store, config.tenants, config.insecure_loopback);
    Ok(Collector {
        state: Arc::new(state),
    })
}

impl Collector {
    /// Every route.
    pub fn router(&self) -> axum::Router {
        routes::router(Arc::clone(&self.state))
    }

    /// Commits what is queued and checkpoints.
    pub fn close(self) {
        self.state.store.close();
    }
}
