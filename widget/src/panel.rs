//! The launcher with its ring, and the checklist it opens.

use content::decimal;
use engine::Act;
use engine::view::{ChecklistView, LauncherView, TaskState, TaskView};
use yew::{Html, NodeRef};

use crate::el::el;
use crate::icon::{self, icon};
use crate::pen::Pen;

/// Draws the launcher.
pub(crate) fn launcher(pen: &Pen<'_>, shown: &LauncherView) -> Html {
    let words = pen.words;
    let sign = match shown.launcher.icon.as_str() {
        "help" => icon::QUESTION,
        _ => icon::SIGN,
    };
    let waits = (shown.badge > 0).then(|| decimal(shown.badge));
    let counted = shown.progress.filter(|(_, of)| *of > 0);
    let name = match counted {
        Some((done, of)) => words.about(words.launcher, &words.count(done, of)),
        None => words.launcher.to_owned(),
    };
    let name = match shown.badge {
        0 => name,
        waiting => words.sentences(&[&name, &words.waiting_of(waiting)]),
    };
    let button = el("button;type=button;part=launcher;aria-haspopup=dialog")
        .set("aria-label", &name)
        .set("title", words.launcher)
        .set("aria-expanded", if shown.open { "true" } else { "false" });
    pen.says(button, Act::Launcher)
        .put(icon(sign))
        .maybe(counted.map(|(done, of)| ring(done, of)))
        .maybe(waits.map(|n| el("span;class=badge;aria-hidden=true").text(&n).done()))
        .done()
}

fn ring(done: u32, of: u32) -> Html {
    let circle = || el("circle;cx=23;cy=23;r=21.5");
    let share = u64::from(done) * 100 / u64::from(of.max(1));
    let part = (done > 0).then(|| {
        let dashes = [decimal(share as u32).as_str(), " 100"].concat();
        circle()
            .set("pathLength", "100")
            .set("stroke-dasharray", &dashes)
            .done()
    });
    el("svg;class=ring;viewBox=0 0 46 46;aria-hidden=true")
        .put(circle().done())
        .maybe(part)
        .done()
}

/// Draws the checklist.
pub(crate) fn checklist(pen: &Pen<'_>, shown: &ChecklistView, node: &NodeRef, still: bool) -> Html {
    let words = pen.words;
    let of = shown.tasks.len() as u32;
    let mut done = 0;
    let mut left = 0;
    for task in &shown.tasks {
        if task.state == TaskState::Done {
            done += 1;
        } else {
            left += task.minutes;
        }
    }
    let finished = done == of && of > 0;
    let header = el("header;role=none")
        .put(el("h2;id=checklist-title").text(&shown.title).done())
        .put(pen.icon_button(
            "checklist-close",
            words.close,
            icon::CLOSE,
            Act::CloseChecklist,
        ));
    let summary = if finished {
        el("div;class=done")
            .put(el("span;class=big").put(icon(icon::CHECK)).done())
            .put(el("h2").text(words.all_done).done())
            .put(el("p;class=sub").text(&words.all_done_of(of)).done())
    } else {
        el("p;class=meta").text(&words.count_and_rest(done, of, left))
    };
    let bar = el("progress;part=checklist-progress")
        .set("max", &decimal(of))
        .set("value", &decimal(done))
        .set("aria-label", words.progress)
        .flag("hidden", finished);
    let tasks = shown.tasks.iter().map(|t| task(pen, t)).collect();
    el("section;class=sf side;part=checklist;role=dialog;tabindex=-1;aria-labelledby=checklist-title")
        .node(node)
        .key(&shown.id)
        .set("data-id", &shown.id)
        .flag("data-still", still)
        .put(header.done())
        .put(summary.done())
        .put(bar.done())
        .put(el("ul;role=list;class=list").all(tasks).done())
        .done()
}

fn task(pen: &Pen<'_>, task: &TaskView) -> Html {
    let words = pen.words;
    let meta = match task.state {
        TaskState::Locked if !task.after.is_empty() => Some(words.opens_after(&task.after)),
        TaskState::Open if task.minutes > 0 => Some(words.minutes(task.minutes)),
        _ => None,
    };
    let tick = match task.state {
        TaskState::Open => None,
        TaskState::Done => Some(icon(icon::CHECK)),
        TaskState::Locked => Some(icon(icon::LOCK)),
    };
    let done = (task.state == TaskState::Done).then(|| el("span;class=vh").text(words.done).done());
    let start = (task.start && task.state == TaskState::Open).then(|| {
        let class = if task.current { "btn pri" } else { "btn line" };
        let name = words.about(words.start, &task.title);
        let act = Act::StartTask(task.id.clone());
        pen.button("checklist-start", class, words.start, Some(&name), act)
    });
    let words = el("div;class=stack")
        .put(el("b").text(&task.title).maybe(done).done())
        .maybe(meta.map(|meta| el("p;class=meta").text(&meta).done()))
        .maybe(start);
    let item = el("li;part=checklist-item")
        .key(&task.id)
        .set("data-id", &task.id)
        .set("data-state", task.state.text());
    let item = if task.current {
        item.set("aria-current", "step")
    } else {
        item
    };
    item.put(el("span;class=tick").maybe(tick).done())
        .put(words.done())
        .done()
}
