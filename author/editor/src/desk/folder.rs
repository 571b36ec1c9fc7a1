//! The content folder as the editor sees it: items by kind, one item's values with its findings by path, and edits.
//! Every edit is written at once, in the author's own file, and can be taken back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use author::{Document, Draft, Finding, Key, Spoken, path_of};
use serde_json::{Map, Value as Json, json};

/// Folders of items, in the order of the list.
pub(super) const KINDS: &[&str] = &[
    "tutorials",
    "checklists",
    "tooltips",
    "announcements",
    "quizzes",
    "surveys",
    "programs",
    "events",
    "articles",
];

/// A folder and what was changed in it.
pub(crate) struct Folder {
    root: PathBuf,
    /// File and its text before an edit, the last one last; no text where the file was not there.
    undo: Vec<(PathBuf, Option<String>)>,
}

/// A sentence for the author.
pub(crate) type Refusal = String;

pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |d| d.as_millis() as i64)
}

fn is_id(id: &str, kind: &str) -> bool {
    let fits = |c: char| {
        c.is_ascii_lowercase()
            || c.is_ascii_digit()
            || (c == if kind == "events" { '_' } else { '-' })
    };
    id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && id.len() <= 60
        && id.chars().all(fits)
}

impl Folder {
    pub(super) fn new(root: &Path) -> Folder {
        Folder {
            root: root.to_owned(),
            undo: Vec::new(),
        }
    }

    pub(crate) fn draft(&self, version: u32) -> Result<Draft, Refusal> {
        author::draft(&self.root, "edit", version, now()).map_err(|e| e.to_string())
    }

    /// The list: every item with its title and how many findings it has; and what belongs to no item.
    pub(crate) fn overview(&self) -> Result<Json, Refusal> {
        let draft = self.draft(1)?;
        let mut items = Vec::new();
        for kind in KINDS {
            for (id, files) in self.files(kind) {
                let all = draft.manifest[*kind].as_array();
                let found = all.and_then(|all| all.iter().find(|i| i["id"] == id.as_str()));
                let title = found.map(|i| match &i["title"] {
                    Json::Null => i["body"].clone(),
                    title => title.clone(),
                });
                let count = |severity| {
                    let mine =
                        |f: &&Finding| f.severity() == severity && files.contains_key(&f.file);
                    draft.findings.iter().filter(mine).count()
                };
                items.push(json!({"kind": kind, "id": id, "title": title, "draft": *kind == "articles" && found.is_none(),
                    "errors": count(author::Severity::Error), "warnings": count(author::Severity::Warning)}));
            }
        }
        let config = |severity| {
            let here = |f: &&Finding| f.severity() == severity && !f.file.contains('/');
            draft.findings.iter().filter(here).count()
        };
        Ok(json!({
            "product": draft.manifest["product"], "languages": draft.manifest["languages"],
            "topics": ids(&draft.manifest["topics"]), "segments": ids(&draft.manifest["segments"]),
            "events": draft.manifest["events"].as_array().into_iter().flatten().filter(|e| e.is_string()).collect::<Vec<_>>(),
            "items": items, "undo": !self.undo.is_empty(),
            "config": {"errors": config(author::Severity::Error), "warnings": config(author::Severity::Warning)},
        }))
    }

