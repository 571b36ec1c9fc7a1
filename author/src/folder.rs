//! Reading a content folder: every file becomes a piece, every stranger a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use content::Digest;

use crate::article::{Article, article};
use crate::compile::{KINDS, Piece, Release, Source};
use crate::feed;
use crate::finding::{Finding, Severity};
use crate::fix::suggest;
use crate::flow;
use crate::node::{Data, Node, Place};
use crate::tally::Completeness;
use crate::yaml::{self, Broken};

/// What a check came to.
pub struct Checked {
    /// Everything found, by file and line.
    pub findings: Vec<Finding>,
    /// How many items were read.
    pub items: usize,
    /// How far each language has come, the default one first.
    pub completeness: Vec<Completeness>,
}

/// A source file holds one item; one that is larger was not written by hand.
const MOST_BYTES: u64 = 1_000_000;
/// What a film may weigh, and a picture or anything else.
const FILM: (u64, &str) = (20_000_000, "20 MB");
const PICTURE: (u64, &str) = (500_000, "500 kB");

/// Checks a content folder as of `now` (ms). Fails only when the folder cannot be listed.
pub fn check(source: &Path, now: i64) -> std::io::Result<Checked> {
    let folder = source;
    let source = read(folder)?;
    let mut outcome = source.compile(&Release {
        tenant: "check",
        version: 1,
        now,
    });
    let languages = source.languages();
    #[cfg(not(target_arch = "wasm32"))]
    {
        let stale = crate::stale::find(folder, &source, &languages);
        outcome.findings.extend(stale);
        outcome.findings.sort();
    }
    suggest(&mut outcome.findings, &languages, |file| {
        fs::read_to_string(folder.join(file)).ok()
    });
    Ok(Checked {
        findings: outcome.findings,
        items: source.pieces.len(),
        completeness: outcome.completeness,
    })
}

/// Whether any finding forbids publishing.
pub(crate) fn refused(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity() == Severity::Error)
}

pub(crate) fn read(folder: &Path) -> std::io::Result<Source> {
    let mut gather = Gather::default();
    let mut config = None;
    for path in sorted(folder)? {
        let name = file_name(&path);
        if path.is_dir() {
            match KINDS.iter().find(|(f, _)| *f == name) {
                Some(_) => {
                    for file in sorted(&path)? {
                        gather.item(&name, &file);
                    }
                }
                None if name == "assets" || name.starts_with('.') => {}
                None => gather.stranger(&name),
            }
        } else if name == "shirube.yaml" || name == "shirube.yml" {
            if config.is_some() {
                gather.find(&name, "E0006", "there is a shirube.yaml already");
                continue;
            }
            let mut node = gather.yaml(&path, &name);
            if let Some(node) = &mut node {
                feed::join(node, folder);
            }
            config = Some((name, node));
        } else if !name.starts_with('.') {
            gather.stranger(&name);
        }
    }
    if config.is_none() {
        gather.find(
            "shirube.yaml",
            "E0004",
            "shirube.yaml is missing: every content folder has one",
        );
    }
    let (config_file, config) = config.unwrap_or_else(|| ("shirube.yaml".to_owned(), None));
    let articles = std::mem::take(&mut gather.articles);
    for (id, parts) in articles {
        let piece = article(id, parts, &mut gather.findings);
        match draft_of(&piece) {
            Some(place) => {
                let why = "this is a draft: it is published once \"draft: true\" is gone";
                let file = piece.files.get(usize::from(place.file));
                let file = file.map_or("", String::as_str);
                gather
                    .findings
                    .push(Finding::new(file, place, "N0209", why));
                gather.broken.insert(piece.id);
            }
            None => gather.pieces.push(piece),
        }
    }
    let assets = assets(folder)?;
    for asset in &assets {
        gather.weigh(asset);
    }
    Ok(Source {
        // What cannot be read was said once; its absence is not said again.
        config_broken: config.is_none(),
        from_folder: true,
        config: config.unwrap_or_else(|| Node::at(Place::START, Data::Map(Vec::new()))),
        config_file,
        broken: gather.broken,
        pieces: gather.pieces,
        assets: assets
            .into_iter()
            .map(|a| (a.source, a.published))
            .collect(),
        findings: gather.findings,
    })
}

/// Where an article says that it is a draft.
fn draft_of(piece: &Piece) -> Option<Place> {
    let mut fields = piece.node.fields().iter();
    let field = fields.find(|f| f.key == "draft")?;
    matches!(field.node.data, Data::Flag(true)).then_some(field.place)
}

/// An asset of a folder.
pub(crate) struct Asset {
    pub(crate) source: String,
    pub(crate) published: String,
    pub(crate) path: PathBuf,
    bytes: u64,
}

