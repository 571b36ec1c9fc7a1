//! Translations that are older than their originals, as findings. What was translated from which original is remembered
//! by `translate`; a folder that never went to translators has none.

use std::path::Path;

use crate::compile::Source;
use crate::document::Key;
use crate::finding::Finding;
use crate::node::{Node, Place};
use crate::translate::Translation;

/// Every stale translation of a folder.
pub(crate) fn find(folder: &Path, source: &Source, languages: &[String]) -> Vec<Finding> {
    let mut out = Vec::new();
    let Some((first, others)) = languages.split_first() else {
        return out;
    };
    if !Translation::is_kept(folder) {
        return out;
    }
    for language in others {
        // What cannot be read was said already.
        let Ok(translation) = Translation::open(folder, None, language) else {
            continue;
        };
        for (file, path, article) in translation.stale() {
            let place = place(source, &file, &path, language, article);
            let why =
                format!("the text was translated before \"{first}\" changed: look at it again");
            out.push(Finding::new(&file, place, "W0116", why));
        }
    }
    out
}

/// Where the translation stands; an article's file where its field cannot be told.
fn place(source: &Source, file: &str, path: &[Key], language: &str, article: bool) -> Place {
    let node = if file == source.config_file {
        Some(&source.config)
    } else {
        let piece = source.pieces.iter();
        let mut piece = piece.filter(|p| p.files.iter().any(|f| f == file));
        piece.next().map(|p| &p.node)
    };
    let mut found = node;
    for key in path.iter().take(if article { 0 } else { usize::MAX }) {
        found = found.and_then(|n| child(n, key));
    }
    let field = found.and_then(|n| n.fields().iter().find(|f| f.key == language));
    match (article, field, found) {
        (true, ..) | (_, None, None) => Place::START,
        (_, Some(field), _) => field.place,
        (_, None, Some(node)) => node.place,
    }
}

fn child<'n>(node: &'n Node, key: &Key) -> Option<&'n Node> {
    match key {
        Key::At(n) => node.items().get(*n),
        Key::Field(name) => node.get(name),
    }
}
