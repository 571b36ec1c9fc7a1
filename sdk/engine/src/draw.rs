//! From state to view: every text filled for the person, nothing that a browser would have to decide.

use std::rc::Rc;

use content::catalogue::{Scheme, Show};
use content::item::{Advance, Step};
use content::rich::{Line, personalise};
use content::{Block, Item, Run as Words};

use crate::draw_front::open_tasks;
use crate::engine::Engine;
use crate::panel::Panel;
use crate::second::Second;
use crate::side::Side;
use crate::step::Phase;
use crate::view::{
    Awaited, Card, CardState, ChecklistView, Hotspot, LauncherView, TaskState, TaskView, Tip,
    Unclear, View,
};

impl Engine {
    /// Light or dark, and the radius of corners in px, as the host says.
    pub(crate) fn look(&mut self, scheme: Option<Scheme>, radius: Option<u32>) {
        if let Some(theme) = self.theme.as_mut().map(Rc::make_mut) {
            theme.scheme = scheme.unwrap_or_else(|| theme.scheme.clone());
            theme.radius = radius.unwrap_or(theme.radius);
        }
    }

    /// What should be seen now; `None` before there is a catalogue.
    pub(crate) fn view(&mut self) -> Option<View> {
        let theme = Rc::clone(self.theme.as_ref()?);
        let (launcher, checklist) = self.launcher_view();
        Some(View {
            language: self.language.clone(),
            theme,
            base: Rc::clone(&self.base),
            card: self.card(),
            hotspots: self.hotspots(),
            tip: self.tip(),
            launcher,
            checklist,
            front: self.front_view(),
            panel: self.panel_view(),
            notice: self.notice.map(Box::new),
        })
    }

    fn panel_view(&mut self) -> Option<Box<Panel>> {
        let mut drawn = None;
        if self.side.is_some() {
            self.door_panel_view(&mut drawn);
        }
        drawn
    }

    /// Whether the running tutorial is read as text, now or as soon as text can be had.
    fn reads(&self) -> bool {
        matches!(self.side, Some(Side::Text))
            || (self.progress.text && self.side.is_none() && self.second == Second::Away)
    }

    pub(crate) fn fill(&self, text: &str) -> String {
        personalise(text, |name| self.known(name))
    }

    fn fill_runs(&self, runs: &[Words]) -> Vec<Words> {
        let fill = |r: &Words| Words {
            text: self.fill(&r.text),
            style: r.style.clone(),
            link: r.link.clone(),
        };
        runs.iter().map(fill).collect()
    }

