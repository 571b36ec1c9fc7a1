//! `shirube preview`: a draft in the vendor's own page, in a browser of the author's own. The page and its server stay as
//! they are: what the page fetches of its published content is answered with the draft. Nobody else can see it, so no
//! token is needed and none can leak.

mod draft;

use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use live::{Chrome, LiveError, Options, Page};
use serde_json::{Value as Json, json};

use self::draft::{Shown, Watched};

const PANEL: &str = include_str!("panel.js");

/// What to preview, and where.
pub struct Preview {
    /// The content folder.
    pub source: PathBuf,
    /// An address of the vendor's product that carries the tag.
    pub page: String,
    /// The language of the panel, `ja` or `en`.
    pub language: String,
    /// How the browser starts.
    pub browser: Options,
}

/// How long the author's folder and the panel are left alone between two looks.
const BREATH: Duration = Duration::from_millis(150);

/// A preview that is open: its browser, its page and the draft it shows.
pub struct Session {
    _chrome: Chrome,
    page: Page,
    watched: Watched,
    shown: Arc<RwLock<Shown>>,
    preview: Preview,
}

impl Preview {
    /// Opens the page with the draft in place of what is published.
    ///
    /// # Errors
    /// There is no browser, or nothing answers at the address.
    pub fn open(self) -> Result<Session, LiveError> {
        let mut watched = Watched::new(&self.source);
        let shown = Arc::new(RwLock::new(Shown::default()));
        if let Ok(mut shown) = shown.write() {
            watched.read(&mut shown);
        }
        let chrome = Chrome::start(&self.browser)?;
        let page = chrome.page()?;
        let served = Arc::clone(&shown);
        page.answer(draft::PATTERNS, move |address| {
            served.read().ok().and_then(|shown| shown.reply(address))
        })?;
        page.everywhere(PANEL)?;
        page.go(&self.page)?;
        let session = Session {
            _chrome: chrome,
            page,
            watched,
            shown,
            preview: self,
        };
        session.tell()?;
        Ok(session)
    }
}

impl Session {
    /// Looks once: takes in what was saved, and does what the author chose in the panel.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn turn(&mut self) -> Result<(), LiveError> {
        if self.watched.changed() {
            if let Ok(mut shown) = self.shown.write() {
                self.watched.read(&mut shown);
            }
            self.page.reload()?;
        }
        if let Some(said) = self.page.said(BREATH)? {
            let said: Json = serde_json::from_str(&said).unwrap_or(Json::Null);
            self.act(&said)?;
        }
        Ok(())
    }

    /// The tab, for whoever looks at it from outside.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    fn tell(&self) -> Result<(), LiveError> {
        let Ok(shown) = self.shown.read() else {
            return Ok(());
        };
        let state = shown.state(&self.preview.language);
        drop(shown);
        match self.page.ours(&format!("shirubePanel.show({state})")) {
            // The document is being changed; the next one asks by itself.
            Err(LiveError::Refused(..)) => Ok(()),
            other => other.map(|_| ()),
        }
    }

    fn act(&self, said: &Json) -> Result<(), LiveError> {
        let word = |key: &str| said[key].as_str().unwrap_or_default();
        let id = json!(word("id"));
        let script = match word("what") {
            "here" => return self.tell(),
            "start" => {
                let options = match said["step"].as_str() {
                    Some(step) => json!({"force": true, "step": step}),
                    None => json!({"force": true}),
                };
                format!("shirube.start({id}, {options})")
            }
            "stop" => "shirube.stop()".to_owned(),
            "why" => format!("shirube.explain({id})"),
            "language" => format!("shirube.language({})", json!(word("tag"))),
            "audience" => match self.person(word("segment")) {
                Some(person) => format!("shirube.identify({person})"),
                None => "shirube.reset()".to_owned(),
            },
            _ => return Ok(()),
        };
        // A page without the tag has no `shirube`; one that never becomes ready is not waited for.
        let script = format!(
            "Promise.race([(async () => window.shirube ? await ({script}) ?? null : 'no_tag')(), new Promise((late) => setTimeout(late, 4000, 'late'))])"
        );
        let answer = self.page.theirs(&script).or_else(|error| match error {
            LiveError::Refused(_, said) => Ok(json!({ "reason": said })),
            other => Err(other),
        })?;
        let told = json!({"what": word("what"), "id": word("id"), "answer": answer});
        match self.page.ours(&format!("shirubePanel.answer({told})")) {
            Err(LiveError::Refused(..)) => Ok(()),
            other => other.map(|_| ()),
        }
    }

    fn person(&self, segment: &str) -> Option<Json> {
        let shown = self.shown.read().ok()?;
        shown.person(segment)
    }
}
