//! One tab: where it goes, what it holds, what happens in it. Our scripts live in a world of their own.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use crate::wire::{LiveError, Wire, pause};

/// The name of our scripts' world.
const WORLD: &str = "shirube";
/// The function by which our scripts call out.
const SAY: &str = "shirubeSay";
/// How long a page may take to come.
const LOAD: Duration = Duration::from_secs(30);

/// What stands in for an answer of the network.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub kind: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

/// What the browser tells of the tab, kept up by its events.
#[derive(Default)]
struct State {
    main_frame: String,
    /// Context of (frame, world); the page's own world has no name.
    worlds: HashMap<(String, String), i64>,
    loads: u64,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

/// A tab.
pub struct Page {
    wire: Arc<Wire>,
    session: String,
    state: Shared,
    said: Mutex<Receiver<String>>,
}

impl Page {
    pub(crate) fn attach(wire: Arc<Wire>, target: &str) -> Result<Page, LiveError> {
        let state = Shared::default();
        let (sender, said) = mpsc::channel();
        let seen = Arc::clone(&state);
        let sender = Mutex::new(sender);
        let attached = wire.call(
            "",
            "Target.attachToTarget",
            json!({"targetId": target, "flatten": true}),
        )?;
        let session = attached["sessionId"]
            .as_str()
            .ok_or(LiveError::Closed)?
            .to_owned();
        let mine = session.clone();
        wire.listen(move |_, session, event| {
            if session != mine {
                return;
            }
            if event["method"] == "Runtime.bindingCalled" && event["params"]["name"] == SAY {
                if let (Some(text), Ok(sender)) =
                    (event["params"]["payload"].as_str(), sender.lock())
                {
                    let _ = sender.send(text.to_owned());
                }
                return;
            }
            let mut state = seen.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.hear(event);
            seen.1.notify_all();
        });
        let page = Page {
            wire,
            session,
            state,
            said: Mutex::new(said),
        };
        page.call("Page.enable", json!({}))?;
        let tree = page.call("Page.getFrameTree", json!({}))?;
        if let Some(id) = tree["frameTree"]["frame"]["id"].as_str() {
            page.lock().main_frame = id.to_owned();
        }
        page.call("Runtime.enable", json!({}))?;
        page.call(
            "Runtime.addBinding",
            json!({"name": SAY, "executionContextName": WORLD}),
        )?;
        Ok(page)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, method: &str, params: Json) -> Result<Json, LiveError> {
        self.wire.call(&self.session, method, params)
    }

    /// Goes to an address and waits until it has loaded.
    ///
    /// # Errors
    /// Nothing answers there, or the page does not load in time.
    pub fn go(&self, address: &str) -> Result<(), LiveError> {
        let before = self.lock().loads;
        let gone = self.call("Page.navigate", json!({"url": address}))?;
        if let Some(said) = gone["errorText"].as_str() {
            return Err(LiveError::Refused(address.to_owned(), said.to_owned()));
        }
        // A change of the fragment alone loads nothing.
        if gone.get("loaderId").is_none() {
            return Ok(());
        }
        let end = Instant::now() + LOAD;
        let mut state = self.lock();
        while state.loads == before {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(LiveError::Late(address.to_owned()));
            }
            let waited = self.state.1.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }

    /// Brings the tab to the front.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn front(&self) -> Result<(), LiveError> {
        self.call("Page.bringToFront", json!({})).map(|_| ())
    }