    /// The files of a kind by item, each with the language that it is in, for articles.
    fn files(&self, kind: &str) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for entry in std::fs::read_dir(self.root.join(kind))
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            let file = format!("{kind}/{name}");
            if kind == "articles" {
                if let Some((id, language)) =
                    name.strip_suffix(".md").and_then(|n| n.rsplit_once('.'))
                {
                    all.entry(id.to_owned())
                        .or_default()
                        .insert(file, language.to_owned());
                }
            } else if let Some(id) = name.strip_suffix(".yaml").or(name.strip_suffix(".yml")) {
                all.entry(id.to_owned())
                    .or_default()
                    .insert(file, String::new());
            }
        }
        all
    }

    /// One item: its documents by language (one, without a language, but for articles) with values and findings.
    pub(crate) fn item(&self, kind: &str, id: &str) -> Result<Json, Refusal> {
        let draft = self.draft(1)?;
        let files = match kind {
            "shirube" => BTreeMap::from([("shirube.yaml".to_owned(), String::new())]),
            _ => self.files(kind).remove(id).unwrap_or_default(),
        };
        if files.is_empty() {
            return Err(format!("there is no {kind}/{id}"));
        }
        let mut documents = Map::new();
        for (file, language) in &files {
            let text = std::fs::read_to_string(self.root.join(file))
                .map_err(|e| format!("{file}: {e}"))?;
            let mine: Vec<&Finding> = draft.findings.iter().filter(|f| f.file == *file).collect();
            documents.insert(language.clone(), match read(kind, &text) {
                Ok(document) => json!({"file": file, "value": document.json(), "findings": mine.iter().map(|f| finding(f, &document)).collect::<Vec<_>>()}),
                Err(error) => json!({"file": file, "text": text, "broken": error}),
            });
        }
        Ok(json!({"kind": kind, "id": id, "documents": documents}))
    }

    fn file(&self, kind: &str, id: &str, language: &str) -> Result<PathBuf, Refusal> {
        let named = match kind {
            "shirube" => "shirube.yaml".to_owned(),
            _ if !KINDS.contains(&kind) || !is_id(id, kind) => {
                return Err(format!("{kind}/{id} is no item"));
            }
            "articles"
                if language
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-')
                    && !language.is_empty() =>
            {
                format!("articles/{id}.{language}.md")
            }
            "articles" => return Err("an article has a language".to_owned()),
            _ => {
                let short = self.root.join(format!("{kind}/{id}.yml"));
                if short.is_file() {
                    return Ok(short);
                }
                format!("{kind}/{id}.yaml")
            }
        };
        Ok(self.root.join(named))
    }

    /// Applies edits to one document, all or none: `{do: set|insert|remove|move, path, value?, at?, to?}`.
    pub(crate) fn edit(
        &mut self,
        kind: &str,
        id: &str,
        language: &str,
        edits: &Json,
    ) -> Result<(), Refusal> {
        let path = self.file(kind, id, language)?;
        let before = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
        let mut document = read(kind, &before)?;
        for edit in edits.as_array().into_iter().flatten() {
            let at = |key: &str| edit[key].as_u64().map(|n| n as usize);
            let place = path_of(&edit["path"]).ok_or("that is no path")?;
            match edit["do"].as_str() {
                Some("set") => document.set(&place, &edit["value"]),
                Some("insert") => document.insert(
                    &place,
                    at("at")
                        .unwrap_or(usize::MAX)
                        .min(length(&document, &place)),
                    &edit["value"],
                ),
                Some("remove") => document.remove(&place),
                Some("move") => {
                    document.move_item(&place, at("at").unwrap_or(0), at("to").unwrap_or(0))
                }
                _ => return Err("that is no edit".to_owned()),
            }
            .map_err(|e| e.to_string())?;
        }
        self.save(path, Some(before), &document.text())
    }

    /// Makes an item with the least that its kind needs.
    pub(crate) fn create(
        &mut self,
        kind: &str,
        id: &str,
        language: &str,
        value: &Json,
    ) -> Result<(), Refusal> {
        if !is_id(id, kind) {
            return Err(match kind {
                "events" => "an id is made of a–z, 0–9 and _".to_owned(),
                _ => "an id is made of a–z, 0–9 and -".to_owned(),
            });
        }
        if kind != "articles" && KINDS.iter().any(|k| self.files(k).contains_key(id)) {
            return Err(format!(
                "{id} is taken already; ids are unique over all kinds"
            ));
        }
        let path = self.file(kind, id, language)?;
        if path.exists() {
            return Err(format!("{id} is there already"));
        }
        let mut document = if kind == "articles" {
            Document::read_article("---\n---\n")
        } else {
            Document::read("")
        }
        .map_err(|e| e.to_string())?;
        for (name, field) in value.as_object().into_iter().flatten() {
            document
                .set(&[Key::from(name.as_str())], field)
                .map_err(|e| e.to_string())?;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        }
        self.save(path, None, &document.text())
    }

    /// Takes an item away; it comes back by undoing.
    pub(crate) fn delete(&mut self, kind: &str, id: &str) -> Result<(), Refusal> {
        let files: Vec<String> = self
            .files(kind)
            .remove(id)
            .unwrap_or_default()
            .into_keys()
            .collect();
        for file in files {
            let path = self.root.join(file);
            let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
            std::fs::remove_file(&path).map_err(|e| e.to_string())?;
            self.undo.push((path, Some(text)));
        }
        Ok(())
    }

    /// Takes the last edit back.
    pub(crate) fn undo(&mut self) -> Result<(), Refusal> {
        match self.undo.pop() {
            Some((path, Some(text))) => write(&path, &text),
            Some((path, None)) => std::fs::remove_file(path).map_err(|e| e.to_string()),
            None => Ok(()),
        }
    }

    fn save(&mut self, path: PathBuf, before: Option<String>, text: &str) -> Result<(), Refusal> {
        if before.as_deref() == Some(text) {
            return Ok(());
        }
        write(&path, text)?;
        self.undo.push((path, before));
        Ok(())
    }
}

/// Beside, then over: a reader sees the old text or the new one.
fn write(path: &Path, text: &str) -> Result<(), Refusal> {
    let beside = path.with_extension("shirube-part");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|e| format!("{}: {e}", path.display()))
}

fn read(kind: &str, text: &str) -> Result<Document, Refusal> {
    let document = if kind == "articles" {
        Document::read_article(text)
    } else {
        Document::read(text)
    };
    document.map_err(|e| e.to_string())
}

fn length(document: &Document, path: &[Key]) -> usize {
    document
        .get(path)
        .and_then(|v| v.as_array().map(Vec::len))
        .unwrap_or(0)
}

fn ids(list: &Json) -> Vec<Json> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|one| json!({"id": one["id"], "title": one["title"]}))
        .collect()
}

/// A finding at the value that it stands at.
fn finding(finding: &Finding, document: &Document) -> Json {
    let mut best: (Vec<Json>, (usize, usize)) = (Vec::new(), (0, 0));
    let mut open = vec![(Vec::<Key>::new(), Vec::<Json>::new(), document.json())];
    while let Some((path, named, value)) = open.pop() {
        let place = document.place(&path);
        // Of values at one place, the innermost: a list and its first item begin together.
        if place <= (finding.line, finding.column) && (place, named.len()) >= (best.1, best.0.len())
        {
            best = (named.clone(), place);
        }
        let inner: Vec<(Key, Json, Json)> = match value {
            Json::Object(map) => map
                .into_iter()
                .map(|(k, v)| (Key::from(k.as_str()), json!(k), v))
                .collect(),
            Json::Array(list) => list
                .into_iter()
                .enumerate()
                .map(|(n, v)| (Key::from(n), json!(n), v))
                .collect(),
            _ => Vec::new(),
        };
        for (key, name, value) in inner {
            let with = |list: &[Json]| list.iter().cloned().chain([name.clone()]).collect();
            let path = path.iter().cloned().chain([key]).collect();
            open.push((path, with(&named), value));
        }
    }
    json!({"path": best.0, "severity": finding.severity().text(), "code": finding.code, "message": {"ja": finding.said(Spoken::Ja), "en": finding.message},
        "line": finding.line})
}
