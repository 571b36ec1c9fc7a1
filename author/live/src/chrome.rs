//! Finding, starting and ending the browser. Options enter, a running browser leaves; its profile is its own and goes with it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use crate::page::Page;
use crate::wire::{LiveError, Wire, pause};

/// How a browser is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Without a window, for checks and machines that have no screen.
    pub headless: bool,
    /// Width and height of the window in CSS pixels; the browser's own size otherwise.
    pub size: Option<(u32, u32)>,
    /// The language pages are asked for in, as a BCP 47 tag.
    pub language: Option<String>,
    /// Where the profile lies, log-ins included; a new one that goes with the browser otherwise.
    pub profile: Option<PathBuf>,
}

/// A running browser; it ends when this is dropped, unless it was only attached to.
pub struct Chrome {
    wire: Arc<Wire>,
    child: Option<Child>,
    _profile: Option<TempDir>,
}

/// The program that speaks for a browser; the first that is there is taken.
const PROGRAMS: &[&str] = &[
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "chrome",
    "msedge",
];
const PLACES: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
];
/// The browser's own status for a profile that another one holds.
const IN_USE: i32 = 21;
/// How long a browser may take to start, in a cold cache on a busy machine.
const START: Duration = Duration::from_secs(40);

fn program() -> Result<PathBuf, LiveError> {
    if let Some(named) = std::env::var_os("SHIRUBE_CHROME") {
        return Ok(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .flat_map(|folder| {
            PROGRAMS
                .iter()
                .flat_map(move |p| [folder.join(p), folder.join(format!("{p}.exe"))])
        })
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|p| p.is_file())
        .ok_or(LiveError::NoBrowser)
}

/// Root may not have a sandbox; everyone else keeps theirs.
fn is_root() -> bool {
    cfg!(unix)
        && Command::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

impl Chrome {
    /// Starts a browser.
    ///
    /// # Errors
    /// There is none, or it does not start.
    pub fn start(options: &Options) -> Result<Chrome, LiveError> {
        let failed = |e: std::io::Error| LiveError::NotStarted(e.to_string());
        let own = match options.profile {
            Some(_) => None,
            None => Some(TempDir::with_prefix("shirube-").map_err(failed)?),
        };
        let profile = match (&options.profile, &own) {
            (Some(given), _) => given.clone(),
            (None, Some(own)) => own.path().to_owned(),
            (None, None) => return Err(LiveError::NoBrowser),
        };
        let _ = std::fs::remove_file(profile.join("DevToolsActivePort"));
        let mut command = Command::new(program()?);
        let mut profile_flag = OsString::from("--user-data-dir=");
        profile_flag.push(&profile);
        command
            .arg(profile_flag)
            .args([
                "--remote-debugging-port=0",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-search-engine-choice-screen",
                "--password-store=basic",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if options.headless {
            command.args(["--headless=new", "--hide-scrollbars"]);
        }
        if is_root() {
            command.arg("--no-sandbox");
        }
        if let Some((width, height)) = options.size {
            command.arg(format!("--window-size={width},{height}"));
        }
        if let Some(language) = &options.language {
            command.arg(format!("--lang={language}"));
            command.arg(format!("--accept-lang={language}"));
        }
        let mut child = command.arg("about:blank").spawn().map_err(failed)?;
        match port(&profile, &mut child) {
            Ok((port, path)) => Ok(Chrome {
                wire: Wire::connect(port, &path)?,
                child: Some(child),
                _profile: own,
            }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    /// Joins a browser that another process started with this profile; dropping it leaves that browser open.
    ///
    /// # Errors
    /// None is running there.
    pub fn attach(profile: &Path) -> Result<Chrome, LiveError> {
        let (port, path) = address(profile).ok_or(LiveError::Closed)?;
        Ok(Chrome {
            wire: Wire::connect(port, &path)?,
            child: None,
            _profile: None,
        })
    }

    /// Ends the browser, attached to or started.
    ///
    /// # Errors
    /// It was closed already.
    pub fn close(self) -> Result<(), LiveError> {
        match self.wire.call("", "Browser.close", json!({})) {
            // It may be gone before it answers.
            Ok(_) | Err(LiveError::Closed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The first tab.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn page(&self) -> Result<Page, LiveError> {
        let all = self.wire.call("", "Target.getTargets", json!({}))?;
        let target = all["targetInfos"]
            .as_array()
            .and_then(|all| all.iter().find(|t| t["type"] == "page"))
            .and_then(|t| t["targetId"].as_str())
            .ok_or(LiveError::Closed)?;
        Page::attach(Arc::clone(&self.wire), target)
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = self.wire.send("", "Browser.close", json!({}));
            let end = Instant::now() + Duration::from_secs(5);
            while Instant::now() < end && matches!(child.try_wait(), Ok(None)) {
                pause(20);
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn address(profile: &Path) -> Option<(u16, String)> {
    let text = std::fs::read_to_string(profile.join("DevToolsActivePort")).ok()?;
    let (port, path) = text.split_once('\n')?;
    Some((port.trim().parse().ok()?, path.trim().to_owned()))
}

/// The browser writes its port into its profile once it listens.
fn port(profile: &Path, child: &mut Child) -> Result<(u16, String), LiveError> {
    let end = Instant::now() + START;
    loop {
        if let Some(found) = address(profile) {
            return Ok(found);
        }
        if let Ok(Some(status)) = child.try_wait() {
            let said = match status.code() {
                Some(IN_USE) => format!("another browser is using {}", profile.display()),
                _ => format!("it ended with {status}"),
            };
            return Err(LiveError::NotStarted(said));
        }
        if Instant::now() > end {
            return Err(LiveError::NotStarted("it does not answer".to_owned()));
        }
        pause(30);
    }
}
