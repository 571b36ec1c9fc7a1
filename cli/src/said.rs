//! In which language the command speaks, with or without colour, and how it tells that it is still at work.
//! Japanese or English by `--lang`, else by the environment; colour and moving lines only on a terminal.

use std::cell::RefCell;
use std::io::{IsTerminal as _, Write as _};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use author::{Finding, Severity, Spoken};
use clap::ValueEnum;

static SPOKEN: OnceLock<Spoken> = OnceLock::new();

/// `--lang`.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    Ja,
    En,
}

/// Decides once, before anything is said.
pub(crate) fn choose(lang: Option<Lang>) {
    let of_environment = || {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
        set.is_some_and(|v| v.starts_with("ja"))
    };
    let ja = match lang {
        Some(Lang::Ja) => true,
        Some(Lang::En) => false,
        None => of_environment(),
    };
    let _ = SPOKEN.set(if ja { Spoken::Ja } else { Spoken::En });
}

pub(crate) fn spoken() -> Spoken {
    *SPOKEN.get().unwrap_or(&Spoken::En)
}

/// The sentence in the language of the person.
pub(crate) fn say(ja: impl Into<String>, en: impl Into<String>) -> String {
    match spoken() {
        Spoken::Ja => ja.into(),
        Spoken::En => en.into(),
    }
}

/// A count with its noun: "1 item", "2 items".
pub(crate) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn coloured() -> bool {
    static COLOURED: OnceLock<bool> = OnceLock::new();
    *COLOURED.get_or_init(|| {
        let dumb = std::env::var("TERM").is_ok_and(|t| t == "dumb");
        std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() && !dumb
    })
}

fn painted(code: &str, text: &str) -> String {
    if coloured() {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

pub(crate) fn bold(text: &str) -> String {
    painted("1", text)
}

pub(crate) fn dim(text: &str) -> String {
    painted("2", text)
}

pub(crate) fn good(text: &str) -> String {
    painted("32", text)
}

pub(crate) fn bad(text: &str) -> String {
    painted("31", text)
}

pub(crate) fn odd(text: &str) -> String {
    painted("33", text)
}

/// A finding's line; off a terminal exactly `file:line:column: severity[code]: sentence`.
pub(crate) fn finding(finding: &Finding) -> String {
    let severity = format!("{}[{}]", finding.severity().text(), finding.code);
    let severity = match finding.severity() {
        Severity::Error => bad(&severity),
        Severity::Warning => odd(&severity),
        Severity::Note => dim(&severity),
    };
    let place = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    format!("{}: {severity}: {}", bold(&place), finding.said(spoken()))
}

/// Tells on standard error what is being done, once that has taken longer than a second.
pub(crate) struct Progress {
    begun: Instant,
    told: RefCell<(Instant, String)>,
    moving: bool,
}

impl Progress {
    pub(crate) fn begin() -> Progress {
        let now = Instant::now();
        Progress {
            begun: now,
            told: RefCell::new((now, String::new())),
            moving: std::io::stderr().is_terminal(),
        }
    }

    /// What is being done now.
    pub(crate) fn tell(&self, words: impl FnOnce() -> String) {
        let pause = Duration::from_millis(if self.moving { 100 } else { 1000 });
        let mut told = self.told.borrow_mut();
        if self.begun.elapsed() < Duration::from_secs(1) || told.0.elapsed() < pause {
            return;
        }
        let words = words();
        if words != told.1 {
            let (before, after) = if self.moving {
                ("\r\u{1b}[K", "")
            } else {
                ("", "\n")
            };
            let _ = write!(std::io::stderr(), "{before}{words}{after}");
        }
        *told = (Instant::now(), words);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.moving && !self.told.borrow().1.is_empty() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
