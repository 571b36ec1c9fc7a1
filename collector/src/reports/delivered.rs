//! What was delivered of an item to each person: whole, in part, in which version and language.
//! In: the log of the item. Out: one record a person. Used by uniformity, and by what was "not delivered".

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde_json::Value;

use crate::releases::{item_at, items};

/// One person's part of one item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delivered {
    /// Shown to the last step, or completed; when first.
    pub(crate) whole: Option<i64>,
    /// The version of the first whole delivery, else of the first part.
    pub(crate) version: i64,
    /// Steps shown by their id: whether the text stood in the language that was wished.
    pub(crate) steps: BTreeMap<String, bool>,
}

/// What tells that an item was begun and that it was seen whole.
fn names(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "tutorials" => (
            &["tutorial.started", "tutorial.step_shown"],
            &["tutorial.completed"],
        ),
        "checklists" => (
            &["checklist.opened", "checklist.item_completed"],
            &["checklist.completed"],
        ),
        "tooltips" => (&[], &["tooltip.opened"]),
        "announcements" => (&[], &["announcement.shown"]),
        "quizzes" => (&["quiz.shown"], &["quiz.answered"]),
        "surveys" => (&["survey.shown"], &["survey.answered"]),
        "articles" => (&[], &["help.article_opened"]),
        _ => (&[], &[]),
    }
}

/// The kind of an item, and the item as the newest release has it.
pub(crate) fn kind_of<'a>(manifest: &'a Value, id: &str) -> Option<(&'static str, &'a Value)> {
    const KINDS: [&str; 7] = [
        "tutorials",
        "checklists",
        "tooltips",
        "announcements",
        "quizzes",
        "surveys",
        "articles",
    ];
    KINDS
        .into_iter()
        .find_map(|kind| Some((kind, items(manifest, kind).find(|i| i["id"] == id)?)))
}

/// The id of the last step, or how many questions there are to answer.
fn ends(kind: &str, item: &Value) -> (String, usize) {
    let last = items(item, "steps")
        .last()
        .and_then(|s| s["id"].as_str())
        .unwrap_or_default();
    let questions = if kind == "quizzes" {
        items(item, "questions").count()
    } else {
        0
    };
    (last.to_owned(), questions)
}

/// Everybody's part of one item, up to `at`; of those named only, where `only` is a JSON array of them.
pub(crate) fn of_item(
    db: &Connection,
    tenant: &str,
    manifest: &Value,
    id: &str,
    at: i64,
    only: Option<&str>,
) -> rusqlite::Result<BTreeMap<String, Delivered>> {
    let mut people: BTreeMap<String, Delivered> = BTreeMap::new();
    let Some((kind, item)) = kind_of(manifest, id) else {
        return Ok(people);
    };
    let (begun, ended) = names(kind);
    let mut known: BTreeMap<i64, (String, usize)> = BTreeMap::new();
    let mut answered: BTreeMap<String, BTreeMap<String, ()>> = BTreeMap::new();
    let list = begun
        .iter()
        .chain(ended)
        .map(|n| format!("'{n}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let (index, few) = match only {
        Some(_) => (
            "INDEXED BY event_user",
            "user IN (SELECT value FROM json_each(?4))",
        ),
        None => ("", "?4 IS NULL"),
    };
    let sql = format!(
        "SELECT user, name, version, step, corrected_ms, json_extract(body, '$.language'), json_extract(body, '$.locale'),
            json_extract(body, '$.data.question') FROM event {index} WHERE tenant = ?1 AND {few} AND name IN ({list}) AND content = ?2 AND corrected_ms <= ?3
            AND apart = 0 AND user IS NOT NULL ORDER BY corrected_ms, session, tab, seq, id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![tenant, id, at, only])?;
    while let Some(row) = rows.next()? {
        let (user, name): (String, String) = (row.get(0)?, row.get(1)?);
        let version: i64 = row.get::<_, Option<i64>>(2)?.unwrap_or(0);
        let step: String = row.get::<_, Option<String>>(3)?.unwrap_or_default();
        let when: i64 = row.get(4)?;
        let text = |i| {
            row.get::<_, Option<String>>(i)
                .unwrap_or(None)
                .unwrap_or_default()
        };
        let (language, locale, question) = (text(5), text(6), text(7));
        let (last, questions) = known.entry(version).or_insert_with(|| {
            let own = item_at(db, tenant, kind, id, version);
            ends(kind, own.as_ref().unwrap_or(item))
        });
        let person = people.entry(user.clone()).or_insert_with(|| Delivered {
            version,
            ..Delivered::default()
        });
        let shows = name == "tutorial.step_shown";
        if shows || (kind != "tutorials" && ended.contains(&name.as_str())) {
            let primary = |tag: &str| {
                tag.split('-')
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase()
            };
            let own =
                locale.is_empty() || language.is_empty() || primary(&language) == primary(&locale);
            let place = if kind == "quizzes" {
                question.clone()
            } else {
                step.clone()
            };
            // What was once shown in the person's own language was delivered in it.
            *person.steps.entry(place).or_insert(own) |= own;
        }
        let whole = match kind {
            "tutorials" => name == "tutorial.completed" || (shows && step == *last),
            "quizzes" if name == "quiz.answered" => {
                let own = answered.entry(user).or_default();
                own.insert(question, ());
                own.len() >= (*questions).max(1)
            }
            _ => ended.contains(&name.as_str()),
        };
        if whole && person.whole.is_none() {
            person.whole = Some(when);
            person.version = version;
        }
    }
    Ok(people)
}
