//! The launcher with its ring, and the checklist it opens.

use engine::Act;
use engine::view::{ChecklistView, LauncherView, TaskState, TaskView};
use yew::prelude::*;

use crate::icon::{self, icon};
use crate::pen::Pen;

/// Draws the launcher.
pub(crate) fn launcher(pen: &Pen<'_>, shown: &LauncherView) -> Html {
    let words = pen.words;
    let sign = match shown.launcher.icon.as_str() {
        "help" => icon::QUESTION,
        _ => icon::SIGN,
    };
    let counted = shown.progress.filter(|(_, of)| *of > 0);
    let name = match counted {
        Some((done, of)) => words.about(words.launcher, &words.count(done, of)),
        None => words.launcher.to_owned(),
    };
    html! {
        <button type="button" part="launcher" aria-label={name} title={words.launcher} aria-haspopup="dialog"
            aria-expanded={if shown.open { "true" } else { "false" }} onclick={pen.says(Act::Launcher)}>
            { icon(sign) }
            if let Some((done, of)) = counted {
                { ring(done, of) }
            }
        </button>
    }
}

fn ring(done: u32, of: u32) -> Html {
    let share = u64::from(done) * 100 / u64::from(of.max(1));
    let dashes = [(share as u32).to_string().as_str(), " 100"].concat();
    html! {
        <svg class="ring" viewBox="0 0 46 46" aria-hidden="true">
            <circle cx="23" cy="23" r="21.5" />
            if done > 0 {
                <circle cx="23" cy="23" r="21.5" pathLength="100" stroke-dasharray={dashes} />
            }
        </svg>
    }
}

/// Draws the checklist.
pub(crate) fn checklist(pen: &Pen<'_>, shown: &ChecklistView, node: &NodeRef) -> Html {
    let words = pen.words;
    let of = shown.tasks.len() as u32;
    let done = shown
        .tasks
        .iter()
        .filter(|t| t.state == TaskState::Done)
        .count() as u32;
    let left = shown
        .tasks
        .iter()
        .filter(|t| t.state != TaskState::Done)
        .map(|t| t.minutes)
        .sum();
    let finished = done == of && of > 0;
    html! {
        <aside ref={node} class="sf" part="checklist" role="dialog" tabindex="-1" aria-labelledby="checklist-title" data-id={shown.id.clone()}>
            <header>
                <h2 id="checklist-title">{ shown.title.clone() }</h2>
                { pen.icon_button("checklist-close", words.close, icon::CLOSE, Act::CloseChecklist) }
            </header>
            if finished {
                <div class="done">
                    <span class="big">{ icon(icon::CHECK) }</span>
                    <h2>{ words.all_done }</h2>
                    <p class="sub">{ words.all_done_of(of) }</p>
                </div>
            } else {
                <p class="meta">{ words.count_and_rest(done, of, left) }</p>
            }
            <progress part="checklist-progress" max={of.to_string()} value={done.to_string()} aria-label={words.progress} hidden={finished} />
            <ul class="list">{ shown.tasks.iter().map(|t| task(pen, t)).collect::<Html>() }</ul>
        </aside>
    }
}

fn task(pen: &Pen<'_>, task: &TaskView) -> Html {
    let words = pen.words;
    let meta = match task.state {
        TaskState::Locked if !task.after.is_empty() => Some(words.opens_after(&task.after)),
        TaskState::Open if task.minutes > 0 => Some(words.minutes(task.minutes)),
        _ => None,
    };
    let startable = task.start && task.state == TaskState::Open;
    let class = if task.current { "btn pri" } else { "btn line" };
    html! {
        <li key={task.id.clone()} part="checklist-item" data-id={task.id.clone()} data-state={task.state.text()} aria-current={task.current.then_some("step")}>
            <span class="tick">
                {
                    match task.state {
                        TaskState::Open => Html::default(),
                        TaskState::Done => icon(icon::CHECK),
                        TaskState::Locked => icon(icon::LOCK),
                    }
                }
            </span>
            <div class="stack">
                <b>
                    { task.title.clone() }
                    if task.state == TaskState::Done {
                        <span class="vh">{ words.done }</span>
                    }
                </b>
                if let Some(meta) = meta {
                    <p class="meta">{ meta }</p>
                }
                if startable {
                    { pen.button("checklist-start", class, words.start, Some(words.about(words.start, &task.title)), Act::StartTask(task.id.clone())) }
                }
            </div>
        </li>
    }
}
