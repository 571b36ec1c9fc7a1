//! One event: what the engine recorded, and the stamp that makes it countable once.
//! `row` writes it as it is stored and sent; the row never changes again, however often it is sent.

use crate::json;
use crate::name::Name;

/// A value in an event's data.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// A text.
    Text(String),
    /// A word of a closed list.
    Word(&'static str),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// JSON that the page handed over, already written.
    Json(String),
    /// Members of a JSON object that the page handed over: `"a":1,"b":2`. They stand beside the others, without a key.
    Members(String),
}

/// What happened, as the engine says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// The bare name of a host event (`name` is `Host` then).
    pub host: Option<String>,
    /// The item, its version and the language served.
    pub content: Option<Subject>,
    /// The step of a tutorial.
    pub step: Option<String>,
    /// Whether a person did it: `isTrusted` of the input; absent where nobody acted.
    pub trusted: Option<bool>,
    /// Everything else, keys as in the contract.
    pub data: Vec<(&'static str, Datum)>,
}

/// The item that an event is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Item id.
    pub id: String,
    /// Item version.
    pub version: u32,
    /// Variant drawn, if the item carries an experiment.
    pub variant: Option<String>,
    /// Language served.
    pub language: String,
}

impl Record {
    /// An event of this name about nothing in particular; boxed, since it is handed on many times.
    #[must_use]
    pub fn new(name: Name) -> Box<Self> {
        Box::new(Record {
            name,
            host: None,
            content: None,
            step: None,
            trusted: None,
            data: Vec::new(),
        })
    }

    /// With one more datum.
    #[must_use]
    pub fn with(mut self: Box<Self>, key: &'static str, value: Datum) -> Box<Self> {
        self.data.push((key, value));
        self
    }

    /// The full name on the wire.
    #[must_use]
    pub fn full_name(&self) -> String {
        let mut name = self.name.text().to_owned();
        if let Some(host) = &self.host {
            name.push_str(host);
        }
        name
    }

    /// What the page's own handlers get: the event's data with the item and step it is about, as a JSON object.
    #[must_use]
    pub fn detail_json(&self) -> String {
        let mut out = self.open_data();
        if let Some(subject) = &self.content {
            json::text(&mut out, "content", &subject.id);
            if let Some(step) = &self.step {
                json::text(&mut out, "step", step);
            }
        }
        out.push('}');
        out
    }

    /// The event's data as a JSON object.
    #[must_use]
    pub fn data_json(&self) -> String {
        self.open_data() + "}"
    }

    /// The event's data as a JSON object that is still open.
    fn open_data(&self) -> String {
        let mut out = String::from("{");
        for (key, value) in &self.data {
            if let Datum::Members(text) = value {
                if !text.is_empty() && !out.ends_with('{') {
                    out.push(',');
                }
                out.push_str(text);
                continue;
            }
            json::push_key(&mut out, key);
            match value {
                Datum::Text(text) => json::push_text(&mut out, text),
                Datum::Word(word) => json::push_text(&mut out, word),
                Datum::Number(number) => json::push_number(&mut out, *number),
                Datum::Flag(flag) => json::push_flag(&mut out, *flag),
                Datum::Json(text) | Datum::Members(text) => out.push_str(text),
            }
        }
        out
    }
}

/// What makes an event countable: fixed once, at the action, before any storage or sending.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// UUIDv7 text.
    pub id: String,
    /// Gap-free number in (session, tab).
    pub seq: u32,
    /// Session, UUIDv7 text.
    pub session: String,
    /// Tab ordinal in the session.
    pub tab: u32,
    /// When, in ms.
    pub at: i64,
    /// Who, if known.
    pub user: Option<String>,
    /// Whose account, if known.
    pub account: Option<String>,
    /// The catalogue's version; 0 before one was read.
    pub release: u32,
    /// The language wished.
    pub locale: String,
}

/// The event as one JSON object, keys as in the contract's section 6.
#[must_use]
pub fn row(record: &Record, stamp: &Stamp) -> String {
    let mut out = String::from("{");
    json::text(&mut out, "id", &stamp.id);
    json::number(&mut out, "seq", stamp.seq.into());
    json::text(&mut out, "session", &stamp.session);
    json::number(&mut out, "tab", stamp.tab.into());
    json::number(&mut out, "at", stamp.at);
    json::text(&mut out, "name", &record.full_name());
    for (key, value) in [("user", &stamp.user), ("account", &stamp.account)] {
        if let Some(value) = value {
            json::text(&mut out, key, value);
        }
    }
    if stamp.release > 0 {
        json::number(&mut out, "release", stamp.release.into());
    }
    if let Some(subject) = &record.content {
        json::text(&mut out, "content", &subject.id);
        json::number(&mut out, "version", subject.version.into());
        if let Some(variant) = &subject.variant {
            json::text(&mut out, "variant", variant);
        }
        if let Some(step) = &record.step {
            json::text(&mut out, "step", step);
        }
        json::text(&mut out, "language", &subject.language);
    }
    json::text(&mut out, "locale", &stamp.locale);
    if let Some(trusted) = record.trusted {
        json::push_key(&mut out, "trusted");
        json::push_flag(&mut out, trusted);
    }
    json::push_key(&mut out, "data");
    out.push_str(&record.data_json());
    out.push('}');
    out
}
