//! The words of a script: each names one input of the engine.

use std::rc::Rc;

use content::anchor::Verdict;
use content::{Address, Link, Millis, Value};
use engine::deed::Deed;
use engine::input::{Assigned, Direction, Facts, History, InquiryFacts, Recording, StartRequest};
use engine::panel::InquiryState;
use engine::{Act, Input, Person, Progress, Second, Watch};
use telemetry::By;

/// The input that a word and its argument stand for.
pub(crate) fn input(word: &str, argument: &str) -> Result<Input, String> {
    let text = || argument.to_owned();
    let (first, second) = argument.split_once(' ').unwrap_or((argument, ""));
    let watch = || match first.parse() {
        Ok(number) => Ok(Watch(number)),
        Err(_) => Err("a watch's number is missing"),
    };
    let act = |act| Ok(Input::Acted(Rc::new(act), second != "synthetic"));
    match word {
        "session" => {
            let tab = second.parse().unwrap_or(0);
            Ok(Input::Session(first == "new", tab))
        }
        "facts" => Ok(Input::Facts(Box::new(facts(argument)?))),
        "history" => Ok(Input::History(match argument {
            "awaited" => History::Awaited,
            "unknown" => History::Unknown,
            "unkept" => History::Unkept,
            _ => History::Whole,
        })),
        "second" => Ok(Input::Second(match argument {
            "away" => Second::Away,
            "lost" => Second::Lost,
            _ => Second::Here,
        })),
        "deep-link" => Ok(Input::Link(text())),
        "zone" => {
            let minutes = argument.parse().map_err(|_| "zone takes minutes")?;
            Ok(Input::Zone(minutes))
        }
        "page" => Ok(Input::Page(Address::parse(argument))),
        "language" => Ok(Input::Language(text())),
        "track" => Ok(Input::Track(
            first.to_owned(),
            (!second.is_empty()).then(|| second.to_owned()),
        )),
        "found" => Ok(Input::Anchor(watch()?, Verdict::Found)),
        "missing" => Ok(Input::Anchor(watch()?, Verdict::Missing)),
        "hidden" => Ok(Input::Anchor(watch()?, Verdict::Hidden)),
        "ambiguous" => Ok(Input::Anchor(watch()?, Verdict::Ambiguous)),
        "lost" => Ok(Input::Lost(watch()?)),
        "done" => Ok(Input::Target(watch()?, second != "synthetic")),
        "start" | "force" | "link" => Ok(Input::Start(StartRequest {
            id: argument.split('#').next().unwrap_or("").to_owned(),
            step: argument.split_once('#').map(|(_, s)| s.to_owned()),
            force: word == "force",
            by: if word == "link" { By::Link } else { By::Api },
            call: 1,
        })),
        "stop" => Ok(Input::Stop),
        "api-next" => Ok(Input::Move(Direction::Next)),
        "api-back" => Ok(Input::Move(Direction::Back)),
        "next" => act(Act::Next),
        "back" => act(Act::Back),
        "skip" => act(Act::Skip),
        "snooze" => act(Act::Snooze),
        "close" => act(Act::Close),
        "go" => act(Act::Go),
        "unclear" => act(Act::Unclear),
        "seen" => act(Act::Seen(first.to_owned())),
        "tip" => act(Act::OpenTip(first.to_owned())),
        "untip" => act(Act::CloseTip),
        "launcher" => act(Act::Launcher),
        "task" => act(Act::StartTask(first.to_owned())),
        "close-checklist" => act(Act::CloseChecklist),
        "follow" => act(Act::Follow(link(argument)?)),
        "open" => Ok(Input::Open(
            first.to_owned(),
            (!second.is_empty()).then(|| second.to_owned()),
        )),
        "close-panel" => Ok(Input::ClosePanel),
        "prefer" => Ok(Input::Prefer(argument == "text")),
        "quiet" => Ok(Input::Quiet(argument == "on")),
        "online" => Ok(Input::Online(argument == "on")),
        "recording" => Ok(Input::Recording(match argument {
            "on" => Recording::On,
            "held" => Recording::Held,
            _ => Recording::Off,
        })),
        "attention" => Ok(Input::Attention(argument == "on")),
        other => deed(other, argument),
    }
}

/// What a person does with a surface other than card, tip and checklist.
fn deed(word: &str, argument: &str) -> Result<Input, String> {
    let (first, second) = argument.split_once(' ').unwrap_or((argument, ""));
    let text = || argument.to_owned();
    let number = |text: &str| text.parse().map_err(|_| format!("{word} takes a number"));
    let deed = match word {
        "seen-front" => Deed::SeenFront,
        "close-front" => Deed::CloseFront,
        "linger" => Deed::Linger(argument == "on"),
        "announced" => Deed::Announced {
            id: first.to_owned(),
            button: number(second)?,
        },
        "pick" => Deed::Pick(text()),
        "move" => Deed::Move(number(first)?, number(second)?),
        "submit" => Deed::Submit,
        "skip-question" => Deed::SkipQuestion,
        "hint" => Deed::Hint,
        "remedy" => Deed::Remedy,
        "score" => Deed::Score(number(argument)?),
        "write" => Deed::Write(text()),
        "send-survey" => Deed::SendSurvey,
        "side" => Deed::OpenPanel(match argument {
            "help" => "help",
            "feed" => "feed",
            "text" => "text",
            "privacy" => "privacy",
            _ => "checklist",
        }),
        "close-side" => Deed::ClosePanel,
        "help-back" => Deed::HelpBack,
        "search" => Deed::Search(text()),
        "article" => Deed::OpenArticle(text()),
        "rate" => Deed::Rate(argument == "yes"),
        "ask" => Deed::OpenInquiry,
        "category" => Deed::Category(text()),
        "send-inquiry" => Deed::SendInquiry(text()),
        "community" => Deed::OpenCommunity((!argument.is_empty()).then(text)),
        "message" => Deed::Message,
        "book" => Deed::Book,
        "guide" => Deed::StartGuide(text()),
        "step" => Deed::GoToStep(text()),
        "record-me" => Deed::Recording(argument == "on"),
        "close-notice" => Deed::CloseNotice,
        "say-unclear" => Deed::SayUnclear(text()),
        "played" => Deed::Media(argument == "whole"),
        other => return Err(format!("there is no input {other}")),
    };
    Ok(Input::Acted(Rc::new(Act::Deed(deed)), true))
}

