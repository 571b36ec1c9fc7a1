//! How well the person knows each topic, by what they did on this device and what the collector said before: the same
//! arithmetic as the reports'. What is known is not explained again, what is forgotten is offered for review.
//! Not here: events of other devices, and how long a guide was read.

use content::Millis;
use content::entry::Kind;
use content::item::{Ask, Question};
use measure::effort::{rapid_below, reading_seconds};
use measure::evidence::{Kind as Evidence, once_a_day};
use measure::own;
use telemetry::{Datum, Name, Record};

use crate::engine::Engine;
use crate::progress::{Known, Past, Sign};
use crate::second::Second;
use crate::side::Side;

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;
/// A task done again within this is the same deed.
const SAME_DEED: Millis = 5 * 60_000;
/// Signs kept of one person.
const SIGNS: usize = 300;

impl Engine {
    /// Weighs what was done, where the scales are there; without them, what was known before stays.
    pub(crate) fn weigh(&mut self) {
        let faded = self.now >= self.weighed_at + HOUR;
        let due = self.reckons || self.signed || faded;
        if due && self.second == Second::Here && self.person_known {
            self.weighed_at = self.now;
            self.door_weigh();
        }
    }

    /// How well a topic is known, 0–100.
    pub(crate) fn knows(&self, topic: &str) -> Option<u32> {
        self.asks_knowing.set(true);
        let facts = self.facts.understands.iter();
        let told = facts
            .filter(|_| self.second != Second::Here)
            .find(|(t, _)| t == topic);
        let known = || self.progress.known.iter().find(|k| k.topic == topic);
        told.map(|(_, percent)| *percent)
            .or_else(|| known().map(|k| k.percent))
    }

    #[inline(never)]
    fn door_weigh(&mut self) {
        // All that the person ever did is looked through when they come, not at every turn.
        if std::mem::take(&mut self.reckons) {
            self.gather_signs();
        }
        self.signed = false;
        let mut topics: Vec<String> = Vec::new();
        let signs = self.progress.signs.iter().map(|s| &s.topic);
        for topic in signs.chain(self.facts.understands.iter().map(|(t, _)| t)) {
            if !topics.contains(topic) {
                topics.push(topic.clone());
            }
        }
        for topic in topics {
            let facts = self.facts.understands.iter().find(|(t, _)| *t == topic);
            let told = facts.map(|(_, percent)| *percent as u8);
            // What was done before is in the collector's own figure.
            let since = facts.map_or(Millis::MIN, |_| self.facts_at);
            let signs = self.progress.signs.iter();
            let later = signs.filter(|s| s.topic == topic && s.at > since);
            let deeds = later.map(|sign| own::Deed {
                at: sign.at,
                kind: own::kind(sign.says),
            });
            let Some(percent) = own::understands(told, deeds, self.now).map(u32::from) else {
                continue;
            };
            let known = &mut self.progress.known;
            match known.iter_mut().find(|k| k.topic == topic) {
                Some(known) if known.percent == percent => continue,
                Some(known) => known.percent = percent,
                None => known.push(Known { topic, percent }),
            }
            self.dirty = true;
        }
    }

    /// Guides that were finished and tasks that were done since are in the memory of the person already.
    fn gather_signs(&mut self) {
        let finished = |p: &Past| Some((p.id.clone(), p.completed_at?));
        for (id, at) in self
            .progress
            .items
            .iter()
            .filter_map(finished)
            .collect::<Vec<_>>()
        {
            let entry = self.entry(&id).filter(|e| e.kind == Kind::Tutorial);
            for topic in entry.map_or_else(Vec::new, |e| e.topics.clone()) {
                self.sign(at, &topic, Evidence::GuideFinished);
            }
        }
        let practices = self.catalogue.iter().flat_map(|c| &c.practices);
        let mut tasks = Vec::new();
        for practice in practices {
            let mut events = self.progress.events.iter();
            let times = events.find(|e| e.name == practice.event).map(|e| &e.times);
            tasks.extend(
                times
                    .into_iter()
                    .flatten()
                    .map(|at| (practice.topic.clone(), *at)),
            );
        }
        for (topic, at) in tasks {
            self.done(at, &topic);
        }
    }

