//! The ways to a human: an inquiry that is numbered at once, the community, and the contact.
//! Not here: what the help centre shows (`help`), and how an inquiry reaches anybody (the outbox).

use content::{Digest, decimal, find, joined, tidy};
use telemetry::{By, Datum, Name, Record};

use crate::effect::Effect;
use crate::engine::Engine;
use crate::help::Place;

/// Longest inquiry, in characters.
const LONGEST_INQUIRY: usize = 2_000;

impl Engine {
    pub(crate) fn send_inquiry(&mut self, text: &str, trusted: bool) {
        let text = tidy(text, LONGEST_INQUIRY);
        let Some(category) = self.help().and_then(|h| h.category.clone()) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let number = self.number_of(&text);
        let mut record = Record::new(Name::InquirySubmitted)
            .with("category", Datum::Text(category))
            .with("text", Datum::Text(text.clone()))
            .with("number", Datum::Text(number.clone()));
        record.trusted = Some(trusted);
        self.effects.push(Effect::Record(record));
        self.progress.asked(&number, &text, self.now, self.online);
        self.dirty = true;
        if let Some(help) = self.help() {
            help.place = Place::Sent(number);
            help.trail.clear();
            help.query.clear();
            help.text.clear();
        }
    }

    /// A number that a person can read out, the same wherever it is looked up: from who, when and what.
    fn number_of(&self, text: &str) -> String {
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let who = self.person.user.as_deref().unwrap_or(&self.person.device);
        let seed = joined(&[who, &decimal(self.now as u32), text], "\u{0}");
        let Digest(bytes) = Digest::of(seed.as_bytes());
        let mut number = String::from("Q-");
        for byte in bytes.iter().take(6) {
            if let Some(letter) = LETTERS.get(usize::from(*byte & 31)) {
                number.push(char::from(*letter));
            }
        }
        number
    }

    pub(crate) fn open_community(&mut self, thread: Option<&str>, trusted: bool) {
        let Some(community) = self.desk().and_then(|d| d.community.clone()) else {
            return;
        };
        let known = thread.filter(|url| community.threads.iter().any(|t| t.url == **url));
        let mut record =
            Record::new(Name::CommunityOpened).with("by", Datum::Word(By::User.text()));
        record.trusted = Some(trusted);
        self.effects.push(Effect::Record(record));
        self.effects.push(Effect::OpenWeb(
            known.map_or_else(|| self.with_place(&community.url), str::to_owned),
        ));
    }

    /// The community's address with the page and the running step, so that nobody has to describe where they are.
    fn with_place(&self, url: &str) -> String {
        let mut out = url.to_owned();
        let mut add = |key: &str, value: &str| {
            out.push(if find(&out, "?").is_some() { '&' } else { '?' });
            out.push_str(key);
            out.push('=');
            push_encoded(&mut out, value);
        };
        add("page", &self.address.path);
        if let Some(run) = self.running() {
            add("step", &joined(&[&run.id, &run.step], "#"));
        }
        out
    }

    /// Where a meeting is booked: the account's own page, else the published one.
    pub(crate) fn booking(&self) -> Option<String> {
        let own = self.facts.contact.as_ref().map(|c| c.booking.clone());
        let url = match own.filter(|url| !url.is_empty()) {
            Some(url) => url,
            None => self.fill(&self.desk()?.contact.as_ref()?.booking),
        };
        url.starts_with("https://").then_some(url)
    }

    pub(crate) fn contact(&mut self, booking: bool, trusted: bool) {
        let Some(contact) = self.desk().and_then(|d| d.contact.clone()) else {
            return;
        };
        let url = self.booking();
        if booking && url.is_none() {
            return;
        }
        let how = if booking { "booking" } else { "message" };
        let mut record = Record::new(Name::ContactRequested).with("how", Datum::Word(how));
        record.trusted = Some(trusted);
        self.effects.push(Effect::Record(record));
        if booking {
            if let Some(url) = url {
                self.effects.push(Effect::OpenWeb(url));
            }
        } else if !contact.chat {
            // Where the host has no chat of its own, a message is an inquiry.
            self.ask_inquiry();
        }
    }
}

/// Percent-encodes everything but unreserved characters.
fn push_encoded(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(if half < 10 {
                    b'0' + half
                } else {
                    b'A' + half - 10
                }));
            }
        }
    }
}