    pub(crate) fn fill_blocks(&self, blocks: &[Block]) -> Vec<Block> {
        let lines = |items: &[Line]| {
            items
                .iter()
                .map(|l| Line {
                    runs: self.fill_runs(&l.runs),
                })
                .collect()
        };
        blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph { runs } => Block::Paragraph {
                    runs: self.fill_runs(runs),
                },
                Block::Heading { runs } => Block::Heading {
                    runs: self.fill_runs(runs),
                },
                Block::Bullets { items } => Block::Bullets {
                    items: lines(items),
                },
                Block::Numbers { items } => Block::Numbers {
                    items: lines(items),
                },
                Block::Image { .. } => block.clone(),
            })
            .collect()
    }

    fn card(&self) -> Option<Box<Card>> {
        let run = self.run.as_ref()?;
        let (tutorial, step) = (run.tutorial()?, run.step()?);
        if step.quiz.is_some() || self.reads() {
            return None;
        }
        let state = match run.phase {
            Phase::Here => CardState::Here,
            Phase::Paused => CardState::Paused,
            Phase::Elsewhere if self.elsewhere_speaks() => CardState::Elsewhere,
            Phase::Loading | Phase::Seeking | Phase::Elsewhere => return None,
        };
        let here = state == CardState::Here;
        Some(Box::new(Card {
            id: run.entry.id.clone(),
            step: step.id.clone(),
            state,
            title: self.fill(&step.title),
            body: self.fill_blocks(&step.body),
            at: run.at as u32 + 1,
            of: tutorial.steps.len() as u32,
            target: run.watch.filter(|_| here),
            target_name: target_name(step),
            placement: step.placement.clone(),
            blocks: step.blocks,
            awaited: match step.advance {
                Advance::Next => Awaited::Next,
                Advance::Click => Awaited::Click,
                Advance::Input { .. } => Awaited::Input,
                Advance::Event { .. } | Advance::Appears { .. } => Awaited::Done,
            },
            back: !run.trail.is_empty(),
            last: run.at + 1 == tutorial.steps.len(),
            media: step.media.clone(),
            unclear: run.unclear.then(|| {
                let other = step.unclear.as_ref();
                Unclear {
                    body: other.map_or_else(Vec::new, |u| self.fill_blocks(&u.body)),
                    links: other.map_or_else(Vec::new, |u| u.links.clone()),
                    said: run.said,
                }
            }),
            takes_focus: !crate::run::unasked(run.by),
        }))
    }

    fn hotspots(&mut self) -> Vec<Hotspot> {
        let dots: Vec<_> = self
            .tips
            .iter()
            .filter(|t| t.found)
            .map(|t| (t.id.clone(), t.leaf, t.watch))
            .collect();
        let mut out = Vec::new();
        for (id, leaf, target) in dots {
            if let Ok(Some(item)) = self.leaf(leaf)
                && matches!(item.as_ref(), Item::Tooltip { tooltip } if tooltip.hotspot)
            {
                let open = self.open_tip.as_ref() == Some(&id);
                out.push(Hotspot { id, target, open });
            }
        }
        // Leaves arrive in any order; dots stand, and are reached by Tab, in one.
        out.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        out
    }

    fn tip(&mut self) -> Option<Box<Tip>> {
        let id = self.open_tip.clone()?;
        let (leaf, target) = self
            .tips
            .iter()
            .find(|t| t.id == id && t.found)
            .map(|t| (t.leaf, t.watch))?;
        match self.leaf(leaf) {
            Ok(Some(item)) => match item.as_ref() {
                Item::Tooltip { tooltip } => Some(Box::new(Tip {
                    id,
                    target,
                    hotspot: tooltip.hotspot,
                    body: self.fill_blocks(&tooltip.body),
                })),
                _ => None,
            },
            _ => None,
        }
    }

    fn launcher_view(&mut self) -> (Option<LauncherView>, Option<Box<ChecklistView>>) {
        let Some(launcher) = self.catalogue.as_ref().map(|c| c.launcher.clone()) else {
            return (None, None);
        };
        if !self.ready {
            return (None, None);
        }
        let checklist = self
            .checklist()
            .and_then(|(entry, item)| match item.as_ref() {
                Item::Checklist { checklist } => Some(Box::new(ChecklistView {
                    id: entry.id.clone(),
                    title: self.fill(&checklist.title),
                    tasks: self.tasks(&entry.id, checklist),
                })),
                _ => None,
            });
        let progress = checklist.as_ref().map(|c| {
            let done = c
                .tasks
                .iter()
                .filter(|t| t.state == TaskState::Done)
                .count();
            (done as u32, c.tasks.len() as u32)
        });
        let stands = match launcher.show {
            Show::Always => true,
            Show::WhenUseful => checklist.is_some() || self.has_help(),
            Show::Never => false,
        };
        let open = self.panel && checklist.is_some();
        let tasks = checklist.as_ref().map_or(0, |c| open_tasks(&c.tasks));
        let badge = self.badge(tasks);
        (
            stands.then_some(LauncherView {
                launcher,
                progress,
                open: open || self.side.is_some(),
                badge,
            }),
            checklist.filter(|_| open),
        )
    }

    fn tasks(&self, id: &str, checklist: &content::item::Checklist) -> Vec<TaskView> {
        let mut current = true;
        let done = |task: &str| self.ticked(id, task);
        checklist
            .tasks
            .iter()
            .map(|task| {
                let first: Vec<String> = checklist
                    .tasks
                    .iter()
                    .filter(|t| task.requires.contains(&t.id) && !done(&t.id))
                    .map(|t| self.fill(&t.title))
                    .collect();
                let state = match (done(&task.id), first.is_empty()) {
                    (true, _) => TaskState::Done,
                    (false, true) => TaskState::Open,
                    (false, false) => TaskState::Locked,
                };
                let now = current && state == TaskState::Open;
                current = current && !now;
                TaskView {
                    id: task.id.clone(),
                    title: self.fill(&task.title),
                    state,
                    minutes: task.minutes,
                    start: task.start.is_some(),
                    current: now,
                    after: first,
                }
            })
            .collect()
    }
}

/// What the announcement calls the target: its accessible name or text, as the author wrote it.
pub(crate) fn target_name(step: &Step) -> String {
    let anchor = step.anchor.as_ref();
    anchor
        .and_then(|a| a.name.clone().or_else(|| a.text.clone()))
        .unwrap_or_default()
}
