//! Calls and events over the DevTools socket. Methods enter, their results leave; events go to whoever listens.
//! One thread reads; anyone may write.

use std::collections::HashMap;
use std::fmt;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value as Json, json};
use tungstenite::protocol::{Role, WebSocket};
use tungstenite::{Message, client};

/// Why the browser cannot be used, as a sentence for the author.
#[derive(Debug)]
pub enum LiveError {
    /// No Chrome, Chromium or Edge was found.
    NoBrowser,
    /// It was found and does not start; what it said.
    NotStarted(String),
    /// The connection to it broke: it was closed, say.
    Closed,
    /// It refused a command; the command and its words.
    Refused(String, String),
    /// A page did not come to what was waited for in time.
    Late(String),
}

impl fmt::Display for LiveError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            LiveError::NoBrowser => f.write_str(
                "no Chrome, Chromium or Edge was found; install one, or name its program in SHIRUBE_CHROME",
            ),
            LiveError::NotStarted(said) => write!(f, "the browser does not start: {said}"),
            LiveError::Closed => f.write_str("the browser was closed"),
            LiveError::Refused(method, said) => write!(f, "the browser refused {method}: {said}"),
            LiveError::Late(what) => write!(f, "the page was waited for in vain: {what}"),
        }
    }
}

impl std::error::Error for LiveError {}

/// How long the browser may take over one command.
const PATIENCE: Duration = Duration::from_secs(30);

type Waiting = Mutex<HashMap<u64, Sender<Result<Json, String>>>>;
type Listener = Box<dyn Fn(&Wire, &str, &Json) + Send + Sync>;

/// An open connection.
pub(crate) struct Wire {
    out: Mutex<WebSocket<TcpStream>>,
    last: AtomicU64,
    closed: AtomicBool,
    waiting: Waiting,
    listeners: Mutex<Vec<Arc<Listener>>>,
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Wire {
    /// Connects to `ws://127.0.0.1:{port}{path}`.
    pub(crate) fn connect(port: u16, path: &str) -> Result<Arc<Wire>, LiveError> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|_| LiveError::Closed)?;
        let other = stream.try_clone().map_err(|_| LiveError::Closed)?;
        let (mut reading, _) = client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .map_err(|e| LiveError::NotStarted(e.to_string()))?;
        // A page's whole state may come in one message.
        reading.set_config(|config| {
            config.max_message_size = None;
            config.max_frame_size = None;
        });
        let wire = Arc::new(Wire {
            out: Mutex::new(WebSocket::from_raw_socket(other, Role::Client, None)),
            last: AtomicU64::new(0),
            closed: AtomicBool::new(false),
            waiting: Mutex::default(),
            listeners: Mutex::default(),
        });
        let kept = Arc::downgrade(&wire);
        std::thread::spawn(move || {
            while let Ok(message) = reading.read() {
                let Some(wire) = kept.upgrade() else { break };
                if let Message::Text(text) = message
                    && let Ok(json) = serde_json::from_str::<Json>(&text)
                {
                    wire.take(&json);
                }
            }
            if let Some(wire) = kept.upgrade() {
                wire.closed.store(true, Ordering::Release);
                held(&wire.waiting).clear();
            }
        });
        Ok(wire)
    }

    fn take(&self, json: &Json) {
        if let Some(id) = json["id"].as_u64() {
            let answer = match json["error"]["message"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(json["result"].clone()),
            };
            if let Some(sender) = held(&self.waiting).remove(&id) {
                let _ = sender.send(answer);
            }
        } else {
            let session = json["sessionId"].as_str().unwrap_or_default();
            let listeners = held(&self.listeners).clone();
            for listener in listeners {
                listener(self, session, json);
            }
        }
    }

    /// Hears every event from now on: the session it belongs to and the event. It must not wait for a command.
    pub(crate) fn listen(&self, listener: impl Fn(&Wire, &str, &Json) + Send + Sync + 'static) {
        held(&self.listeners).push(Arc::new(Box::new(listener)));
    }

    /// Whether the browser is gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Sends a command without waiting for its answer.
    pub(crate) fn send(&self, session: &str, method: &str, params: Json) -> Result<(), LiveError> {
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        self.put(id, session, method, params)
    }

    /// Sends a command and waits for its result.
    pub(crate) fn call(
        &self,
        session: &str,
        method: &str,
        params: Json,
    ) -> Result<Json, LiveError> {
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = mpsc::channel();
        held(&self.waiting).insert(id, sender);
        // Asked after the place is taken: whoever closes clears all places.
        if self.is_closed() {
            return Err(LiveError::Closed);
        }
        self.put(id, session, method, params)?;
        match receiver.recv_timeout(PATIENCE) {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(said)) => Err(LiveError::Refused(method.to_owned(), said)),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(LiveError::Late(method.to_owned())),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(LiveError::Closed),
        }
    }

    fn put(&self, id: u64, session: &str, method: &str, params: Json) -> Result<(), LiveError> {
        let mut message = json!({"id": id, "method": method, "params": params});
        if !session.is_empty() {
            message["sessionId"] = json!(session);
        }
        held(&self.out)
            .send(Message::text(message.to_string()))
            .map_err(|_| LiveError::Closed)
    }
}

/// Between two looks at what the browser cannot tell us of.
#[expect(
    clippy::disallowed_methods,
    reason = "a file, a process's end and a page's own state come without an event"
)]
pub(crate) fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}
