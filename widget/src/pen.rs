//! What all surfaces draw with: buttons that say an `Act`, authors' blocks as elements, and their plain text.
//! Links that nothing of this release can open are drawn as words.

use content::rich::{Line, Style};
use content::{Block, Link, Run};
use engine::Act;
use yew::prelude::*;

use crate::icon::icon;
use crate::words::Words;

/// What a surface is drawn with.
pub(crate) struct Pen<'a> {
    pub(crate) words: &'static Words,
    pub(crate) base: &'a str,
    pub(crate) acted: &'a Callback<(Act, bool)>,
}

impl Pen<'_> {
    /// A click that says an act.
    pub(crate) fn says(&self, act: Act) -> Callback<MouseEvent> {
        let acted = self.acted.clone();
        Callback::from(move |event: MouseEvent| acted.emit((act.clone(), event.is_trusted())))
    }

    /// A button with words on it; `name` is what is read out where the words alone say too little.
    pub(crate) fn button(
        &self,
        part: &'static str,
        class: &'static str,
        label: &'static str,
        name: Option<String>,
        act: Act,
    ) -> Html {
        html! {
            <button type="button" {part} {class} aria-label={name} onclick={self.says(act)}>{label}</button>
        }
    }

    /// A button with an icon on it.
    pub(crate) fn icon_button(
        &self,
        part: &'static str,
        name: &'static str,
        path: &'static str,
        act: Act,
    ) -> Html {
        html! {
            <button type="button" class="icon" {part} aria-label={name} title={name} onclick={self.says(act)}>{icon(path)}</button>
        }
    }

    /// An author's blocks.
    pub(crate) fn blocks(&self, blocks: &[Block]) -> Html {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Block) -> Html {
        match block {
            Block::Paragraph { runs } => html! { <p>{self.runs(runs)}</p> },
            Block::Heading { runs } => html! { <h3>{self.runs(runs)}</h3> },
            Block::Bullets { items } => html! { <ul>{self.lines(items)}</ul> },
            Block::Numbers { items } => html! { <ol>{self.lines(items)}</ol> },
            Block::Image { asset, alt } => self.image(asset, alt),
        }
    }

    /// A picture from the content's assets.
    pub(crate) fn image(&self, asset: &str, alt: &str) -> Html {
        html! { <img src={[self.base, asset].concat()} alt={alt.to_owned()} decoding="async" /> }
    }

    fn lines(&self, lines: &[Line]) -> Html {
        lines
            .iter()
            .map(|line| html! { <li>{self.runs(&line.runs)}</li> })
            .collect()
    }

    fn runs(&self, runs: &[Run]) -> Html {
        runs.iter().map(|run| self.run(run)).collect()
    }

    fn run(&self, run: &Run) -> Html {
        let text = match run.style {
            Style::Plain => html! { {run.text.clone()} },
            Style::Strong => html! { <b>{run.text.clone()}</b> },
            Style::Emphasis => html! { <em>{run.text.clone()}</em> },
            Style::Code => html! { <code>{run.text.clone()}</code> },
            Style::Break => html! { <br /> },
        };
        match &run.link {
            Some(link) => self.link(link, text),
            None => text,
        }
    }

    /// A link around what it shows.
    pub(crate) fn link(&self, link: &Link, text: Html) -> Html {
        let outside = |href: String, text: Html| {
            html! { <a class="link" {href} target="_blank" rel="noopener noreferrer">{text}</a> }
        };
        let href = match link {
            Link::Article { .. } => return text,
            Link::Tutorial { .. } => {
                return html! { <button type="button" class="link" onclick={self.says(Act::Follow(link.clone()))}>{text}</button> };
            }
            Link::Web { url } => return outside(url.clone(), text),
            Link::Mail { address } => return outside(["mailto:", address].concat(), text),
            Link::Path { path } => path.clone(),
        };
        let (acted, link) = (self.acted.clone(), link.clone());
        // Who asks for a new tab or window gets it from the browser; the plain click is the engine's to answer.
        let onclick = Callback::from(move |event: MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
                event.prevent_default();
                acted.emit((Act::Follow(link.clone()), event.is_trusted()));
            }
        });
        html! { <a class="link" {href} {onclick}>{text}</a> }
    }
}

/// Whether this release can open it.
pub(crate) fn opens(link: &Link) -> bool {
    !matches!(link, Link::Article { .. })
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
