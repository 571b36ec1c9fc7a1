//! Reading a content folder: every file becomes a piece, every stranger a finding.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use content::Digest;

use crate::compile::{KINDS, Piece, Release, Source};
use crate::finding::{Finding, Severity};
use crate::node::{Broken, Data, Field, Node, Place};

/// What a check came to.
pub struct Checked {
    /// Everything found, by file and line.
    pub findings: Vec<Finding>,
    /// How many items were read.
    pub items: usize,
}

/// Checks a content folder as of `now` (ms). Fails only when the folder cannot be listed.
pub fn check(source: &Path, now: i64) -> std::io::Result<Checked> {
    let source = read(source)?;
    let items = source.pieces.len();
    let (_, findings) = source.compile(&Release {
        tenant: "check",
        version: 1,
        now,
    });
    Ok(Checked { findings, items })
}

/// Whether any finding forbids publishing.
pub(crate) fn refused(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity() == Severity::Error)
}

pub(crate) fn read(folder: &Path) -> std::io::Result<Source> {
    let mut gather = Gather {
        findings: Vec::new(),
    };
    let mut config = Node {
        place: Place { line: 1, column: 1 },
        data: Data::Map(Vec::new()),
    };
    let mut pieces = Vec::new();
    let mut articles: BTreeMap<String, Vec<Article>> = BTreeMap::new();
    let mut configured = false;
    for path in sorted(folder)? {
        let name = file_name(&path);
        if path.is_dir() {
            match KINDS.iter().find(|(f, _)| *f == name) {
                Some(_) => {
                    for file in sorted(&path)? {
                        gather.item(&name, &file, &mut pieces, &mut articles);
                    }
                }
                None if name == "assets" || name.starts_with('.') => {}
                None => gather.stranger(&name),
            }
        } else if name == "shirube.yaml" || name == "shirube.yml" {
            configured = true;
            config = gather.yaml(&path, &name).unwrap_or(config);
        } else if !name.starts_with('.') {
            gather.stranger(&name);
        }
    }
    if !configured {
        gather.find(
            "shirube.yaml",
            Place { line: 1, column: 1 },
            "E0004",
            "shirube.yaml is missing: every content folder has one".to_owned(),
        );
    }
    pieces.extend(articles.into_iter().map(|(id, parts)| article(id, parts)));
    Ok(Source {
        config,
        pieces,
        assets: assets(folder)?
            .into_iter()
            .map(|a| (a.source, a.published))
            .collect(),
        findings: gather.findings,
    })
}

/// An asset of a folder.
pub(crate) struct Asset {
    pub(crate) source: String,
    pub(crate) published: String,
    pub(crate) path: PathBuf,
}