    /// What an event says of knowing.
    #[inline(never)]
    pub(crate) fn door_note(&mut self, record: &Record) {
        let at = self.now;
        let said = |key: &str| record.data.iter().find(|(k, _)| *k == key).map(|(_, v)| v);
        let topics = record.content.as_ref().and_then(|c| self.entry(&c.id));
        let topics = topics.map_or_else(Vec::new, |e| e.topics.clone());
        let kind = match record.name {
            Name::QuizAnswered => {
                let right = said("correct") == Some(&Datum::Flag(true));
                let first = said("attempt") == Some(&Datum::Number(1));
                let took = match said("response_ms") {
                    Some(Datum::Number(ms)) => *ms,
                    _ => 0,
                };
                match self.answer(right, first, took) {
                    Some((topic, Evidence::TaskDone)) => self.done(at, &topic),
                    Some((topic, kind)) => self.sign(at, &topic, kind),
                    None => {}
                }
                return;
            }
            Name::InquirySubmitted => {
                let mut inquiries = self.desk.iter().flat_map(|d| &d.inquiries);
                let named = inquiries.find(|i| match said("category") {
                    Some(Datum::Text(id)) => *id == i.id,
                    _ => false,
                });
                if let Some(topic) = named.and_then(|i| i.topic.clone()) {
                    self.sign(at, &topic, Evidence::Inquiry);
                }
                return;
            }
            Name::HelpSearched => {
                let mut about: Vec<String> = Vec::new();
                if let Some(Side::Help(help)) = &self.side {
                    for hit in help.found.hits.iter().take(3) {
                        about.extend(
                            self.entry(&hit.id)
                                .into_iter()
                                .flat_map(|e| e.topics.clone()),
                        );
                    }
                }
                for topic in about {
                    if self.guided(&topic).is_some() {
                        self.sign(at, &topic, Evidence::HelpSearched);
                    }
                }
                return;
            }
            Name::TutorialStarted => {
                self.backs = 0;
                let asked = !matches!(said("by"), Some(Datum::Word("auto" | "assigned")));
                let past = record.content.as_ref();
                let past = past.and_then(|c| self.progress.past(&c.id));
                let again = past.is_some_and(|p| p.completed_at.is_some_and(|t| t < at));
                if !(asked && again) {
                    return;
                }
                Evidence::GuideReopened
            }
            Name::StepBack => {
                self.backs += 1;
                if self.backs != 2 {
                    return;
                }
                Evidence::BackSteps
            }
            Name::MediaFinished => Evidence::Viewed,
            Name::TutorialCompleted => Evidence::GuideFinished,
            Name::Host => {
                let practices = self.catalogue.iter().flat_map(|c| &c.practices);
                let own = practices.filter(|p| Some(&p.event) == record.host.as_ref());
                for topic in own.map(|p| p.topic.clone()).collect::<Vec<_>>() {
                    self.done(at, &topic);
                }
                return;
            }
            _ => return,
        };
        for topic in topics {
            self.sign(at, &topic, kind);
        }
    }

    /// What the answer to the quiz question that stands says, and of which topic; too fast to have been read, nothing.
    fn answer(&self, right: bool, first: bool, took: Millis) -> Option<(String, Evidence)> {
        let question = self.question()?;
        let topic = question.topic.clone()?;
        let options = question.options.len() as u8;
        let deed = matches!(question.ask, Ask::Do { .. });
        if !deed && (took as f64) < rapid_below(None, self.reading(question)) * 1_000.0 {
            return None;
        }
        let kind = match question.ask {
            Ask::Do { .. } => Evidence::TaskDone,
            // Once seen, what is shown again teaches without being evidence.
            _ if !first => Evidence::Viewed,
            Ask::Single => Evidence::SingleChoice { options, right },
            Ask::Multiple => Evidence::MultipleChoice { options, right },
            Ask::Order => Evidence::Ordering {
                items: options,
                right,
            },
        };
        Some((topic, kind))
    }

    /// Seconds that reading a question takes.
    fn reading(&self, question: &Question) -> f64 {
        let texts = question.options.iter().map(|o| o.text.as_str());
        let (mut characters, mut words) = (0, 0);
        let by_character = self.language.starts_with("ja") || self.language.starts_with("zh");
        for text in texts.chain([question.prompt.as_str()]) {
            if by_character {
                characters += text
                    .chars()
                    .filter(|c| !matches!(c, ' ' | '\n' | '\u{3000}'))
                    .count() as u32;
            } else {
                words += text.split_ascii_whitespace().count() as u32;
            }
        }
        reading_seconds(characters, words, 1.0)
    }

    /// When a guide of the topic was last finished here.
    fn guided(&self, topic: &str) -> Option<Millis> {
        let finished = own::number(Evidence::GuideFinished);
        let mut signs = self.progress.signs.iter().rev();
        let last = signs.find(|s| s.says == finished && s.topic == topic);
        last.map(|s| s.at)
    }

    /// The topic's task was done in the product: unaided, a day or more after its guide, it is the job itself.
    fn done(&mut self, at: Millis, topic: &str) {
        let tasks = [Evidence::TaskDone, Evidence::Transfer].map(own::number);
        let mut signs = self.progress.signs.iter();
        let same = |s: &Sign| (at - s.at).abs() <= SAME_DEED;
        if signs.any(|s| tasks.contains(&s.says) && s.topic == topic && same(s)) {
            return;
        }
        let run = self.run.as_ref();
        let led = run.is_some_and(|r| r.entry.topics.iter().any(|t| t == topic));
        let unaided = !led && self.guided(topic).is_some_and(|end| at - end >= DAY);
        let kind = if unaided {
            Evidence::Transfer
        } else {
            Evidence::TaskDone
        };
        self.sign(at, topic, kind);
    }

    /// A sign that is only implied counts once a day.
    fn sign(&mut self, at: Millis, topic: &str, kind: Evidence) {
        let says = own::number(kind);
        let day = |at: Millis| (at + Millis::from(self.zone) * 60_000).div_euclid(DAY);
        let mut signs = self.progress.signs.iter();
        let again = |s: &Sign| s.at == at || once_a_day(kind) && day(s.at) == day(at);
        if signs.any(|s| s.says == says && s.topic == topic && again(s)) {
            return;
        }
        // Joined with another tab's, there may be more than are kept.
        let signs = &mut self.progress.signs;
        while signs.len() >= SIGNS {
            signs.remove(0);
        }
        let place = signs.partition_point(|s| s.at <= at);
        let sign = Sign {
            topic: topic.to_owned(),
            says,
            at,
        };
        signs.insert(place, sign);
        self.signed = true;
        self.dirty = true;
    }
}
