//! XLIFF 1.2: one `file` a source file, one `trans-unit` a text; a stale translation asks for review.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::table::BadTable;
use super::{State, Unit};

pub(super) fn write(units: &[Unit], from: &str, to: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n",
    );
    let mut file = "";
    for unit in units {
        let name = unit.id.split('#').next().unwrap_or("");
        if name != file {
            if !file.is_empty() {
                out.push_str("</body></file>\n");
            }
            file = name;
            let _ = writeln!(
                out,
                "<file original=\"{}\" source-language=\"{from}\" target-language=\"{to}\" datatype=\"plaintext\"><body>",
                escape(name)
            );
        }
        let (state, approved) = match unit.state {
            State::New => ("needs-translation", "no"),
            State::Stale => ("needs-review-translation", "no"),
            State::Translated => ("translated", "yes"),
        };
        let _ = write!(
            out,
            "<trans-unit id=\"{}\" xml:space=\"preserve\" approved=\"{approved}\">\n  <source>{}</source>\n  <target state=\"{state}\">{}</target>\n",
            escape(&unit.id),
            escape(&unit.source),
            escape(&unit.target)
        );
        if unit.state == State::Stale {
            out.push_str("  <note>The original has changed since this was translated.</note>\n");
        }
        out.push_str("</trans-unit>\n");
    }
    if !file.is_empty() {
        out.push_str("</body></file>\n");
    }
    out.push_str("</xliff>\n");
    out
}

pub(super) fn read(text: &str) -> Result<(Vec<Unit>, String), BadTable> {
    let mut reader = Reader::from_str(text);
    let mut units: Vec<Unit> = Vec::new();
    let mut language = String::new();
    // Which text is being read: the original or the translation of the last unit.
    let mut inside: Option<bool> = None;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let line = text.get(..at).unwrap_or("").matches('\n').count() + 1;
        let bad = |why: String| BadTable { line, why };
        let event = reader.read_event().map_err(|e| bad(e.to_string()))?;
        let mut add = |part: &str| {
            if let (Some(target), Some(unit)) = (inside, units.last_mut()) {
                if target {
                    unit.target.push_str(part)
                } else {
                    unit.source.push_str(part)
                }
            }
        };
        match event {
            Event::Eof => break,
            Event::Text(part) => add(&part),
            Event::CData(part) => add(&part),
            Event::GeneralRef(name) => {
                let whole = format!("&{};", &*name);
                add(&quick_xml::escape::unescape(&whole).map_err(|e| bad(e.to_string()))?);
            }
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "file" => {
                language = attribute(&tag, "target-language").unwrap_or_default();
            }
            Event::Start(tag) if tag.local_name().as_ref() == "trans-unit" => {
                let id = attribute(&tag, "id")
                    .ok_or_else(|| bad("a trans-unit has no id".to_owned()))?;
                units.push(Unit {
                    id,
                    source: String::new(),
                    target: String::new(),
                    state: State::Translated,
                });
            }
            Event::Start(tag) if tag.local_name().as_ref() == "source" => inside = Some(false),
            Event::Start(tag) if tag.local_name().as_ref() == "target" => {
                inside = Some(true);
                if let Some(unit) = units.last_mut() {
                    unit.state = match attribute(&tag, "state").as_deref() {
                        Some("new" | "needs-translation") => State::New,
                        Some(word) if word.starts_with("needs-") => State::Stale,
                        _ => State::Translated,
                    };
                }
            }
            Event::End(tag) if matches!(tag.local_name().as_ref(), "source" | "target") => {
                inside = None
            }
            _ => {}
        }
    }
    if language.is_empty() {
        return Err(BadTable {
            line: 0,
            why: "no file element names its target-language".to_owned(),
        });
    }
    Ok((units, language))
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(quick_xml::escape::unescape(&found.value).ok()?.into_owned())
}
