//! What a detector found: about whom, why in one sentence a language, and the figures that a case freezes.

use serde_json::{Map, Value, json};

use crate::markup::Language;

/// A reason to look after an account.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) account: String,
    pub(crate) user: Option<String>,
    /// Tells findings of one rule and account apart: a user, a step.
    pub(crate) key: String,
    /// When what it tells of happened, where that is known.
    pub(crate) at: Option<i64>,
    /// Above the rule's, where days left decide.
    pub(crate) severity: Option<i64>,
    /// The sentence that decides, then others.
    pub(crate) reasons: Vec<Value>,
    pub(crate) evidence: Map<String, Value>,
    /// What would help: an item, and its step.
    pub(crate) help: Vec<(String, Option<String>)>,
}

impl Finding {
    pub(crate) fn of(account: &str) -> Self {
        Finding {
            account: account.to_owned(),
            user: None,
            key: String::new(),
            at: None,
            severity: None,
            reasons: Vec::new(),
            evidence: Map::new(),
            help: Vec::new(),
        }
    }

    pub(crate) fn because(mut self, say: impl Fn(Language) -> String) -> Self {
        self.reasons
            .push(json!({"ja": say(Language::Ja), "en": say(Language::En)}));
        self
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.evidence.insert(key.to_owned(), value.into());
        self
    }
}

/// `0.47`, without a sign of its own.
pub(crate) fn ratio(value: f64) -> String {
    format!("{value:.2}")
}

/// `1.8`.
pub(crate) fn tenth(value: f64) -> String {
    format!("{value:.1}")
}
