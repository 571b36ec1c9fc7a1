//! What all surfaces draw with: buttons that say an `Act`, authors' blocks as elements, and their plain text.
//! What a click says stands in one list beside the drawing, and the element carries its number (`hear` reads it).

use std::cell::RefCell;
use std::rc::Rc;

use content::rich::{Line, Style};
use content::{Block, Link, Run, decimal};
use engine::Act;
use yew::Html;

use crate::el::{El, el, list, text};
use crate::icon::{self, arrow, icon};
use crate::words::Words;

/// The acts of what is drawn, by number.
pub(crate) type Acts = RefCell<Vec<Rc<Act>>>;

/// The attribute that carries the number.
pub(crate) const ACT: &str = "data-act";

/// What a surface is drawn with.
pub(crate) struct Pen<'a> {
    pub(crate) words: &'static Words,
    pub(crate) base: &'a str,
    /// For films' captions.
    pub(crate) language: &'a str,
    pub(crate) acts: &'a Acts,
}

impl Pen<'_> {
    /// An element whose click says an act.
    pub(crate) fn says(&self, element: Box<El>, act: Act) -> Box<El> {
        let mut acts = self.acts.borrow_mut();
        let number = decimal(acts.len() as u32);
        acts.push(act.into());
        element.set(ACT, &number)
    }

    /// A button with words on it; `name` is what is read out where the words alone say too little.
    pub(crate) fn button(
        &self,
        part: &str,
        class: &str,
        label: &str,
        name: Option<&str>,
        act: Act,
    ) -> Html {
        let mut button = el("button;type=button")
            .set("part", part)
            .set("class", class);
        if let Some(name) = name {
            button = button.set("aria-label", name);
        }
        self.says(button, act).text(label).done()
    }

    /// The filled button of a form; until it is ready it can be reached and says so, and does nothing.
    pub(crate) fn submit(&self, part: &str, label: &str, ready: bool, act: Act) -> Html {
        let button = el("button;type=button;class=btn pri").set("part", part);
        let button = if ready {
            button
        } else {
            button.set("aria-disabled", "true")
        };
        self.says(button, act).text(label).done()
    }

    /// A button with an icon on it.
    pub(crate) fn icon_button(&self, part: &str, name: &str, path: &str, act: Act) -> Html {
        let button = el("button;type=button;class=icon")
            .set("part", part)
            .set("aria-label", name)
            .set("title", name);
        self.says(button, act).put(icon(path)).done()
    }

    /// A row that opens something: an icon or none, words, a second line or none, and the arrow ahead.
    pub(crate) fn row(
        &self,
        part: &str,
        sign: Option<Html>,
        words: Html,
        line: Option<Html>,
        act: Act,
    ) -> Html {
        let line = line.map(|line| el("span;class=meta").put(line).done());
        let ahead = sign.is_none().then(|| arrow(icon::AHEAD));
        self.says(el("button;type=button").set("part", part), act)
            .maybe(sign)
            .put(
                el("span;class=stack")
                    .put(el("b").put(words).done())
                    .maybe(line)
                    .done(),
            )
            .maybe(ahead)
            .done()
    }

    /// An author's blocks.
    pub(crate) fn blocks(&self, blocks: &[Block]) -> Html {
        list(blocks.iter().map(|block| self.block(block)).collect())
    }

    fn block(&self, block: &Block) -> Html {
        let (tag, inside) = match block {
            Block::Paragraph { runs } => ("p", self.runs(runs)),
            Block::Heading { runs } => ("h3", self.runs(runs)),
            Block::Bullets { items } => ("ul", self.lines(items)),
            Block::Numbers { items } => ("ol", self.lines(items)),
            Block::Image { asset, alt } => return self.image(asset, alt),
        };
        el(tag).put(inside).done()
    }

    /// A picture from the content's assets.
    pub(crate) fn image(&self, asset: &str, alt: &str) -> Html {
        el("img;decoding=async")
            .set("src", &[self.base, asset].concat())
            .set("alt", alt)
            .done()
    }

    fn lines(&self, lines: &[Line]) -> Html {
        let line = |line: &Line| el("li").put(self.runs(&line.runs)).done();
        list(lines.iter().map(line).collect())
    }

    fn runs(&self, runs: &[Run]) -> Html {
        list(runs.iter().map(|run| self.run(run)).collect())
    }

    fn run(&self, run: &Run) -> Html {
        let words = text(&run.text);
        let tag = match run.style {
            Style::Plain => "",
            Style::Strong => "b",
            Style::Emphasis => "em",
            Style::Code => "code",
            Style::Break => "br",
        };
        let shown = match tag {
            "" => words,
            "br" => el(tag).done(),
            _ => el(tag).put(words).done(),
        };
        match &run.link {
            Some(link) => self.link(link, shown),
            None => shown,
        }
    }

    /// A link around what it shows.
    pub(crate) fn link(&self, link: &Link, shown: Html) -> Html {
        let outside = || el("a;class=link;target=_blank;rel=noopener noreferrer");
        let around = match link {
            Link::Article { .. } | Link::Tutorial { .. } => el("button;type=button;class=link"),
            Link::Web { url } => outside().set("href", url),
            Link::Mail { address } => outside().set("href", &["mailto:", address].concat()),
            Link::Path { path } => el("a;class=link").set("href", path),
        };
        let around = match link {
            Link::Web { .. } | Link::Mail { .. } => around,
            _ => self.says(around, Act::Follow(link.clone())),
        };
        around.put(shown).done()
    }
}

/// The words of blocks without their look, for a voice.
pub(crate) fn plain(blocks: &[Block]) -> String {
    let mut said = String::new();
    let mut add = |runs: &[Run]| {
        if !said.is_empty() {
            said.push(' ');
        }
        for run in runs {
            said.push_str(if run.style == Style::Break {
                " "
            } else {
                &run.text
            });
        }
    };
    for block in blocks {
        match block {
            Block::Paragraph { runs } | Block::Heading { runs } => add(runs),
            Block::Bullets { items } | Block::Numbers { items } => {
                items.iter().for_each(|line| add(&line.runs));
            }
            Block::Image { .. } => {}
        }
    }
    said
}
