//! Every text of a folder with the place where its translation stands. Files are read; places are added.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::{Place, TranslateError, Translation};
use crate::document::{Document, Key};

impl Translation {
    pub(super) fn files(&mut self, kind: &str, folder: &Path) -> Result<(), TranslateError> {
        let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let listed = listed.map_err(|e| TranslateError::Io(folder.to_owned(), e))?;
        let mut paths: Vec<PathBuf> = listed.into_iter().map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
            match ending {
                "md" => {
                    if let Some((id, _)) = stem.rsplit_once('.').filter(|(_, l)| *l == self.from) {
                        self.article(&path, &format!("{kind}/{id}"))?;
                    }
                }
                "yaml" | "yml" if !name.starts_with('.') => {
                    let document = read(&path, false)?;
                    self.texts(&path, &format!("{kind}/{stem}"), &document.json());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn article(&mut self, path: &Path, id: &str) -> Result<(), TranslateError> {
        let source = read(path, true)?.json();
        let file = self.folder.join(format!("{id}.{}.md", self.to));
        let target = if file.is_file() {
            read(&file, true)?.json()
        } else {
            Json::Null
        };
        for key in ["title", "body"] {
            let text = |json: &Json| json[key].as_str().unwrap_or_default().trim().to_owned();
            let place = Place {
                file: file.clone(),
                path: vec![Key::from(key)],
                article: true,
                source: text(&source),
                target: text(&target),
            };
            if !place.source.is_empty() {
                self.places.push((format!("{id}#{key}"), place));
            }
        }
        Ok(())
    }

    /// Every map of texts below a value.
    pub(super) fn texts(&mut self, file: &Path, name: &str, json: &Json) {
        let mut open: Vec<(Vec<Key>, String, &Json)> = vec![(Vec::new(), String::new(), json)];
        let mut found = Vec::new();
        while let Some((path, id, json)) = open.pop() {
            let below = |key: Key, word: &str| {
                let path: Vec<Key> = path.iter().cloned().chain([key]).collect();
                let id = if id.is_empty() {
                    word.to_owned()
                } else {
                    format!("{id}.{word}")
                };
                (path, id)
            };
            match json {
                Json::Object(map) if map.get(&self.from).is_some_and(Json::is_string) => {
                    found.push((path, id, map));
                }
                Json::Object(map) => {
                    // Captions are files by language, no texts.
                    for (key, value) in map.iter().rev().filter(|(k, _)| *k != "captions") {
                        let (path, id) = below(Key::from(key.as_str()), key);
                        open.push((path, id, value));
                    }
                }
                Json::Array(list) => {
                    for (n, value) in list.iter().enumerate().rev() {
                        let word = value.get("id").and_then(Json::as_str);
                        let word = word.map_or_else(|| (n + 1).to_string(), str::to_owned);
                        let (path, id) = below(Key::At(n), &word);
                        open.push((path, id, value));
                    }
                }
                _ => {}
            }
        }
        for (path, id, map) in found {
            let text =
                |language: &str| map.get(language).and_then(Json::as_str).unwrap_or_default();
            let place = Place {
                file: file.to_owned(),
                path,
                article: false,
                source: text(&self.from).trim().to_owned(),
                target: text(&self.to).trim().to_owned(),
            };
            if !place.source.is_empty() {
                self.places.push((format!("{name}#{id}"), place));
            }
        }
    }
}

pub(super) fn read(path: &Path, article: bool) -> Result<Document, TranslateError> {
    let text = match fs::read_to_string(path) {
        // An article begins with its first translation.
        Err(error) if article && error.kind() == std::io::ErrorKind::NotFound => String::new(),
        other => other.map_err(|e| TranslateError::Io(path.to_owned(), e))?,
    };
    let read = if article {
        Document::read_article(&text)
    } else {
        Document::read(&text)
    };
    read.map_err(|e| TranslateError::Source(path.display().to_string(), e.to_string()))
}

/// Writes beside and renames over.
pub(super) fn save(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("part");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}
