//! `shirube edit`: a page on 127.0.0.1 that writes the content folder's own files. Requests of that page enter, changed
//! files and published releases leave. Nobody but the page that was opened with the address's token is heard.

mod folder;
mod live;
mod publish;
mod routes;
mod trial;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;

use self::folder::Folder;
use self::live::Companion;
use self::trial::{Sdk, Trials};

/// How an editor is opened.
pub struct Desk {
    /// The content folder.
    pub source: PathBuf,
    /// A page of the vendor's product; without it nothing can be picked, recorded or previewed.
    pub page: Option<String>,
    /// Where it listens on 127.0.0.1; 0 for any port that is free.
    pub port: u16,
    /// The language of the editor, `ja` or `en`.
    pub language: String,
    /// How the browser for picking and recording starts.
    pub browser: ::live::Options,
    /// Folder to publish to where `publish:` of shirube.yaml names none.
    pub to: Option<PathBuf>,
    /// Whose content it is.
    pub tenant: String,
    /// What is known of people, asked anew before each publication; without it nobody is counted.
    pub past: Option<KnownPast>,
}

/// Reads what is known of people.
pub type KnownPast = Box<dyn Fn() -> Result<replay::Past, String> + Send + Sync>;

/// Why no editor opens.
#[derive(Debug)]
pub enum DeskError {
    /// The port is taken, or the system refuses.
    Io(std::io::Error),
}

impl fmt::Display for DeskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeskError::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DeskError {}

/// What every request shares.
pub(crate) struct State {
    pub(crate) folder: Mutex<Folder>,
    pub(crate) companion: Companion,
    pub(crate) sdk: Sdk,
    pub(crate) trials: Trials,
    pub(crate) desk: Desk,
    pub(crate) token: String,
    pub(crate) address: SocketAddr,
}

/// Serves until the process ends. `ready` gets the address to open once it listens; its fragment is the token.
///
/// # Errors
/// The port cannot be had.
pub async fn serve(desk: Desk, ready: impl FnOnce(&str)) -> Result<(), DeskError> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", desk.port))
        .await
        .map_err(DeskError::Io)?;
    let address = listener.local_addr().map_err(DeskError::Io)?;
    let mut secret = [0; 16];
    getrandom::fill(&mut secret).map_err(|e| DeskError::Io(std::io::Error::other(e)))?;
    let token: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    ready(&format!("http://{address}/#{token}"));
    let state = State {
        folder: Mutex::new(Folder::new(&desk.source)),
        companion: Companion::new(desk.page.clone(), desk.browser.clone()),
        sdk: Sdk::new(desk.page.clone()),
        trials: Trials::default(),
        desk,
        token,
        address,
    };
    axum::serve(listener, routes::router(state))
        .await
        .map_err(DeskError::Io)
}