/// Every file under `assets/`, by its path from the content root and its published, content-addressed name.
pub(crate) fn assets(folder: &Path) -> std::io::Result<Vec<Asset>> {
    let mut out = Vec::new();
    let mut open = vec![folder.join("assets")];
    while let Some(next) = open.pop().filter(|p| p.is_dir()) {
        for path in sorted(&next)? {
            if file_name(&path).starts_with('.') {
                continue;
            }
            if path.is_dir() {
                // A link to a folder may lead back up.
                if !path.is_symlink() {
                    open.push(path);
                }
                continue;
            }
            let ending = path
                .extension()
                .map_or(String::new(), |e| format!(".{}", e.to_string_lossy()));
            let bytes = fs::read(&path)?;
            let published = format!("asset/{}{ending}", Digest::of(&bytes).hex());
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
                bytes: bytes.len() as u64,
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

#[derive(Default)]
struct Gather {
    findings: Vec<Finding>,
    pieces: Vec<Piece>,
    articles: BTreeMap<String, Vec<Article>>,
    broken: BTreeSet<String>,
}

impl Gather {
    fn find(&mut self, file: &str, code: &'static str, message: impl Into<String>) {
        self.findings
            .push(Finding::new(file, Place::START, code, message));
    }

    fn stranger(&mut self, file: &str) {
        self.find(
            file,
            "W0104",
            "this belongs to no kind of content and is ignored",
        );
    }

    fn weigh(&mut self, asset: &Asset) {
        let ending = asset.source.rsplit('.').next().unwrap_or("");
        let film = matches!(
            ending.to_ascii_lowercase().as_str(),
            "mp4" | "webm" | "mov" | "m4v"
        );
        let (most, words) = if film { FILM } else { PICTURE };
        if asset.bytes > most {
            let kilobytes = asset.bytes / 1000;
            self.find(
                &asset.source,
                "W0107",
                format!("{kilobytes} kB: more than {words} keep people waiting"),
            );
        }
    }

    fn text(&mut self, path: &Path, file: &str) -> Option<String> {
        let bytes = match fs::metadata(path) {
            Ok(m) if m.len() > MOST_BYTES => {
                let kilobytes = m.len() / 1000;
                self.find(
                    file,
                    "E0033",
                    format!("{kilobytes} kB: a source file has 1 MB at most"),
                );
                return None;
            }
            Ok(_) => fs::read(path),
            Err(error) => Err(error),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                self.find(file, "E0023", format!("the file cannot be read: {error}"));
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => {
                Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
            }
            _ => {
                self.find(file, "E0023", "the file is not UTF-8: save it as UTF-8");
                None
            }
        }
    }

    fn yaml(&mut self, path: &Path, file: &str) -> Option<Node> {
        let text = self.text(path, file)?;
        self.node(file, &text, 1)
    }

    fn node(&mut self, file: &str, text: &str, first_line: usize) -> Option<Node> {
        let mut say = |broken: Broken| {
            self.findings.push(Finding::new(
                file,
                broken.place,
                broken.code,
                broken.message,
            ));
        };
        match yaml::parse(text, first_line) {
            Ok(parsed) => {
                parsed.faults.into_iter().for_each(say);
                Some(parsed.node)
            }
            Err(broken) => {
                say(flow::explain(text, first_line, broken));
                None
            }
        }
    }

    fn item(&mut self, folder: &str, path: &Path) {
        let name = file_name(path);
        let file = format!("{folder}/{name}");
        if name.starts_with('.') {
            return;
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        if path.is_dir() {
            self.stranger(&file);
        } else if folder == "articles" && ending == "md" {
            self.article(path, file, stem);
        } else if folder != "articles" && matches!(ending, "yaml" | "yml") {
            let Some(node) = self.yaml(path, &file) else {
                self.broken.insert(stem.to_owned());
                return;
            };
            self.pieces.push(Piece {
                files: vec![file],
                folder: folder.to_owned(),
                id: stem.to_owned(),
                version: 1,
                node,
            });
        } else {
            self.stranger(&file);
        }
    }

    fn article(&mut self, path: &Path, file: String, stem: &str) {
        let Some((id, language)) = stem.rsplit_once('.') else {
            return self.find(&file, "E0005", "an article is named <id>.<language>.md");
        };
        // What cannot be read of one language is not said to be missing in it.
        let mut broken = true;
        self.part(path, file, id, language, &mut broken);
        if broken {
            self.broken.insert(id.to_owned());
        }
    }

    fn part(&mut self, path: &Path, file: String, id: &str, language: &str, broken: &mut bool) {
        let Some(text) = self.text(path, &file) else {
            return;
        };
        let (front, body) = match text.strip_prefix("---\n") {
            None => ("", text.as_str()),
            Some(rest) => match rest.split_once("\n---\n") {
                Some((front, body)) => (front, body),
                None => match rest.strip_suffix("\n---") {
                    Some(front) => (front, ""),
                    None => {
                        return self.find(
                            &file,
                            "E0001",
                            "the front matter is not closed: a line --- ends it",
                        );
                    }
                },
            },
        };
        let first_line = text.lines().count() - body.lines().count() + 1;
        let Some(front) = self.node(&file, front, 2) else {
            return;
        };
        let part = Article {
            file,
            language: language.to_owned(),
            front,
            body: body.to_owned(),
            first_line,
        };
        self.articles.entry(id.to_owned()).or_default().push(part);
        *broken = false;
    }
}
