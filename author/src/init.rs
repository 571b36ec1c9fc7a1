//! A new content folder: commented examples of each kind in Japanese and English, and schemas for editors.
//! The examples lie under `template/` as an author would have them; nothing that is there already is written over.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, json};

use crate::fields::schemas;

macro_rules! template {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../template/", $name)))),*] };
}

const TEMPLATE: &[(&str, &str)] = template![
    "shirube.yaml",
    "tutorials/first-project.yaml",
    "tutorials/invite-team.yaml",
    "checklists/getting-started.yaml",
    "tooltips/due-date.yaml",
    "announcements/calendar.yaml",
    "quizzes/project-basics.yaml",
    "surveys/nps.yaml",
    "programs/first-week.yaml",
    "events/filter_used.yaml",
    "articles/projects.ja.md",
    "articles/projects.en.md",
    "assets/projects.svg",
];

/// Why no folder was made.
#[derive(Debug)]
pub enum InitError {
    /// There is content already.
    Taken(PathBuf),
    /// A file could not be written.
    Io(PathBuf, std::io::Error),
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InitError::Taken(path) => write!(f, "{} is there already", path.display()),
            InitError::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for InitError {}

/// Makes a content folder; gives the names of the files written. Fails when one of them exists.
pub fn init(folder: &Path) -> Result<Vec<String>, InitError> {
    let mut files: Vec<(String, String)> = TEMPLATE
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let mut associated = Map::new();
    for (name, text, described) in schemas() {
        let path = format!(".schema/{name}");
        associated.insert(path.clone(), json!([described]));
        files.push((path, text));
    }
    let settings = json!({"yaml.schemas": associated});
    let settings = serde_json::to_string_pretty(&settings).unwrap_or_default() + "\n";
    files.push((".vscode/settings.json".to_owned(), settings));
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        return Err(InitError::Taken(folder.join(name)));
    }
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join(&name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| InitError::Io(path.clone(), error))?;
        written.push(name);
    }
    Ok(written)
}