fn link(argument: &str) -> Result<Link, String> {
    let (kind, rest) = argument.split_once(' ').unwrap_or((argument, ""));
    let rest = rest.to_owned();
    match kind {
        "tutorial" => Ok(Link::Tutorial {
            id: rest,
            step: None,
        }),
        "path" => Ok(Link::Path { path: rest }),
        "web" => Ok(Link::Web { url: rest }),
        "mail" => Ok(Link::Mail { address: rest }),
        "article" => Ok(Link::Article { id: rest }),
        other => Err(format!("there is no link {other}")),
    }
}

/// `high contact=NAME segment=ID understands.TOPIC=40 motivation=30 assigned=ID#STEP case=ID no-cases trait.NAME=V
/// account.NAME=V Q-NUMBER=answered:WORDS`, each as often as needed.
fn facts(argument: &str) -> Result<Facts, String> {
    let mut facts = Facts::default();
    for word in argument.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let number = || value.parse().map_err(|_| format!("{word} is no number"));
        let own = || value.to_owned();
        match name.split_once('.') {
            Some(("understands", topic)) => {
                facts.understands.push((topic.to_owned(), number()?));
                continue;
            }
            Some(("trait", name)) => {
                facts.traits.push((name.to_owned(), self::value(value)));
                continue;
            }
            Some(("account", name)) => {
                let said = (name.to_owned(), self::value(value));
                facts.account_traits.push(said);
                continue;
            }
            _ => {}
        }
        match name {
            "high" => facts.high_touch = true,
            "contact" => facts.contact.get_or_insert_default().name = own(),
            "booking" => facts.contact.get_or_insert_default().booking = own(),
            "segment" => facts.segments.push(own()),
            "motivation" => facts.motivation = Some(number()?),
            "assigned" => {
                let (id, step) = value.split_once('#').unwrap_or((value, ""));
                facts.assigned.push(Assigned {
                    id: id.to_owned(),
                    step: (!step.is_empty()).then(|| step.to_owned()),
                });
            }
            "case" => facts.cases.get_or_insert_default().push(own()),
            "no-cases" => facts.cases = Some(Vec::new()),
            number if number.starts_with("Q-") => {
                let (state, answer) = value.split_once(':').unwrap_or((value, ""));
                facts.inquiries.push(InquiryFacts {
                    number: number.to_owned(),
                    state: match state {
                        "answered" => InquiryState::Answered,
                        "resolved" => InquiryState::Resolved,
                        "reopened" => InquiryState::Reopened,
                        _ => InquiryState::Received,
                    },
                    answer: (!answer.is_empty()).then(|| answer.to_owned()),
                });
            }
            other => return Err(format!("nothing is known as {other}")),
        }
    }
    Ok(facts)
}

/// `u1 role=admin seats=12 account=a1 account.plan=pro`; `-` is an anonymous person.
pub(crate) fn person(argument: &str) -> Result<Person, String> {
    let mut person = Person {
        device: "d1".to_owned(),
        ..Person::default()
    };
    let mut words = argument.split_whitespace();
    person.user = words.next().filter(|u| *u != "-").map(str::to_owned);
    for word in words {
        let (name, value) = word
            .split_once('=')
            .ok_or_else(|| format!("{word} is no trait"))?;
        match (name, name.strip_prefix("account.")) {
            ("account", _) => person.account = Some(value.to_owned()),
            ("device", _) => person.device = value.to_owned(),
            (_, Some(name)) => person
                .account_traits
                .push((name.to_owned(), self::value(value))),
            _ => person.traits.push((name.to_owned(), self::value(value))),
        }
    }
    Ok(person)
}

fn value(text: &str) -> Value {
    match (text, text.parse()) {
        ("true" | "false", _) => Value::Flag {
            flag: text == "true",
        },
        (_, Ok(number)) => Value::Number { number },
        _ => Value::Text {
            text: text.to_owned(),
        },
    }
}

/// What another tab remembers: `completed ID`, `dismissed ID`, `ticked ID TASK`, `happened EVENT`.
pub(crate) fn elsewhere(argument: &str, now: Millis) -> Result<Progress, String> {
    let mut progress = Progress::default();
    let mut words = argument.split(' ');
    let (what, id) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    match what {
        "completed" => progress.past_mut(id).completed_at = Some(now),
        "dismissed" => progress.past_mut(id).dismissed_at = Some(now),
        "ticked" => {
            let task = words.next().ok_or("ticked takes an item and a task")?;
            progress.past_mut(id).tasks.push(task.to_owned());
        }
        "happened" => progress.happened(id, now),
        other => return Err(format!("another tab knows no {other}")),
    }
    Ok(progress)
}
