//! The three browsers and their drivers: which processes, which capabilities. Leaves: the address of a driver and
//! what to ask of it. Every process is ended by its own handle: a session's when the session ends, the shared one
//! when the suite does. Not here: what is done in a page.

use std::fmt;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::Capabilities;

/// How long a process may take until it answers, on a machine that does other things besides.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    /// Debian's Chromium by chromedriver.
    Chromium,
    /// Firefox ESR by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser by WebKitWebDriver, on a virtual screen.
    Webkit,
}

/// In place of a profile's folder: a private window.
pub(crate) const PRIVATE: &str = "private window";

impl Brand {
    /// Every one, in the order of the table.
    pub const ALL: [Brand; 3] = [Brand::Chromium, Brand::Firefox, Brand::Webkit];

    /// Those that this run is for (`SHIRUBE_BROWSERS`, separated by commas); Chromium where nothing is said.
    ///
    /// # Panics
    /// With a name that is none of the three.
    #[must_use]
    pub fn chosen() -> Vec<Brand> {
        Self::named("SHIRUBE_BROWSERS").collect()
    }

    /// Those that a variable names.
    pub(crate) fn named(variable: &'static str) -> impl Iterator<Item = Brand> {
        let list = std::env::var(variable).unwrap_or_else(|_| "chromium".to_owned());
        let names: Vec<String> = list.split(',').map(str::to_owned).collect();
        names.into_iter().map(move |name| {
            let brand = Brand::ALL.into_iter().find(|b| b.to_string() == name);
            brand.unwrap_or_else(|| panic!("{variable}: {name} is no browser of ours"))
        })
    }

    /// What a new session asks for: no first-run pages, no traffic of its own, a fresh profile.
    pub(crate) fn capabilities(
        self,
        width: u32,
        height: u32,
        profile: Option<&str>,
    ) -> Capabilities {
        let mut wish = match self {
            Brand::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": {"args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--disable-dev-shm-usage", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--no-first-run",
                    format!("--window-size={width},{height}"),
                ]},
            }),
            Brand::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "args": ["-headless", "-width", width.to_string(), "-height", height.to_string()],
                    "prefs": {
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                        "browser.safebrowsing.downloads.remote.enabled": false,
                        "app.normandy.enabled": false,
                        "extensions.getAddons.cache.enabled": false,
                        // Costs are measured in fractions of a millisecond.
                        "privacy.reduceTimerPrecision": false,
                    },
                },
            }),
            Brand::Webkit => json!({
                "webkitgtk:browserOptions": {
                    "binary": minibrowser(),
                    "args": ["--automation"],
                },
            }),
        };
        if let Some(profile) = profile {
            let private = profile == PRIVATE;
            let (options, words) = match self {
                // Its automated windows keep nothing anyway.
                Brand::Webkit if private => ("webkitgtk:browserOptions", Vec::new()),
                Brand::Firefox if private => ("moz:firefoxOptions", vec!["-private".to_owned()]),
                Brand::Chromium if private => {
                    ("goog:chromeOptions", vec!["--incognito".to_owned()])
                }
                Brand::Firefox => (
                    "moz:firefoxOptions",
                    vec!["-profile".to_owned(), profile.to_owned()],
                ),
                _ => (
                    "goog:chromeOptions",
                    vec![format!("--user-data-dir={profile}")],
                ),
            };
            if let Some(arguments) = wish[options]["args"].as_array_mut() {
                arguments.extend(words.into_iter().map(Value::from));
            }
        }
        match wish {
            Value::Object(map) => map.into(),
            _ => Capabilities::new(),
        }
    }
}

impl fmt::Display for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Brand::Chromium => "chromium",
            Brand::Firefox => "firefox",
            Brand::Webkit => "webkit",
        })
    }
}

/// Processes that end with their owner.
struct Processes(Vec<Child>);

