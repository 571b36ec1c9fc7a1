//! The help centre: search, results, an article, an inquiry, and the ways to people.
//! Opens on what this page needs; a search that fails becomes an inquiry without typing again.

use engine::Act;
use engine::deed::Deed;
use engine::panel::{HelpPlace, HelpView, Hit};
use yew::Html;

use crate::el::{el, list, text};
use crate::icon::{self, icon};
use crate::pen::Pen;
use crate::people::{asked_before, inquiry, people};
use crate::side::{guide, head};

/// What stands in the help panel.
pub(crate) fn help(pen: &Pen<'_>, help: &HelpView) -> Vec<Html> {
    let words = pen.words;
    let title = match help.place {
        HelpPlace::Inquiry { .. } | HelpPlace::Sent { .. } => words.more().inquiry,
        _ => words.more().help,
    };
    let back = help.back.then_some(Act::Deed(Deed::HelpBack));
    let mut inside = vec![head(pen, title, back, "help-close")];
    match &help.place {
        HelpPlace::Home {
            here,
            guides,
            news,
            asked,
        } => {
            inside.push(search(pen, help));
            let mut people = people(pen, help);
            if help.contact_first {
                inside.append(&mut people);
            }
            if !here.is_empty() || !guides.is_empty() {
                inside.push(heading(words.more().here));
                let guides = guides.iter().map(|g| guide(pen, g, "help-result"));
                inside.push(rows(
                    guides.chain(here.iter().map(|h| hit(pen, h))).collect(),
                ));
            } else if help.loading {
                inside.push(el("p;class=meta sec").text(words.more().loading).done());
            }
            if !asked.is_empty() {
                inside.push(heading(words.more().asked));
                inside.push(rows(asked.iter().map(|a| asked_before(pen, a)).collect()));
            }
            inside.push(heading(words.more().others));
            inside.push(others(pen, help, *news));
            inside.append(&mut people);
        }
        HelpPlace::Results { hits } => {
            inside.push(search(pen, help));
            inside.extend(results(pen, help, hits));
        }
        HelpPlace::Article {
            title, body, rated, ..
        } => inside.push(article(pen, help.loading, title, body, *rated)),
        HelpPlace::Inquiry {
            categories,
            category,
            ..
        } => inside.push(inquiry(pen, help, categories, category.as_deref())),
        HelpPlace::Sent { number, waiting } => {
            let line = if *waiting {
                words.more().sent_waiting
            } else {
                words.more().sent_line
            };
            inside.push(
                el("div;class=done")
                    .put(el("span;class=big").put(icon(icon::CHECK)).done())
                    .put(el("h2").text(words.more().sent).done())
                    .put(
                        el("p")
                            .put(
                                el("b")
                                    .text(&words.about(words.more().number, number))
                                    .done(),
                            )
                            .done(),
                    )
                    .put(el("p;class=sub").text(line).done())
                    .done(),
            );
        }
    }
    // yew matches the nodes of a list from its end: the head and the field that is typed in keep places of their own,
    // whatever follows them.
    let rest = inside.split_off(inside.len().min(2));
    inside.push(list(rest));
    inside
}

/// The heading of a section.
pub(crate) fn heading(words: &str) -> Html {
    el("h3;class=sec").text(words).done()
}

/// Rows that can be chosen.
pub(crate) fn rows(rows: Vec<Html>) -> Html {
    el("div;class=list").all(rows).done()
}

fn search(pen: &Pen<'_>, help: &HelpView) -> Html {
    let field = el("input;type=search;part=help-search;enterkeyhint=search;autocomplete=off")
        .set("placeholder", pen.words.more().search)
        .set("aria-label", pen.words.more().search)
        .set("value", &help.query);
    el("label;class=search")
        .put(icon(icon::SEARCH))
        .put(
            pen.says(field, Act::Deed(Deed::Search(String::new())))
                .done(),
        )
        .done()
}

/// A text in stretches, those that match the search marked.
fn stretches(stretches: &[(String, bool)]) -> Html {
    let shown = stretches.iter().map(|(words, marked)| {
        if *marked {
            el("mark").text(words).done()
        } else {
            text(words)
        }
    });
    list(shown.collect())
}

