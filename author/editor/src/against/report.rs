//! The report as a page to read and to hand on: one row an anchor, troubles first. Verdicts enter; HTML leaves.

use author::Spoken;

use super::{Looked, Verdict};

impl Verdict {
    /// The word for a person.
    #[must_use]
    pub fn word(self, spoken: Spoken) -> &'static str {
        match self {
            Verdict::Found => spoken.of("見つかった", "found"),
            Verdict::Missing => spoken.of("見つからない", "missing"),
            Verdict::Hidden => spoken.of("隠れている", "hidden"),
            Verdict::Ambiguous => spoken.of("複数ある", "ambiguous"),
            Verdict::Recovered => spoken.of("似た要素がある", "recovered"),
            Verdict::Unvisited => spoken.of("見ていない", "not visited"),
        }
    }

    /// Whether somebody has to do something.
    #[must_use]
    pub fn is_trouble(self) -> bool {
        !matches!(self, Verdict::Found | Verdict::Unvisited)
    }
}

/// The report of a run against `target`.
#[must_use]
pub fn html(all: &[Looked], target: &str, spoken: Spoken) -> String {
    let title = spoken.of("指す要素の点検", "Anchors on the product's pages");
    let count = |trouble: bool| {
        all.iter()
            .filter(|l| l.verdict.is_trouble() == trouble)
            .count()
    };
    let mut rows: Vec<&Looked> = all.iter().collect();
    rows.sort_by_key(|l| !l.verdict.is_trouble());
    let rows: String = rows.iter().map(|l| row(l, spoken)).collect();
    let head = spoken.of(
        ["場所", "ページ", "結果", "近い要素"],
        ["Where", "Page", "Result", "Nearest elements"],
    );
    let head: String = head
        .iter()
        .map(|h| format!("<th scope=\"col\">{h}</th>"))
        .collect();
    let said = spoken.of(
        format!(
            "{} 件のうち {} 件に手当てが必要です。",
            all.len(),
            count(true)
        ),
        format!("{} of {} need attention.", count(true), all.len()),
    );
    format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
         <main><h1>{title}</h1><p>{} — {said}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></main></html>\n",
        spoken.tag(),
        escaped(target),
    )
}

fn row(looked: &Looked, spoken: Spoken) -> String {
    let place = &looked.place;
    let nearest: String = looked
        .candidates
        .iter()
        .map(|c| {
            format!(
                "<li>{} <small>{} %</small><br><code>{}</code></li>",
                escaped(&c.words),
                c.percent,
                escaped(&c.anchor.to_string())
            )
        })
        .collect();
    let kind = if looked.verdict.is_trouble() {
        "trouble"
    } else {
        "fine"
    };
    format!(
        "<tr class=\"{kind}\"><td><code>{}:{}:{}</code><br><small>{}</small></td><td>{}</td><td>{}</td><td><ul>{nearest}</ul></td></tr>",
        escaped(&place.file),
        place.line,
        place.column,
        escaped(&spoken.anchor(&place.anchor)),
        escaped(&looked.page),
        looked.verdict.word(spoken),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

const STYLE: &str = ":root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}main{max-width:72rem;margin:2rem auto;padding:0 1rem}\
    table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}\
    ul{margin:0;padding-inline-start:1.2rem}.trouble td:nth-child(3){color:light-dark(#b3261e,#ffb4ab);font-weight:600}small{opacity:.75}code{overflow-wrap:anywhere}";
