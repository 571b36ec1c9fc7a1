//! The front surface, the help centre and the notes as they are to be seen.

use content::entry::Thread;
use content::item::{Ask, Form, Scale};
use content::{Block, Item};

use crate::engine::Engine;
use crate::front::FrontRun;
use crate::help::Place;
use crate::input::InquiryFacts;
use crate::panel::{AskedBefore, CommunityView, ContactView, HelpPlace, HelpView, InquiryState};
use crate::progress::Asked;
use crate::side::Side;
use crate::surface::{
    self, AnnouncementView, Feedback, Front, Mark, OptionView, QuizView, Scored, SurveyView,
};
use crate::view::TaskState;

/// Guides offered on help's first page.
const GUIDES: usize = 3;
/// Threads of the community shown.
const THREADS: usize = 3;

impl Engine {
    pub(crate) fn front_view(&self) -> Option<Box<Front>> {
        let front = self.front.as_ref()?;
        let mut drawn = None;
        match front.item.as_deref()? {
            Item::Announcement { announcement } if announcement.form == Form::Feed => {}
            Item::Announcement { announcement } => {
                drawn = Some(Box::new(Front::Announcement(AnnouncementView {
                    id: front.entry.id.clone(),
                    form: announcement.form.clone(),
                    title: self.fill(&announcement.title),
                    body: self.fill_blocks(&announcement.body),
                    media: announcement.media.clone(),
                    actions: announcement
                        .actions
                        .iter()
                        .map(|b| self.fill(&b.label))
                        .collect(),
                    takes_focus: !auto(front),
                })));
            }
            _ => self.door_front_view(front, &mut drawn),
        }
        drawn
    }

    /// Draws a quiz or a survey.
    #[inline(never)]
    fn door_front_view(&self, front: &FrontRun, drawn: &mut Option<Box<Front>>) {
        let shown = match front.item.as_deref() {
            Some(Item::Quiz { quiz }) => self.quiz_view(front, quiz).map(Front::Quiz),
            Some(Item::Survey { survey }) => self.survey_view(front, survey).map(Front::Survey),
            _ => None,
        };
        *drawn = shown.map(Box::new);
    }

    fn quiz_view(&self, front: &FrontRun, quiz: &content::item::Quiz) -> Option<QuizView> {
        let last = quiz.questions.len().checked_sub(1)?;
        let question = quiz.questions.get(front.at.min(last))?;
        let order = matches!(question.ask, Ask::Order);
        let options = front.order.iter().enumerate().filter_map(|(at, id)| {
            let option = question.options.iter().find(|o| o.id == *id)?;
            let picked = front.picked.contains(id);
            let mark = front.checked.and_then(|_| {
                if order {
                    let fits = question.options.get(at).is_some_and(|o| o.id == *id);
                    Some(if fits { Mark::Right } else { Mark::Wrong })
                } else if picked && option.correct {
                    Some(Mark::Right)
                } else if picked {
                    Some(Mark::Wrong)
                } else {
                    None
                }
            });
            Some(OptionView {
                id: id.clone(),
                text: self.fill(&option.text),
                picked,
                mark,
            })
        });
        let text = |text: &Option<String>| text.as_ref().map(|t| self.fill(t)).unwrap_or_default();
        Some(QuizView {
            id: front.entry.id.clone(),
            question: question.id.clone(),
            title: self.fill(&quiz.title),
            prompt: self.fill(&question.prompt),
            asked: match question.ask {
                Ask::Single => surface::Asked::Single,
                Ask::Multiple => surface::Asked::Multiple,
                Ask::Order => surface::Asked::Order,
                Ask::Do { .. } => surface::Asked::Do,
            },
            options: options.collect(),
            at: front.at.min(last) as u32 + 1,
            of: quiz.questions.len() as u32,
            ready: front.checked.is_none() && (order || !front.picked.is_empty()),
            feedback: front.checked.map(|mark| Feedback {
                mark,
                // The reason would give the answer away before the second try.
                explain: if mark == Mark::Right || front.attempt > 1 {
                    text(&question.explain)
                } else {
                    String::new()
                },
                remedy: mark == Mark::Wrong && question.remedy.is_some(),
            }),
            hint: if front.hint {
                text(&question.hint)
            } else {
                String::new()
            },
            has_hint: question.hint.is_some() && !front.hint,
            finished: front.finished.then_some(front.right),
            takes_focus: !auto(front),
        })
    }

    fn survey_view(&self, front: &FrontRun, survey: &content::item::Survey) -> Option<SurveyView> {
        let last = survey.questions.len().checked_sub(1)?;
        let opinion = survey.questions.get(front.at.min(last))?;
        let text = |text: &Option<String>| text.as_ref().map(|t| self.fill(t)).unwrap_or_default();
        Some(SurveyView {
            id: front.entry.id.clone(),
            question: opinion.id.clone(),
            title: self.fill(&survey.title),
            prompt: self.fill(&opinion.prompt),
            scored: match opinion.scale {
                Scale::Nps => Scored::Nps,
                Scale::Csat => Scored::Csat,
                Scale::Rating { max } => Scored::Rating(max),
                Scale::Choice { multiple: false } => Scored::One,
                Scale::Choice { multiple: true } => Scored::Many,
                Scale::Text => Scored::Text,
            },
            score: front.score,
            options: opinion
                .options
                .iter()
                .map(|o| OptionView {
                    id: o.id.clone(),
                    text: self.fill(&o.text),
                    picked: front.picked.contains(&o.id),
                    mark: None,
                })
                .collect(),
            low: text(&opinion.low),
            high: text(&opinion.high),
            at: front.at.min(last) as u32 + 1,
            of: survey.questions.len() as u32,
            ready: self.survey_ready(),
            finished: front.finished,
            takes_focus: !auto(front),
        })
    }

