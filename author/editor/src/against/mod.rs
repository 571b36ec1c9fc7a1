//! A content folder held against the product's own pages: every anchor is looked for where a person would stand, and
//! one that is gone is looked for by what it looked like. A folder, a browser and an address enter; a verdict for each
//! anchor leaves. What elements look like is remembered in `.shirube/fingerprints.json`, which belongs under git.

mod before;
mod fingerprints;
mod places;
mod report;

use std::path::{Path, PathBuf};
use std::time::Duration;

use content::Fingerprint;
use live::{Chrome, LOOK, LiveError, Options as Browser, Page, Reply, TRAITS};
use serde_json::Value as Json;

pub use before::BadBefore;
pub use fingerprints::of_json;
pub use places::{Place, in_source};
pub use report::html;

use fingerprints::Fingerprints;

/// What to look at.
pub struct Against {
    /// The content folder.
    pub source: PathBuf,
    /// `http(s)://…`: the product; anything else: a saved page.
    pub target: String,
    /// The path that a saved page is a copy of; without it every anchor is looked for in it.
    pub path: Option<String>,
    /// The language in which pages are asked for and anchors are named; without it the folder's default.
    pub language: Option<String>,
    /// What is done first, such as logging in: a YAML file.
    pub before: Option<PathBuf>,
    /// Whether steps that go on by a click are clicked, so that the next step is reached.
    pub act: bool,
    /// How long an anchor is waited for.
    pub patience: Duration,
    /// How the browser is started.
    pub browser: Browser,
}

/// What looking for an anchor came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One visible element.
    Found,
    /// Nothing is called that.
    Missing,
    /// It is there and cannot be seen.
    Hidden,
    /// Several are called that.
    Ambiguous,
    /// Nothing is called that, and one element looks like the one that was.
    Recovered,
    /// Its page could not be gone to: a pattern without an `open`, or a step that only an act reaches.
    Unvisited,
}

/// An element that may be meant.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// How much it is like what was looked for, 0 to 100.
    pub percent: u32,
    /// What a reader calls it.
    pub words: String,
    /// An anchor that names it alone, as the source writes it; `name` and `text` in the language looked in.
    pub anchor: Json,
}

/// An anchor and where it stands.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The anchor in the source.
    pub place: Place,
    /// The page on which it was looked for.
    pub page: String,
    /// What came of it.
    pub verdict: Verdict,
    /// The nearest elements where it was not found, the most alike first.
    pub candidates: Vec<Candidate>,
}

/// Why nothing could be looked at.
#[derive(Debug)]
pub enum AgainstError {
    /// The browser.
    Live(LiveError),
    /// A file.
    Io(PathBuf, std::io::Error),
    /// The file of what is done first.
    Before(BadBefore),
}

