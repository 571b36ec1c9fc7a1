//! The browser beside the editor: the vendor's page, in which the author points at elements and does what a guide records.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use live::{Chrome, LOOK, LiveError, Options, Page};
use serde_json::{Value as Json, json};

/// The vendor's page in a browser of its own, opened when it is first needed.
pub(crate) struct Companion {
    address: Option<String>,
    options: Options,
    open: Mutex<Option<(Chrome, std::sync::Arc<Page>)>>,
}

/// How long one question of the editor waits for something to be said.
const TURN: Duration = Duration::from_secs(10);

impl Companion {
    pub(crate) fn new(address: Option<String>, options: Options) -> Companion {
        Companion {
            address,
            options,
            open: Mutex::new(None),
        }
    }

    /// The page, opened if need be.
    fn page(&self) -> Result<std::sync::Arc<Page>, LiveError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, page)) = open.as_ref()
            && page.ours("0").is_ok()
        {
            return Ok(std::sync::Arc::clone(page));
        }
        *open = None;
        let chrome = Chrome::start(&self.options)?;
        let page = std::sync::Arc::new(chrome.page()?);
        page.everywhere(LOOK)?;
        if let Some(address) = &self.address {
            page.go(address)?;
        }
        *open = Some((chrome, std::sync::Arc::clone(&page)));
        Ok(page)
    }

    /// `pick`, `record` or `rest`; where the page is then.
    pub(crate) fn set(&self, mode: &str) -> Result<Json, LiveError> {
        let page = self.page()?;
        page.ours(&format!("look.set({})", json!(mode)))?;
        page.front()?;
        page.ours("look.here()")
    }

    /// Shows where an anchor's element is; the verdict.
    pub(crate) fn show(&self, anchor: &Json) -> Result<Json, LiveError> {
        let page = self.page()?;
        page.front()?;
        page.ours(&format!("look.show({anchor})"))
    }

    /// What was pointed at or done next; nothing within a while is nothing.
    pub(crate) fn said(&self) -> Result<Json, LiveError> {
        let page = {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.as_ref().map(|(_, page)| std::sync::Arc::clone(page))
        };
        let said = page.map(|page| page.said(TURN)).transpose()?.flatten();
        Ok(said
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or(Json::Null))
    }
}