/// Every file under `assets/`, by its path from the content root and its published, content-addressed name.
pub(crate) fn assets(folder: &Path) -> std::io::Result<Vec<Asset>> {
    let mut out = Vec::new();
    let mut open = vec![folder.join("assets")];
    while let Some(next) = open.pop().filter(|p| p.is_dir()) {
        for path in sorted(&next)? {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let ending = path
                .extension()
                .map_or(String::new(), |e| format!(".{}", e.to_string_lossy()));
            let published = format!("asset/{}{ending}", Digest::of(&fs::read(&path)?).hex());
            let inner = path.strip_prefix(folder).unwrap_or(&path);
            let source = inner
                .components()
                .map(|c| c.as_os_str().to_string_lossy().into_owned())
                .collect::<Vec<_>>()
                .join("/");
            out.push(Asset {
                source,
                published,
                path,
            });
        }
    }
    Ok(out)
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    all.sort();
    Ok(all)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

struct Gather {
    findings: Vec<Finding>,
}

struct Article {
    language: String,
    front: Node,
    body: String,
}

impl Gather {
    fn find(&mut self, file: &str, place: Place, code: &'static str, message: String) {
        self.findings.push(Finding {
            file: file.to_owned(),
            line: place.line,
            column: place.column,
            code,
            message,
        });
    }

    fn stranger(&mut self, file: &str) {
        let place = Place { line: 1, column: 1 };
        self.find(
            file,
            place,
            "W0104",
            "this belongs to no kind of content and is ignored".to_owned(),
        );
    }

    fn text(&mut self, path: &Path, file: &str) -> Option<String> {
        let start = Place { line: 1, column: 1 };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.find(
                    file,
                    start,
                    "E0023",
                    format!("the file cannot be read: {error}"),
                );
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")),
            Err(_) => {
                self.find(
                    file,
                    start,
                    "E0023",
                    "the file is not UTF-8: save it as UTF-8".to_owned(),
                );
                None
            }
        }
    }

    fn yaml(&mut self, path: &Path, file: &str) -> Option<Node> {
        let text = self.text(path, file)?;
        self.node(file, &text, 1)
    }

    fn node(&mut self, file: &str, text: &str, first_line: usize) -> Option<Node> {
        match Node::from_yaml(text, first_line) {
            Ok(node) => Some(node),
            Err(Broken { place, mut message }) => {
                let line = text
                    .lines()
                    .nth(place.line.saturating_sub(first_line))
                    .unwrap_or_default();
                if line.contains('{') {
                    message.push_str(" (inside {…} a comma, \": \" or \" #\" in a sentence ends it: write the text in block form, one language a line)");
                }
                self.find(file, place, "E0001", message);
                None
            }
        }
    }

    fn item(
        &mut self,
        folder: &str,
        path: &Path,
        pieces: &mut Vec<Piece>,
        articles: &mut BTreeMap<String, Vec<Article>>,
    ) {
        let name = file_name(path);
        let file = format!("{folder}/{name}");
        let ending = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with('.') {
            return;
        }
        if folder == "articles" && ending == "md" {
            let Some((id, language)) = stem.rsplit_once('.') else {
                let place = Place { line: 1, column: 1 };
                return self.find(
                    &file,
                    place,
                    "E0005",
                    "an article is named <id>.<language>.md".to_owned(),
                );
            };
            let Some(text) = self.text(path, &file) else {
                return;
            };
            let (front, body) = match text
                .strip_prefix("---\n")
                .and_then(|t| t.split_once("\n---\n"))
            {
                Some((front, body)) => (front.to_owned(), body.to_owned()),
                None => (String::new(), text),
            };
            let Some(front) = self.node(&file, &front, 2) else {
                return;
            };
            articles.entry(id.to_owned()).or_default().push(Article {
                language: language.to_owned(),
                front,
                body,
            });
        } else if folder != "articles" && matches!(ending.as_str(), "yaml" | "yml") {
            if let Some(node) = self.yaml(path, &file) {
                pieces.push(Piece {
                    file,
                    folder: folder.to_owned(),
                    id: stem,
                    version: 1,
                    node,
                });
            }
        } else {
            self.stranger(&file);
        }
    }
}

/// One article of several languages: title and body become maps, the rest is the first file's.
fn article(id: String, parts: Vec<Article>) -> Piece {
    let start = Place { line: 1, column: 1 };
    let mut titles = Vec::new();
    let mut bodies = Vec::new();
    let mut fields = Vec::new();
    for (n, part) in parts.into_iter().enumerate() {
        let body = Node {
            place: start,
            data: Data::Text(part.body),
        };
        bodies.push(Field {
            key: part.language.clone(),
            place: start,
            node: body,
        });
        for field in part.front.fields() {
            if field.key == "title" {
                titles.push(Field {
                    key: part.language.clone(),
                    place: field.place,
                    node: field.node.clone(),
                });
            } else if n == 0 {
                fields.push(field.clone());
            }
        }
    }
    let map = |key: &str, fields: Vec<Field>| Field {
        key: key.to_owned(),
        place: start,
        node: Node {
            place: start,
            data: Data::Map(fields),
        },
    };
    fields.push(map("title", titles));
    fields.push(map("body", bodies));
    Piece {
        file: format!("articles/{id}"),
        folder: "articles".to_owned(),
        id,
        version: 1,
        node: Node {
            place: start,
            data: Data::Map(fields),
        },
    }
}