impl Drop for Processes {
    fn drop(&mut self) {
        // The driver before the screen that it draws on.
        while let Some(mut child) = self.0.pop() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A driver that answers.
pub(crate) struct Driver {
    pub(crate) address: String,
    /// Empty for the one that all sessions share.
    _own: Option<Processes>,
}

/// chromedriver serves any number of sessions, each with a browser of its own; one process does for a suite.
static SHARED: Mutex<Option<(Processes, String)>> = Mutex::new(None);

impl Driver {
    /// A driver for one session.
    pub(crate) async fn start(brand: Brand) -> Self {
        match brand {
            Brand::Chromium => Driver {
                address: chromedriver(),
                _own: None,
            },
            Brand::Firefox => {
                let mut child = spawn(
                    Command::new(tool("SHIRUBE_GECKODRIVER", "geckodriver"))
                        .args(["--port", "0", "--log", "info"]),
                );
                let port = number_after(&mut child, "Listening on 127.0.0.1:");
                Driver::own(vec![child], port)
            }
            Brand::Webkit => {
                let mut screen = spawn(Command::new("Xvfb").args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1600x1200x24",
                    "-nolisten",
                    "tcp",
                ]));
                let display = number_after(&mut screen, "");
                let port = crate::free_port();
                let child = spawn(
                    Command::new("WebKitWebDriver")
                        .arg(format!("--port={port}"))
                        .env("DISPLAY", format!(":{display}"))
                        .env("GDK_BACKEND", "x11")
                        // No GPU, no session bus and no sandbox helper on a test machine.
                        .env("LIBGL_ALWAYS_SOFTWARE", "1")
                        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
                        .env("NO_AT_BRIDGE", "1"),
                );
                let driver = Driver::own(vec![screen, child], u32::from(port));
                driver.answers().await;
                driver
            }
        }
    }

    fn own(processes: Vec<Child>, port: u32) -> Self {
        Driver {
            address: format!("http://127.0.0.1:{port}"),
            _own: Some(Processes(processes)),
        }
    }

    /// Waits for a driver that does not say when it listens.
    async fn answers(&self) {
        let deadline = Instant::now() + PATIENCE;
        while ureq::get(format!("{}/status", self.address))
            .call()
            .is_err()
        {
            assert!(Instant::now() < deadline, "the driver does not answer");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Ends the shared driver and with it every browser that it still holds.
pub fn end() {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner).take();
}

/// The browser itself is the one process that names its profile's folder as an argument of its own.
pub(crate) fn kill_by_profile(profile: &std::path::Path) {
    let profile = profile.to_string_lossy();
    let option = format!("--user-data-dir={profile}");
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let line = std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default();
        let own = line
            .split('\0')
            .any(|word| word == profile || word == option);
        if let (true, Some(pid)) = (own, entry.file_name().to_str()) {
            let _ = Command::new("kill").args(["-9", pid]).status();
        }
    }
}

fn chromedriver() -> String {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let (_, address) = shared.get_or_insert_with(|| {
        let mut child = spawn(Command::new("chromedriver").arg("--port=0"));
        let port = number_after(&mut child, "started successfully on port ");
        (Processes(vec![child]), format!("http://127.0.0.1:{port}"))
    });
    address.clone()
}

fn spawn(command: &mut Command) -> Child {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::piped());
    let name = quiet.get_program().to_string_lossy().into_owned();
    let child = quiet.stderr(Stdio::null()).spawn();
    child.unwrap_or_else(|e| panic!("{name}: {e}; cargo xtask test installs it"))
}

/// The number that a process prints after some words once it is ready; the rest of what it prints is let go.
fn number_after(child: &mut Child, words: &str) -> u32 {
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let found = lines.by_ref().find_map(|line| {
        let line = line.ok()?;
        let digits = line.split_once(words)?.1;
        let end = digits.find(|c: char| !c.is_ascii_digit());
        digits[..end.unwrap_or(digits.len())].parse().ok()
    });
    drain(lines);
    found.unwrap_or_else(|| panic!("a process ended before it said \"{words}\""))
}

/// Reads a pipe to its end in the background, so that its writer never waits.
pub(crate) fn drain<R: Read + Send + 'static>(lines: std::io::Lines<BufReader<R>>) {
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
}

fn tool(variable: &str, name: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| name.to_owned())
}

/// MiniBrowser lies beside the library, in a folder that names machine and version.
fn minibrowser() -> String {
    let libraries = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let found = libraries.flat_map(|folder| {
        ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"]
            .map(|version| folder.path().join(version).join("MiniBrowser"))
    });
    found
        .into_iter()
        .find(|path| path.is_file())
        .expect("MiniBrowser; cargo xtask test installs it")
        .to_string_lossy()
        .into_owned()
}
