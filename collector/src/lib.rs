//! The collector: events come in and are counted once; reports and a dashboard go out.
//! Everything is acknowledged only after SQLite has it durably; the tenant comes from the credential, never the body.
//! Not here: what events mean for a person (`measure`), what a page decides.
#![forbid(unsafe_code)]

pub mod admin;
mod answer;
mod body;
mod dashboard;
mod directory;
mod event;
mod export;
mod ingest;
mod log;
mod markup;
mod metrics;
mod releases;
mod reports;
mod role;
mod routes;
mod server;
mod session;
mod store;
mod zone;

use std::path::PathBuf;
use std::sync::Arc;

pub use directory::Environment;
pub use log::Log;
pub use role::{Act, Role};
pub use routes::{Route, Who, table};
pub use store::OpenError;

/// Where the collector keeps its data and whom it serves.
pub struct Config {
    /// Folder; holds `collector.sqlite`.
    pub data: PathBuf,
    /// Whom it serves besides the tenants kept in the store.
    pub tenants: Vec<Tenant>,
    /// Reached over http on loopback: the session cookie goes without `Secure`.
    pub insecure_loopback: bool,
    /// What an operator may turn.
    pub settings: Settings,
}

/// What an operator may turn; the defaults suit a small machine.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The database stops growing there and answers 503; no bound where it is not said.
    pub most_bytes: Option<u64>,
    /// What is logged.
    pub log: Log,
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
    /// Who may sign in to the dashboard, as owners.
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
    let store = store::Store::open(&config.data, config.settings.most_bytes)?;
    Ok(Collector {
        state: Arc::new(routes::State::new(store, config)),
    })
}

impl Collector {
    /// Every route.
    pub fn router(&self) -> axum::Router {
        routes::router(Arc::clone(&self.state))
    }

    /// Whether nobody has a key or may sign in: the set-up link is the only way in.
    pub fn is_unclaimed(&self) -> bool {
        self.state.directory.is_empty(&self.state.store)
    }

    /// Commits what is queued and checkpoints.
    pub fn close(self) {
        self.state.store.close();
    }
}
