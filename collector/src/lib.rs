//! The collector: events come in and are counted once; reports and a dashboard go out.
//! Everything is acknowledged only after SQLite has it durably; the tenant comes from the credential, never the body.
//! Not here: what events mean for a person (`measure`), what a page decides.
#![forbid(unsafe_code)]

pub mod admin;
mod answer;
mod audit;
pub mod backup;
mod body;
mod calendar;
mod clock;
mod condition;
mod dashboard;
mod delivery;
mod desk;
mod detect;
mod directory;
mod entrance;
mod erase;
mod event;
mod export;
mod facts;
mod identity;
mod import;
mod ingest;
mod intake;
mod known;
mod ledger;
mod limit;
mod log;
mod markup;
mod me;
mod metrics;
mod numbers;
mod pages;
pub mod readers;
mod record;
mod releases;
mod reports;
mod role;
mod routes;
mod server;
mod session;
mod shape;
mod store;
mod warm;
mod zone;

use std::path::PathBuf;
use std::sync::Arc;

pub use directory::Environment;
pub use known::{Known, known};
pub use limit::Rate;
pub use log::Log;
pub use role::{Act, Role};
pub use routes::{Route, Who, table};
pub use store::OpenError;

/// Whether Japan works on a day, counted from 1970-01-01: no weekend, no holiday, no customary closure.
#[must_use]
pub fn is_business_day_in_japan(days: i64) -> bool {
    calendar::is_business_day_in_japan(days)
}

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
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database stops growing there and answers 503; no bound where it is not said.
    pub most_bytes: Option<u64>,
    /// What is logged.
    pub log: Log,
    /// Events of one tenant.
    pub tenant_rate: Rate,
    /// Events of one person.
    pub person_rate: Rate,
    /// From this many events on, reports are kept and reckoned again behind whoever asks.
    pub long_log: u64,
    /// Where letters are handed in; none are sent where it is not said.
    pub mail: Option<Mail>,
    /// Events older than this many days go; at least [`LEAST_RETENTION_DAYS`]. For ever where it is not said.
    pub retention_days: Option<u32>,
    /// Webhooks may go to addresses of this machine and its network, and without encryption.
    pub inside: bool,
}

/// A mail server and a sender.
#[derive(Clone)]
pub struct Mail(desk::mail::Mailer);

impl Mail {
    /// `url` is `smtp://`, `smtps://` or `smtp://…?tls=required`, with user and password where they are needed; `from`
    /// a mail address, with or without a name.
    ///
    /// # Errors
    /// A sentence that says which of the two does not read.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        desk::mail::Mailer::new(url, from).map(Mail)
    }
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail")
    }
}

/// Pages send what is up to thirty days old: what went sooner could come back.
pub const LEAST_RETENTION_DAYS: u32 = 60;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            most_bytes: None,
            log: Log::Off,
            long_log: 100_000,
            tenant_rate: Rate {
                per_second: 5_000.0,
                burst: 50_000.0,
            },
            // A device that was offline for long sends its whole queue of 2,000 at once.
            person_rate: Rate {
                per_second: 50.0,
                burst: 5_000.0,
            },
            mail: None,
            retention_days: None,
            inside: false,
        }
    }
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

/// Opens the store, migrates it, and starts its writer. One collector a folder.
pub fn open(config: Config) -> Result<Collector, OpenError> {
    let upkeep = store::Upkeep {
        most_bytes: config.settings.most_bytes,
        retention_days: config.settings.retention_days,
    };
    let lock = backup::lock(&config.data).map_err(|e| OpenError {
        path: config.data.clone(),
        cause: e.to_string(),
    })?;
    let store = store::Store::open(&config.data, upkeep)?;
    Ok(Collector {
        state: Arc::new(routes::State::new(store, config, lock)),
    })
}

impl Collector {
    /// Every route.
    pub fn router(&self) -> axum::Router {
        routes::router(Arc::clone(&self.state))
    }

    /// Reckons reports of a long log again as they go stale, for as long as it is awaited. `serve` does so by itself.
    pub fn keep_warm(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        warm::run(Arc::clone(&self.state))
    }

    /// Whether nobody has a key or may sign in: the set-up link is the only way in.
    pub fn is_unclaimed(&self) -> bool {
        self.state.directory.is_empty(&self.state.store)
    }

    /// Commits what is queued and checkpoints.
    pub fn close(self) {
        self.state.store.close();
        if let Ok(mut lock) = self.state.lock.lock() {
            lock.take();
        }
    }
}
