//! Announcements, quizzes, surveys and panels in words, one line each.

use content::item::Form;
use engine::deed::Notice;
use engine::panel::{GuideLine, HelpPlace, Hit, Matter, Panel};
use engine::surface::{Asked, Front, OptionView, Scored};

pub(crate) fn front(front: &Front) -> String {
    match front {
        Front::Announcement(a) => format!(
            "{} {} \"{}\" [{}]",
            match a.form {
                Form::Banner => "banner",
                Form::Modal => "modal",
                Form::Toast => "toast",
                Form::Feed => "feed",
            },
            a.id,
            a.title,
            a.actions.join("|")
        ),
        Front::Quiz(q) => {
            let mut out = format!(
                "quiz {}#{} {}/{} {} \"{}\" [{}]",
                q.id,
                q.question,
                q.at,
                q.of,
                match q.asked {
                    Asked::Single => "single",
                    Asked::Multiple => "multiple",
                    Asked::Order => "order",
                    Asked::Do => "do",
                },
                q.prompt,
                options(&q.options)
            );
            if q.ready {
                out.push_str(" ready");
            }
            if let Some(feedback) = &q.feedback {
                out.push_str(&format!(
                    " {} \"{}\"",
                    feedback.mark.text(),
                    feedback.explain
                ));
                if feedback.remedy {
                    out.push_str(" remedy");
                }
            }
            if !q.hint.is_empty() {
                out.push_str(&format!(" hint \"{}\"", q.hint));
            }
            if let Some(right) = q.finished {
                out.push_str(&format!(" finished {right}"));
            }
            out
        }
        Front::Survey(s) => {
            let mut out = format!(
                "survey {}#{} {}/{} {} \"{}\" [{}]",
                s.id,
                s.question,
                s.at,
                s.of,
                match s.scored {
                    Scored::Nps => "nps".to_owned(),
                    Scored::Csat => "csat".to_owned(),
                    Scored::Rating(max) => format!("rating {max}"),
                    Scored::One => "one".to_owned(),
                    Scored::Many => "many".to_owned(),
                    Scored::Text => "text".to_owned(),
                },
                s.prompt,
                options(&s.options)
            );
            if let Some(score) = s.score {
                out.push_str(&format!(" score {score}"));
            }
            if s.ready {
                out.push_str(" ready");
            }
            if s.finished {
                out.push_str(" finished");
            }
            out
        }
    }
}

fn options(options: &[OptionView]) -> String {
    let words: Vec<String> = options
        .iter()
        .map(|o| {
            let mark = o.mark.map_or(String::new(), |m| format!(":{}", m.text()));
            format!("{}{}{mark}", o.id, if o.picked { "*" } else { "" })
        })
        .collect();
    words.join(" ")
}

pub(crate) fn panel(panel: &Panel) -> String {
    match panel {
        Panel::Help(help) => {
            let place = match &help.place {
                HelpPlace::Home {
                    here,
                    guides: offered,
                    news,
                    asked,
                } => format!(
                    "home here [{}] guides [{}] news {} asked [{}]",
                    hits(here),
                    guides(offered),
                    news.map_or("-".to_owned(), |n| n.to_string()),
                    asked
                        .iter()
                        .map(|a| {
                            let answer = a.answer.as_deref().unwrap_or("");
                            format!("{}:{}{answer}", a.number, a.state.text())
                        })
                        .collect::<Vec<_>>()
                        .join(" ")
                ),
                HelpPlace::Results { hits: found } => {
                    format!("results \"{}\" [{}]", help.query, hits(found))
                }
                HelpPlace::Article {
                    id, title, rated, ..
                } => {
                    format!("article {id} \"{title}\" rated {}", said(*rated))
                }
                HelpPlace::Inquiry {
                    categories,
                    category,
                    text,
                } => format!(
                    "inquiry [{}] {} \"{text}\"",
                    categories
                        .iter()
                        .map(|(id, _)| id.as_str())
                        .collect::<Vec<_>>()
                        .join(" "),
                    category.as_deref().unwrap_or("-")
                ),
                HelpPlace::Sent { number, waiting } => {
                    format!("sent {number}{}", if *waiting { " waiting" } else { "" })
                }
            };
            let also = [
                (help.loading, " loading"),
                (help.back, " back"),
                (help.community.is_some(), " community"),
                (help.contact.is_some(), " contact"),
            ];
            let also: String = also.iter().filter(|(on, _)| *on).map(|(_, w)| *w).collect();
            format!("help {place}{also}")
        }
        Panel::Feed(feed) => {
            let items: Vec<String> = feed
                .items
                .iter()
                .map(|i| format!("{}{}", i.id, if i.unread { "*" } else { "" }))
                .collect();
            format!("feed [{}]", items.join(" "))
        }
        Panel::Text(text) => {
            let steps: Vec<String> = text
                .steps
                .iter()
                .map(|s| {
                    let state = match (s.done, s.current) {
                        (true, _) => ":done",
                        (_, true) => "*",
                        _ => "",
                    };
                    format!("{}{state}", s.id)
                })
                .collect();
            match &text.guide {
                Some((id, _)) => format!("text {id} [{}]", steps.join(" ")),
                None => format!("text guides [{}]", guides(&text.guides)),
            }
        }
        Panel::Privacy(privacy) => {
            let on = if privacy.on { "on" } else { "off" };
            let counts = privacy.recorded.iter();
            let counts: String = counts
                .map(|(what, n)| format!(" {}:{n}", matter(*what)))
                .collect();
            format!("privacy {on}{counts}")
        }
    }
}

fn matter(matter: Matter) -> &'static str {
    match matter {
        Matter::Visit => "visit",
        Matter::Offer => "offer",
        Matter::Guide => "guide",
        Matter::News => "news",
        Matter::Check => "check",
        Matter::Survey => "survey",
        Matter::Help => "help",
        Matter::Message => "message",
        Matter::Product => "product",
    }
}

fn hits(hits: &[Hit]) -> String {
    let ids: Vec<&str> = hits.iter().map(|h| h.id.as_str()).collect();
    ids.join(" ")
}

fn guides(guides: &[GuideLine]) -> String {
    let ids: Vec<String> = guides
        .iter()
        .map(|g| format!("{}{}", g.id, if g.done { ":done" } else { "" }))
        .collect();
    ids.join(" ")
}

fn said(rated: Option<bool>) -> &'static str {
    match rated {
        Some(true) => "yes",
        Some(false) => "no",
        None => "-",
    }
}

pub(crate) fn notice(notice: Notice) -> String {
    let word = match notice {
        Notice::Offline => "offline",
        Notice::NotLoaded => "not-loaded",
        Notice::LinkGone => "link-gone",
        Notice::LinkOther => "link-other",
        Notice::LinkElsewhere => "link-elsewhere",
    };
    format!("notice {word}")
}
