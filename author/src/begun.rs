//! An article begun from what people looked for: a wish enters, files of a draft leave, one a language. A draft
//! stays out of every release until its author takes `draft: true` away.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::document::Document;

/// What an article is begun from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish<'a> {
    /// Words that found nothing in the help centre.
    Search(&'a str),
    /// A category of inquiries, by its id in `shirube.yaml`.
    Inquiry(&'a str),
}

/// Begins an article; gives its id and its files, from the content folder.
///
/// # Errors
/// `shirube.yaml` cannot be read, or a file cannot be written.
pub fn begin_article(folder: &Path, wish: Wish) -> std::io::Result<(String, Vec<String>)> {
    let config = config(folder)?;
    let languages: Vec<&str> = config["languages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    let (stem, topic, words) = match wish {
        Wish::Search(query) => (slug(query), None, query),
        Wish::Inquiry(id) => (slug(id), category(&config, id), id),
    };
    let id = free(folder, &stem);
    let mut written = Vec::new();
    fs::create_dir_all(folder.join("articles"))?;
    for language in languages {
        let title = match wish {
            Wish::Search(query) => query.to_owned(),
            Wish::Inquiry(_) => title(&config, topic, language).unwrap_or_else(|| words.to_owned()),
        };
        let mut text = format!("---\ntitle: {}\ndraft: true\n", quoted(&title));
        if let Some(topic) = topic.and_then(|t| t["topic"].as_str()) {
            text += &format!("topics: [{topic}]\n");
        }
        if let Wish::Search(query) = wish {
            text += &format!("tags: [{}]\n", quoted(query));
        }
        text += "---\n\n";
        text += match language.split('-').next() {
            Some("ja") => {
                "最初の一文で、読んだ人が次に何をすればよいかを書きます。\n\n1. どこを開くか\n2. 何をするか\n3. どうなれば終わりか\n"
            }
            _ => {
                "Say in the first sentence what the reader should do.\n\n1. Where to go\n2. What to do there\n3. How to see that it worked\n"
            }
        };
        let name = format!("articles/{id}.{language}.md");
        fs::write(folder.join(&name), text)?;
        written.push(name);
    }
    Ok((id, written))
}

fn config(folder: &Path) -> std::io::Result<Json> {
    let file = ["shirube.yaml", "shirube.yml"].map(|n| folder.join(n));
    let file: &PathBuf = file.iter().find(|f| f.is_file()).unwrap_or(&file[0]);
    let text = fs::read_to_string(file)?;
    let read = Document::read(&text).map_err(|e| std::io::Error::other(e.to_string()))?;
    Ok(read.json())
}

fn category<'j>(config: &'j Json, id: &str) -> Option<&'j Json> {
    let all = config["inquiries"].as_array()?;
    all.iter().find(|one| one["id"] == id)
}

fn title(config: &Json, inquiry: Option<&Json>, language: &str) -> Option<String> {
    let titles = &inquiry?["title"];
    let first = config["languages"][0].as_str()?;
    let own = titles[language].as_str().or(titles[first].as_str())?;
    Some(own.to_owned())
}

/// As much of an id as the words give; Japanese ones give none.
fn slug(words: &str) -> String {
    let plain: String = words
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let parts: Vec<&str> = plain.split_whitespace().take(6).collect();
    match parts.join("-") {
        short if short.len() < 3 => "question".to_owned(),
        slug => slug,
    }
}

/// The first such id that no item has.
fn free(folder: &Path, stem: &str) -> String {
    let taken = |id: &str| {
        crate::compile::KINDS.iter().any(|(kind, _)| {
            let named = |name: &str| {
                let rest = name.strip_prefix(id);
                rest.is_some_and(|rest| rest.starts_with('.'))
            };
            let all = fs::read_dir(folder.join(kind)).into_iter().flatten();
            all.flatten()
                .any(|entry| named(&entry.file_name().to_string_lossy()))
        })
    };
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let mut all = std::iter::once(stem.to_owned()).chain(numbered);
    all.find(|id| !taken(id)).unwrap_or_default()
}

/// As a YAML text that nothing in it can break.
fn quoted(text: &str) -> String {
    Json::from(text.split_whitespace().collect::<Vec<_>>().join(" ")).to_string()
}