    /// Loads the page once more.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn reload(&self) -> Result<(), LiveError> {
        self.call("Page.reload", json!({})).map(|_| ())
    }

    /// Runs `script` in our world of every document from now on, before the page's own scripts, and in the present one.
    ///
    /// # Errors
    /// The browser was closed, or the script throws in the present document.
    pub fn everywhere(&self, script: &str) -> Result<(), LiveError> {
        self.call(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": script, "worldName": WORLD}),
        )?;
        self.ours(&format!("{script}\n;0")).map(|_| ())
    }

    /// Evaluates an expression in our world; a promise is awaited.
    ///
    /// # Errors
    /// It throws, or the browser was closed.
    pub fn ours(&self, expression: &str) -> Result<Json, LiveError> {
        let context = match self.world(WORLD) {
            Some(context) => context,
            None => {
                let frame = self.lock().main_frame.clone();
                let made = self.call(
                    "Page.createIsolatedWorld",
                    json!({"frameId": frame, "worldName": WORLD}),
                )?;
                made["executionContextId"]
                    .as_i64()
                    .ok_or(LiveError::Closed)?
            }
        };
        self.evaluate(expression, Some(context))
    }

    /// Evaluates an expression in the page's own world, as its own script would; a promise is awaited.
    ///
    /// # Errors
    /// It throws, or the browser was closed.
    pub fn theirs(&self, expression: &str) -> Result<Json, LiveError> {
        self.evaluate(expression, None)
    }

    fn world(&self, name: &str) -> Option<i64> {
        let state = self.lock();
        let key = (state.main_frame.clone(), name.to_owned());
        state.worlds.get(&key).copied()
    }

    fn evaluate(&self, expression: &str, context: Option<i64>) -> Result<Json, LiveError> {
        let mut params =
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        if let Some(context) = context {
            params["contextId"] = json!(context);
        }
        let answer = self.call("Runtime.evaluate", params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let said = thrown["exception"]["description"]
                .as_str()
                .or(thrown["text"].as_str())
                .unwrap_or_default();
            return Err(LiveError::Refused(
                "a script".to_owned(),
                said.lines().next().unwrap_or_default().to_owned(),
            ));
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Waits until an expression of our world is true.
    ///
    /// # Errors
    /// It stays false for `patience`, or the browser was closed.
    pub fn until(&self, expression: &str, patience: Duration) -> Result<(), LiveError> {
        let end = Instant::now() + patience;
        loop {
            // While a page changes its document there is none to ask.
            match self.ours(expression) {
                Ok(Json::Bool(true)) => return Ok(()),
                Err(LiveError::Closed) => return Err(LiveError::Closed),
                _ => {}
            }
            if Instant::now() > end {
                return Err(LiveError::Late(expression.to_owned()));
            }
            pause(50);
        }
    }

    /// What our scripts say by `shirubeSay(text)`; nothing within `patience` is `None`.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn said(&self, patience: Duration) -> Result<Option<String>, LiveError> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match said.recv_timeout(patience) {
            Ok(text) => Ok(Some(text)),
            Err(_) if self.wire.is_closed() => Err(LiveError::Closed),
            Err(_) => Ok(None),
        }
    }

    /// Answers requests whose address fits one of `patterns` (`*` for anything) in the network's place, where `reply` has an answer.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn answer(
        &self,
        patterns: &[&str],
        reply: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static,
    ) -> Result<(), LiveError> {
        let mine = self.session.clone();
        self.wire.listen(move |wire, session, event| {
            if session != mine || event["method"] != "Fetch.requestPaused" {
                return;
            }
            let id = &event["params"]["requestId"];
            let address = event["params"]["request"]["url"]
                .as_str()
                .unwrap_or_default();
            // The browser may be gone by now: then nobody waits.
            let _ = match reply(address) {
                None => wire.send(session, "Fetch.continueRequest", json!({"requestId": id})),
                Some(reply) => wire.send(
                    session,
                    "Fetch.fulfillRequest",
                    json!({"requestId": id, "responseCode": reply.status, "body": STANDARD.encode(reply.body),
                        "responseHeaders": [
                            {"name": "Content-Type", "value": reply.kind},
                            {"name": "Cache-Control", "value": "no-store"},
                            {"name": "Access-Control-Allow-Origin", "value": "*"},
                        ]}),
                ),
            };
        });
        let patterns: Vec<Json> = patterns.iter().map(|p| json!({"urlPattern": p})).collect();
        self.call("Fetch.enable", json!({ "patterns": patterns }))?;
        // A worker or a cached answer would pass by the network.
        self.call("Network.enable", json!({}))?;
        self.call("Network.setCacheDisabled", json!({"cacheDisabled": true}))?;
        self.call("Network.setBypassServiceWorker", json!({"bypass": true}))?;
        Ok(())
    }

    /// Clicks at a point of the viewport, as a mouse does.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn click(&self, x: f64, y: f64) -> Result<(), LiveError> {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let pressed = kind != "mouseMoved";
            let params = json!({"type": kind, "x": x, "y": y, "clickCount": u8::from(pressed),
                "button": if pressed { "left" } else { "none" }});
            self.call("Input.dispatchMouseEvent", params)?;
        }
        Ok(())
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn write(&self, text: &str) -> Result<(), LiveError> {
        self.call("Input.insertText", json!({"text": text}))
            .map(|_| ())
    }

    /// A PNG of the viewport.
    ///
    /// # Errors
    /// The browser was closed.
    pub fn picture(&self) -> Result<Vec<u8>, LiveError> {
        let shot = self.call("Page.captureScreenshot", json!({"format": "png"}))?;
        STANDARD
            .decode(shot["data"].as_str().unwrap_or_default())
            .map_err(|_| LiveError::Closed)
    }
}

impl State {
    fn hear(&mut self, event: &Json) {
        let params = &event["params"];
        match event["method"].as_str() {
            Some("Runtime.executionContextCreated") => {
                let context = &params["context"];
                let own = context["auxData"]["isDefault"] == true;
                let name = if own { "" } else { word(&context["name"]) };
                let frame = word(&context["auxData"]["frameId"]);
                if let Some(id) = context["id"].as_i64() {
                    self.worlds.insert((frame.to_owned(), name.to_owned()), id);
                }
            }
            Some("Runtime.executionContextDestroyed") => {
                let gone = params["executionContextId"].as_i64();
                self.worlds.retain(|_, id| Some(*id) != gone);
            }
            Some("Runtime.executionContextsCleared") => self.worlds.clear(),
            Some("Page.loadEventFired") => self.loads += 1,
            Some("Page.frameNavigated") if params["frame"].get("parentId").is_none() => {
                self.main_frame = word(&params["frame"]["id"]).to_owned();
            }
            _ => {}
        }
    }
}

fn word(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}
