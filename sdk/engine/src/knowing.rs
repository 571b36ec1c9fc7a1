//! How well the person knows each topic, by what they did on this device and what the collector said before: the same
//! arithmetic as the reports'. What is known is not explained again, what is forgotten is offered for review.
//! Not here: events of other devices, and how long a guide was read.

use content::Millis;
use content::item::{Ask, Question};
use measure::effort::{rapid_below, reading_seconds};
use measure::evidence::{Kind, once_a_day};
use measure::own;
use telemetry::{Datum, Name, Record};

use crate::engine::Engine;
use crate::progress::{Known, Sign};
use crate::second::Second;

const DAY: Millis = 86_400_000;
/// A task done again within this is the same deed.
const SAME_DEED: Millis = 5 * 60_000;
/// Signs kept of one person, and events kept until they can be weighed.
const SIGNS: usize = 300;
const UNWEIGHED: usize = 50;

/// Whether an event may say something of knowing.
fn tells(name: Name) -> bool {
    matches!(
        name,
        Name::QuizAnswered
            | Name::TutorialStarted
            | Name::StepBack
            | Name::TutorialCompleted
            | Name::HelpSearched
            | Name::MediaFinished
            | Name::InquirySubmitted
            | Name::Host
    )
}

impl Engine {
    /// Keeps an event until it can be weighed.
    pub(crate) fn keep_sign(&mut self, record: &Record) {
        if tells(record.name) && self.unweighed.len() < UNWEIGHED {
            self.unweighed.push((self.now, Box::new(record.clone())));
        }
    }

    /// Weighs what happened, where the scales are there; without them, what was known before stays.
    pub(crate) fn weigh(&mut self) {
        if self.second == Second::Here && self.person_known {
            self.door_weigh();
        }
    }

    /// How well a topic is known, 0–100.
    pub(crate) fn knows(&self, topic: &str) -> Option<u32> {
        self.asks_knowing.set(true);
        let known = self.progress.known.iter().find(|k| k.topic == topic);
        known.map(|k| k.percent)
    }

    /// What is known of a topic from here on.
    pub(crate) fn set_known(&mut self, topic: &str, percent: u32) {
        let known = &mut self.progress.known;
        match known.iter_mut().find(|k| k.topic == topic) {
            Some(known) if known.percent == percent => return,
            Some(known) => known.percent = percent,
            None => known.push(Known {
                topic: topic.to_owned(),
                percent,
            }),
        }
        self.dirty = true;
    }

    #[inline(never)]
    fn door_weigh(&mut self) {
        for (at, record) in std::mem::take(&mut self.unweighed) {
            self.note(at, &record);
        }
        let mut topics: Vec<String> = Vec::new();
        for sign in &self.progress.signs {
            if !topics.contains(&sign.topic) {
                topics.push(sign.topic.clone());
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
            if let Some(percent) = own::understands(told, deeds, self.now) {
                self.set_known(&topic, percent.into());
            }
        }
    }

    /// What an event says of knowing.
    fn note(&mut self, at: Millis, record: &Record) {
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
                if let Some((topic, kind)) = self.answer(right, first, took) {
                    match kind {
                        Kind::TaskDone => self.done(at, &topic),
                        kind => self.sign(at, &topic, kind),
                    }
                }
                return;
            }
            Name::Host => {
                let practices = self.catalogue.iter().flat_map(|c| &c.practices);
                let own = practices.filter(|p| Some(&p.event) == record.host.as_ref());
                for topic in own.map(|p| p.topic.clone()).collect::<Vec<_>>() {
                    self.done(at, &topic);
                }
                return;
            }
            Name::InquirySubmitted => {
                let inquiries = self.desk.iter().flat_map(|d| &d.inquiries);
                let category = |id: &str| said("category") == Some(&Datum::Text(id.to_owned()));
                let mut named = inquiries.filter(|i| category(&i.id));
                if let Some(topic) = named.find_map(|i| i.topic.clone()) {
                    self.sign(at, &topic, Kind::Inquiry);
                }
                return;
            }
            Name::HelpSearched => {
                let hits = self.help().map(|h| h.found.hits.clone());
                let best = hits.iter().flatten().take(3);
                let found = best.filter_map(|hit| Some(self.entry(&hit.id)?.topics.clone()));
                for topic in found.flatten().collect::<Vec<_>>() {
                    if self.guided(&topic).is_some() {
                        self.sign(at, &topic, Kind::HelpSearched);
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
                Kind::GuideReopened
            }
            Name::StepBack => {
                self.backs += 1;
                if self.backs != 2 {
                    return;
                }
                Kind::BackSteps
            }
            Name::MediaFinished => Kind::Viewed,
            Name::TutorialCompleted => Kind::GuideFinished,
            _ => return,
        };
        for topic in topics {
            self.sign(at, &topic, kind);
        }
    }

    /// What the answer to the quiz question that stands says, and of which topic; too fast to have been read, nothing.
    fn answer(&self, right: bool, first: bool, took: Millis) -> Option<(String, Kind)> {
        let question = self.question()?;
        let topic = question.topic.clone()?;
        let options = question.options.len() as u8;
        let deed = matches!(question.ask, Ask::Do { .. });
        if !deed && (took as f64) < rapid_below(None, self.reading(question)) * 1_000.0 {
            return None;
        }
        let kind = match question.ask {
            Ask::Do { .. } => Kind::TaskDone,
            // Once seen, what is shown again teaches without being evidence.
            _ if !first => Kind::Viewed,
            Ask::Single => Kind::SingleChoice { options, right },
            Ask::Multiple => Kind::MultipleChoice { options, right },
            Ask::Order => Kind::Ordering {
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
                characters += text.chars().filter(|c| !c.is_whitespace()).count() as u32;
            } else {
                words += text.split_ascii_whitespace().count() as u32;
            }
        }
        reading_seconds(characters, words, 1.0)
    }

    /// When a guide of the topic was last finished here.
    fn guided(&self, topic: &str) -> Option<Millis> {
        let finished = own::number(Kind::GuideFinished);
        let mut signs = self.progress.signs.iter().rev();
        let last = signs.find(|s| s.says == finished && s.topic == topic);
        last.map(|s| s.at)
    }

    /// The topic's task was done in the product: unaided, a day or more after its guide, it is the job itself.
    fn done(&mut self, at: Millis, topic: &str) {
        let tasks = [Kind::TaskDone, Kind::Transfer].map(own::number);
        let mut signs = self.progress.signs.iter();
        if signs.any(|s| tasks.contains(&s.says) && s.topic == topic && at - s.at <= SAME_DEED) {
            return;
        }
        let run = self.run.as_ref();
        let led = run.is_some_and(|r| r.entry.topics.iter().any(|t| t == topic));
        let unaided = !led && self.guided(topic).is_some_and(|end| at - end >= DAY);
        let kind = if unaided {
            Kind::Transfer
        } else {
            Kind::TaskDone
        };
        self.sign(at, topic, kind);
    }

    /// A sign that is only implied counts once a day.
    fn sign(&mut self, at: Millis, topic: &str, kind: Kind) {
        let says = own::number(kind);
        let day = |at: Millis| (at + Millis::from(self.zone) * 60_000).div_euclid(DAY);
        let mut signs = self.progress.signs.iter();
        if once_a_day(kind)
            && signs.any(|s| s.says == says && s.topic == topic && day(s.at) == day(at))
        {
            return;
        }
        let signs = &mut self.progress.signs;
        if signs.len() == SIGNS {
            signs.remove(0);
        }
        signs.push(Sign {
            topic: topic.to_owned(),
            says,
            at,
        });
        self.dirty = true;
    }
}