    pub(crate) fn help_view(&mut self) -> Option<HelpView> {
        let Some(Side::Help(help)) = self.side.as_ref() else {
            return None;
        };
        let (query, back) = (help.query.clone(), help.place != Place::Home);
        let (hits, searching) = (help.found.hits.clone(), help.searching);
        let place = match help.place.clone() {
            Place::Home => HelpPlace::Home {
                here: hits,
                guides: self.guides(GUIDES),
                news: self
                    .news()
                    .next()
                    .is_some()
                    .then(|| self.unread().count() as u32),
                asked: self.asked_before(),
            },
            Place::Results => HelpPlace::Results { hits },
            Place::Article(id) => self.article_place(id),
            Place::Inquiry => self.inquiry_place(),
            Place::Sent(number) => HelpPlace::Sent {
                waiting: !self.online,
                number,
            },
        };
        let desk = self.desk();
        let community = desk.and_then(|d| d.community.as_ref());
        let contact = desk.and_then(|d| d.contact.as_ref());
        let own = self.facts.contact.as_ref();
        Some(HelpView {
            place,
            query,
            loading: searching || !self.settled(),
            back,
            community: community.map(|c| CommunityView {
                title: self.fill(&c.title),
                threads: self.threads(&c.threads),
            }),
            contact: contact.map(|c| ContactView {
                name: own.map_or_else(|| self.fill(&c.name), |o| o.name.clone()),
                hours: self.fill(&c.hours),
                reply_hours: c.reply_hours,
                booking: self.booking().is_some(),
                chat: c.chat,
            }),
            contact_first: self.facts.high_touch,
        })
    }

    /// The threads to show: those about what this page teaches before others.
    fn threads(&self, all: &[Thread]) -> Vec<(String, String)> {
        let here = |topic: &String| self.here.iter().any(|e| e.topics.contains(topic));
        let (about, others): (Vec<_>, Vec<_>) = all.iter().partition(|t| t.topics.iter().any(here));
        let first = about.into_iter().chain(others).take(THREADS);
        first.map(|t| (t.title.clone(), t.url.clone())).collect()
    }

    fn article_place(&mut self, id: String) -> HelpPlace {
        let article = self.article(&id);
        let rated = self.help().and_then(|h| h.rated);
        let (title, body): (String, Vec<Block>) = match &article {
            Some(a) => (self.fill(&a.title), self.fill_blocks(&a.body)),
            None => (String::new(), Vec::new()),
        };
        HelpPlace::Article {
            id,
            title,
            body,
            rated,
        }
    }

    fn inquiry_place(&mut self) -> HelpPlace {
        let categories = self.desk().map(|d| d.inquiries.clone()).unwrap_or_default();
        let (category, text) = self
            .help()
            .map(|h| (h.category.clone(), h.text.clone()))
            .unwrap_or_default();
        HelpPlace::Inquiry {
            categories: categories
                .iter()
                .map(|c| (c.id.clone(), self.fill(&c.title)))
                .collect(),
            category,
            text,
        }
    }

    fn asked_before(&self) -> Vec<AskedBefore> {
        self.progress
            .inquiries
            .iter()
            .rev()
            .map(|i| AskedBefore {
                number: i.number.clone(),
                text: i.text.clone(),
                state: self.inquiry_state(i),
                answer: self
                    .inquiry_facts(&i.number)
                    .and_then(|facts| facts.answer.clone()),
            })
            .collect()
    }

    fn inquiry_facts(&self, number: &str) -> Option<&InquiryFacts> {
        let told = &self.facts.inquiries;
        told.iter().find(|i| i.number == number)
    }

    fn inquiry_state(&self, asked: &Asked) -> InquiryState {
        match self.inquiry_facts(&asked.number) {
            Some(told) => told.state,
            None if asked.sent => InquiryState::Received,
            None => InquiryState::Waiting,
        }
    }

    /// What the launcher's badge counts: unread news and open tasks of the checklist.
    pub(crate) fn badge(&mut self, open_tasks: u32) -> u32 {
        self.unread_news() + open_tasks
    }

    /// Whether there is anything to open behind the launcher beside a checklist.
    pub(crate) fn has_help(&self) -> bool {
        let helps = self.catalogue.as_ref().is_some_and(|c| {
            c.shards
                .iter()
                .any(|s| s.language == self.language && s.holds == content::catalogue::Holds::Help)
        });
        helps || !self.keyed("@", "").is_empty()
    }
}

fn auto(front: &FrontRun) -> bool {
    crate::run::unasked(front.by)
}

/// How many tasks are open.
pub(crate) fn open_tasks(tasks: &[crate::view::TaskView]) -> u32 {
    tasks.iter().filter(|t| t.state != TaskState::Done).count() as u32
}
