//! Signing in: argon2id over the password, a random session in a cookie that scripts cannot read, a lock after five
//! failures. In: mail and password, cookies. Out: who is signed in. Not here: the forms (`dashboard`), the roles.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};
use axum::http::{HeaderMap, header};

use crate::directory::{Member, digest};

/// A working day.
const LASTS: Duration = Duration::from_secs(12 * 60 * 60);
/// Wrong passwords in a row before the address is locked, and for how long it is.
pub(crate) const TRIES: u32 = 5;
const LOCKED: Duration = Duration::from_secs(15 * 60);
/// Addresses whose failures are remembered at once.
const REMEMBERED: usize = 10_000;

struct Open {
    mail: String,
    until: Instant,
}

/// Who is signed in, and who failed to.
pub(crate) struct Sessions {
    /// By the digest of the session's id.
    open: Mutex<HashMap<Vec<u8>, Open>>,
    failures: Mutex<HashMap<String, (u32, Instant)>>,
    insecure: bool,
    /// What a stranger's password is compared with, so that its time tells nothing.
    nobody: Option<String>,
}

/// How an attempt ended.
pub(crate) enum Attempt {
    /// The cookie to set.
    In(String),
    /// This many tries are left.
    Wrong(u32),
    Locked,
}

/// A random text of 256 bits, in hexadecimal.
pub(crate) fn secret() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A password's argon2id hash, salt included.
pub(crate) fn hash(password: &str) -> Option<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).ok()?;
    let salt = SaltString::encode_b64(&salt).ok()?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Some(hash.ok()?.to_string())
}

fn matches(password: &str, hash: &str) -> bool {
    let hash = PasswordHash::new(hash);
    hash.is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

impl Sessions {
    pub(crate) fn new(insecure: bool) -> Self {
        Sessions {
            open: Mutex::default(),
            failures: Mutex::default(),
            insecure,
            nobody: secret().and_then(|password| hash(&password)),
        }
    }

    fn name(&self) -> &'static str {
        if self.insecure {
            "shirube_session"
        } else {
            "__Host-shirube_session"
        }
    }

    fn cookie(&self, id: &str, more: &str) -> String {
        let secure = if self.insecure { "" } else { "; Secure" };
        let name = self.name();
        format!("{name}={id}; HttpOnly; SameSite=Lax; Path=/{secure}{more}")
    }

    /// Compares a password, known address or not, and opens a session if it is right.
    pub(crate) fn sign_in(&self, mail: &str, password: &str, member: Option<&Member>) -> Attempt {
        let mail = mail.trim().to_lowercase();
        if self.is_locked(&mail) {
            return Attempt::Locked;
        }
        let hash = member.map(|m| &m.hash).or(self.nobody.as_ref());
        let right = hash.is_some_and(|hash| matches(password, hash));
        if let (true, Some(member)) = (right, member) {
            if let Ok(mut failures) = self.failures.lock() {
                failures.remove(&mail);
            }
            if let Some(cookie) = self.begin(&member.mail) {
                return Attempt::In(cookie);
            }
        }
        match self.failed(mail) {
            TRIES.. => Attempt::Locked,
            failed => Attempt::Wrong(TRIES - failed),
        }
    }

    fn is_locked(&self, mail: &str) -> bool {
        let failures = self.failures.lock();
        failures.is_ok_and(|f| {
            f.get(mail)
                .is_some_and(|(n, last)| *n >= TRIES && last.elapsed() < LOCKED)
        })
    }

    /// How many failures there were with this one.
    fn failed(&self, mail: String) -> u32 {
        let Ok(mut failures) = self.failures.lock() else {
            return TRIES;
        };
        if failures.len() >= REMEMBERED {
            failures.retain(|_, (_, last)| last.elapsed() < LOCKED);
        }
        if failures.len() >= REMEMBERED {
            return TRIES;
        }
        let (n, last) = failures.entry(mail).or_insert((0, Instant::now()));
        *n = if last.elapsed() < LOCKED { *n + 1 } else { 1 };
        *last = Instant::now();
        *n
    }

    /// Opens a session; its cookie.
    pub(crate) fn begin(&self, mail: &str) -> Option<String> {
        let id = secret()?;
        let now = Instant::now();
        let mut open = self.open.lock().ok()?;
        open.retain(|_, session| session.until > now);
        let session = Open {
            mail: mail.to_owned(),
            until: now + LASTS,
        };
        open.insert(digest(&id), session);
        Some(self.cookie(&id, ""))
    }

    fn id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let pairs = cookies.split(';').filter_map(|c| c.trim().split_once('='));
        pairs
            .filter(|(name, _)| *name == self.name())
            .map(|(_, id)| id)
            .next()
    }

    /// The mail address of a request's session.
    pub(crate) fn mail(&self, headers: &HeaderMap) -> Option<String> {
        let id = digest(self.id(headers)?);
        let open = self.open.lock().ok()?;
        let session = open.get(&id)?;
        (session.until > Instant::now()).then(|| session.mail.clone())
    }

    /// What a form of this session must carry.
    pub(crate) fn form_token(&self, headers: &HeaderMap) -> Option<String> {
        let id = self.id(headers)?;
        Some(hex(&digest(&format!("form {id}"))))
    }

    /// Ends a request's session; the cookie that forgets it.
    pub(crate) fn end(&self, headers: &HeaderMap) -> String {
        if let (Some(id), Ok(mut open)) = (self.id(headers), self.open.lock()) {
            open.remove(&digest(id));
        }
        self.cookie("", "; Max-Age=0")
    }
}

/// Whether a form comes from our own page: what the browser says of its origin, where it says anything.
pub(crate) fn is_own_form(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, o)| o == host),
        (Some(_), None) => false,
    }
}