impl std::fmt::Display for AgainstError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AgainstError::Live(error) => error.fmt(f),
            AgainstError::Io(path, error) => write!(f, "{}: {error}", path.display()),
            AgainstError::Before(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AgainstError {}

impl From<LiveError> for AgainstError {
    fn from(error: LiveError) -> Self {
        AgainstError::Live(error)
    }
}

/// How many of the nearest elements are told.
const NEAREST: usize = 3;
/// Below this, in thousandths, an element is not worth telling.
const LIKE: u32 = 350;

/// Looks for every anchor; `tell` hears of each as it comes, with how many there are.
///
/// # Errors
/// The folder cannot be read, there is no browser, or nothing answers at the address.
pub fn look(
    against: &Against,
    tell: &mut dyn FnMut(&Looked, usize),
) -> Result<Vec<Looked>, AgainstError> {
    let io = |e| AgainstError::Io(against.source.clone(), e);
    let draft = author::draft(&against.source, "", 0, 0).map_err(io)?;
    let languages = &draft.manifest["languages"];
    let language = against
        .language
        .clone()
        .or_else(|| Some(languages[0].as_str()?.to_owned()));
    let language = language.unwrap_or_default();
    let places = places::places(&against.source, &draft.manifest);
    let before = against
        .before
        .as_deref()
        .map(before::read)
        .transpose()
        .map_err(AgainstError::Before)?;
    let browser = Browser {
        language: Some(language.clone()),
        ..against.browser.clone()
    };
    let chrome = Chrome::start(&browser)?;
    let page = chrome.page()?;
    let mut walk = Walk {
        page,
        language,
        against,
        fingerprints: Fingerprints::read(&against.source),
        at: None,
        behind: false,
        everything: None,
    };
    walk.begin()?;
    if let Some(before) = before {
        before::run(&walk.page, &against.target, &before, &walk.language)?;
    }
    let mut all: Vec<Looked> = Vec::new();
    for place in &places {
        let looked = walk.look(place)?;
        tell(&looked, places.len());
        all.push(looked);
    }
    walk.fingerprints
        .write()
        .map_err(|e| AgainstError::Io(against.source.clone(), e))?;
    let _ = chrome.close();
    Ok(all)
}

struct Walk<'a> {
    page: Page,
    language: String,
    against: &'a Against,
    fingerprints: Fingerprints,
    /// The item that is walked, whose next step may stand on the page that its last one led to.
    at: Option<String>,
    /// A step before this one asked for an act that nobody did.
    behind: bool,
    /// What is seen of the page, until something changes it.
    everything: Option<Vec<Fingerprint>>,
}