fn hit(pen: &Pen<'_>, hit: &Hit) -> Html {
    let line = (!hit.line.is_empty()).then(|| stretches(&hit.line));
    let act = Act::Deed(Deed::OpenArticle(hit.id.clone()));
    pen.row("help-result", None, stretches(&hit.title), line, act)
}

fn results(pen: &Pen<'_>, help: &HelpView, hits: &[Hit]) -> Vec<Html> {
    let words = pen.words;
    if hits.is_empty() && help.loading {
        return vec![el("p;class=meta sec").text(words.more().loading).done()];
    }
    let ask = |class: &str, label: &str| {
        let act = Act::Deed(Deed::OpenInquiry);
        el("p")
            .put(pen.button("inquiry-open", class, label, None, act))
            .done()
    };
    if hits.is_empty() {
        return vec![
            el("div;class=sec stack")
                .put(el("b").text(&words.found_none(&help.query)).done())
                .put(el("p;class=sub").text(words.more().ask_here).done())
                .put(ask("btn pri", words.more().ask))
                .done(),
        ];
    }
    let count = words.found(hits.len() as u32);
    vec![
        el("p;class=meta sec").text(&count).done(),
        rows(hits.iter().map(|h| hit(pen, h)).collect()),
        el("div;class=foot")
            .put(ask("link", words.more().ask_more))
            .done(),
    ]
}

fn others(pen: &Pen<'_>, help: &HelpView, news: Option<u32>) -> Html {
    let words = pen.words;
    let row = |part: &str, sign: &str, title: &str, line: String, deed| {
        let line = (!line.is_empty()).then(|| text(&line));
        pen.row(part, Some(icon(sign)), text(title), line, Act::Deed(deed))
    };
    let feed = news.map(|unread| {
        let line = if unread > 0 {
            words.unread_of(unread)
        } else {
            String::new()
        };
        row(
            "feed-open",
            icon::BELL,
            words.more().news,
            line,
            Deed::OpenPanel("feed"),
        )
    });
    let community = help.community.as_ref().map(|c| {
        let line = words.more().community_line.to_owned();
        row(
            "community",
            icon::PEOPLE,
            &c.title,
            line,
            Deed::OpenCommunity(None),
        )
    });
    let line = words.more().as_text_line.to_owned();
    let as_text = row(
        "text-open",
        icon::LIST,
        words.more().as_text,
        line,
        Deed::OpenPanel("text"),
    );
    let none = String::new();
    let ask = row(
        "inquiry-open",
        icon::TALK,
        words.more().inquiry,
        none.clone(),
        Deed::OpenInquiry,
    );
    let kept = row(
        "privacy-open",
        icon::LOCK,
        words.more().recorded,
        none,
        Deed::OpenPanel("privacy"),
    );
    el("div;class=list")
        .maybe(feed)
        .maybe(community)
        .put(as_text)
        .put(ask)
        .put(kept)
        .done()
}

fn article(
    pen: &Pen<'_>,
    loading: bool,
    title: &str,
    body: &[content::Block],
    rated: Option<bool>,
) -> Html {
    let words = pen.words;
    let article = el("article;part=article;tabindex=-1;aria-labelledby=article-title;class=stack");
    if title.is_empty() {
        let said = if loading {
            words.more().loading
        } else {
            words.more().no_article
        };
        return article
            .put(el("p;id=article-title;class=meta").text(said).done())
            .done();
    }
    let rate = |label, helpful| {
        let act = Act::Deed(Deed::Rate(helpful));
        pen.button("article-rate-button", "btn line", label, None, act)
    };
    let rating = el("div;class=row foot;part=article-rate");
    let rating = match rated {
        Some(_) => rating.put(
            el("span;class=meta;tabindex=-1")
                .text(words.more().rated)
                .done(),
        ),
        None => rating
            .put(el("span;class=grow").text(words.more().helpful).done())
            .put(rate(words.more().yes, true))
            .put(rate(words.more().no, false)),
    };
    article
        .put(el("h2;id=article-title").text(title).done())
        .put(pen.blocks(body))
        .put(rating.done())
        .done()
}
