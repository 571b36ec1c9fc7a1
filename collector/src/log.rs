//! The log: one JSON object a line on standard error. Routes as templates, statuses, codes and times; never a body, a
//! key, an id, an address or a name.

use std::io::Write as _;
use std::time::Duration;

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::routes::now;

/// An answer that took longer is logged even when it is fine.
const SLOW: Duration = Duration::from_secs(1);

/// How much is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Log {
    /// Nothing.
    #[default]
    Off,
    /// What went wrong or took long, and the program's own steps.
    Troubles,
    /// Every answer too.
    All,
}

impl Log {
    /// What the program itself did.
    pub(crate) fn step(self, event: &str, more: &[(&str, Value)]) {
        if self == Log::Off {
            return;
        }
        let mut line = Map::new();
        line.insert("at".to_owned(), json!(now()));
        line.insert("event".to_owned(), json!(event));
        for (key, value) in more {
            line.insert((*key).to_owned(), value.clone());
        }
        // A log that cannot be written must not stop what it tells of.
        let _ = writeln!(std::io::stderr().lock(), "{}", Value::Object(line));
    }

    pub(crate) fn answer(
        self,
        method: &Method,
        route: &str,
        status: u16,
        code: Option<&str>,
        took: Duration,
    ) {
        let trouble = status >= 500 || status == 429 || took > SLOW;
        if self == Log::All || trouble {
            let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            let said = [
                ("method", json!(method.as_str())),
                ("route", json!(route)),
                ("status", json!(status)),
                ("code", json!(code)),
                ("ms", json!(ms)),
            ];
            self.step("answer", &said);
        }
    }
}