impl Walk<'_> {
    fn is_saved(&self) -> bool {
        !self.against.target.starts_with("http://") && !self.against.target.starts_with("https://")
    }

    fn begin(&mut self) -> Result<(), AgainstError> {
        self.page.everywhere(LOOK)?;
        self.page.everywhere(TRAITS)?;
        if self.is_saved() {
            let path = Path::new(&self.against.target);
            let whole = path
                .canonicalize()
                .map_err(|e| AgainstError::Io(path.to_owned(), e))?;
            // What a saved page names elsewhere is not asked for.
            self.page.answer(&["http*"], |_| {
                Some(Reply {
                    status: 404,
                    kind: "text/plain",
                    body: Vec::new(),
                })
            })?;
            self.page.go(&format!("file://{}", whole.display()))?;
        } else {
            self.page.go(&self.against.target)?;
        }
        Ok(())
    }

    fn look(&mut self, place: &Place) -> Result<Looked, AgainstError> {
        let mut looked = Looked {
            place: place.clone(),
            page: place.page.clone().unwrap_or_default(),
            verdict: Verdict::Unvisited,
            candidates: Vec::new(),
        };
        if !self.arrive(place)? {
            self.behind |= place.leads;
            return Ok(looked);
        }
        let anchor = places::in_language(&place.anchor, &self.language);
        let call = format!("look.verdict({anchor})");
        let patience = if self.is_saved() {
            Duration::ZERO
        } else {
            self.against.patience
        };
        let _ = self.page.until(&format!("{call} === 'found'"), patience);
        looked.page = self
            .page
            .ours("look.here()")?
            .as_str()
            .unwrap_or_default()
            .to_owned();
        looked.verdict = match self.page.ours(&call)?.as_str() {
            Some("found") => Verdict::Found,
            Some("hidden") => Verdict::Hidden,
            Some("ambiguous") => Verdict::Ambiguous,
            _ => Verdict::Missing,
        };
        if looked.verdict == Verdict::Found {
            let traits = self.page.ours(&format!("traits.found({anchor})"))?;
            self.fingerprints.remember(
                &place.key,
                &self.language,
                &place.anchor,
                fingerprints::of_json(&traits),
            );
        } else {
            self.nearest(&anchor, &mut looked)?;
        }
        // What only an act brings to the page is not gone.
        if looked.verdict == Verdict::Missing && self.behind {
            looked.verdict = Verdict::Unvisited;
            looked.candidates.clear();
        }
        let acted = self.act(place, &anchor, &looked)?;
        self.behind |= place.leads && !acted;
        Ok(looked)
    }

    /// Goes to where a person would stand; false where that is not known.
    fn arrive(&mut self, place: &Place) -> Result<bool, AgainstError> {
        let same = self.at.as_deref() == Some(&place.item);
        self.at = Some(place.item.clone());
        self.behind &= same;
        let here = self.page.ours("look.here()").ok();
        let here = here
            .as_ref()
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned();
        if self.is_saved() {
            let wanted = self.against.path.as_deref();
            let fits = wanted
                .is_none_or(|path| place.page.as_deref().is_none_or(|p| places::fits(p, path)));
            return Ok(fits);
        }
        // A step that an act of the step before leads to.
        if same && self.against.act && place.page.as_deref().is_none_or(|p| places::fits(p, &here))
        {
            return Ok(true);
        }
        if place.by_act {
            return Ok(false);
        }
        let Some(address) = place.address() else {
            return Ok(place.page.is_none());
        };
        let base = places::base(&self.against.target);
        let query = self
            .against
            .target
            .split_once('?')
            .map_or(String::new(), |(_, q)| format!("?{q}"));
        let query = if address.contains('?') {
            String::new()
        } else {
            query
        };
        let whole = if address.starts_with("http") {
            address
        } else {
            format!("{base}{address}{query}")
        };
        self.everything = None;
        // A page that is there already is gone to all the same: what was done on it is undone.
        self.page.go("about:blank")?;
        self.page.go(&whole)?;
        Ok(true)
    }

    /// The elements that are most like what was looked for.
    fn nearest(&mut self, anchor: &Json, looked: &mut Looked) -> Result<(), AgainstError> {
        let known = self
            .fingerprints
            .get(&looked.place.key, &self.language, &looked.place.anchor);
        let remembered = known.is_some();
        let wanted = known.unwrap_or_else(|| fingerprints::of_anchor(anchor, &self.language));
        if self.everything.is_none() || !self.is_saved() {
            let all = self.page.ours("traits.all()")?;
            let all = all.as_array().into_iter().flatten();
            self.everything = Some(all.filter_map(fingerprints::of_json).collect());
        }
        let everything = self.everything.as_deref().unwrap_or_default();
        let best = wanted.best(everything.iter());
        let mut scores: Vec<(usize, u32)> = everything
            .iter()
            .enumerate()
            .map(|(n, f)| (n, wanted.similarity(f)))
            .collect();
        scores.retain(|(_, score)| *score >= LIKE);
        scores.sort_by_key(|(n, score)| (std::cmp::Reverse(*score), *n));
        for (n, score) in scores.into_iter().take(NEAREST * 3) {
            let anchors = self.page.ours(&format!("traits.anchors({n})"))?;
            // An element that no anchor names alone cannot be proposed.
            let Some(proposed) = anchors.get(0) else {
                continue;
            };
            if looked.candidates.len() == NEAREST {
                break;
            }
            looked.candidates.push(Candidate {
                percent: score / 10,
                words: fingerprints::words(&everything[n]),
                anchor: proposed.clone(),
            });
            let clear = best.is_some_and(|b| b.clear && b.index == n);
            if remembered && clear && looked.verdict == Verdict::Missing {
                looked.verdict = Verdict::Recovered;
            }
        }
        Ok(())
    }

    /// Does what leads to the next step; false where nothing was done.
    fn act(&mut self, place: &Place, anchor: &Json, looked: &Looked) -> Result<bool, AgainstError> {
        let wanted = self.against.act && place.click && !self.is_saved();
        if !wanted || looked.verdict != Verdict::Found {
            return Ok(false);
        }
        let at = self.page.ours(&format!("traits.middle({anchor})"))?;
        if let (Some(x), Some(y)) = (at[0].as_f64(), at[1].as_f64()) {
            self.page.click(x, y)?;
            self.everything = None;
        }
        Ok(true)
    }
}
