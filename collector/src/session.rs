//! Signing in: argon2id over the password, a random session in a cookie that scripts cannot read.
//! In: mail and password, cookies. Out: the tenant of whoever is signed in. Not here: the forms (`dashboard`).

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};
use axum::http::{HeaderMap, header};

use crate::Tenant;

/// A working day.
const LASTS: Duration = Duration::from_secs(12 * 60 * 60);

/// Who may sign in, and who has.
pub(crate) struct Sessions {
    /// (mail, hash, tenant)
    people: Vec<(String, String, String)>,
    /// Session to (tenant, when it ends).
    open: Mutex<HashMap<String, (String, Instant)>>,
    insecure: bool,
}

fn random(bytes: &mut [u8]) -> bool {
    getrandom::fill(bytes).is_ok()
}

impl Sessions {
    pub(crate) fn new(tenants: &[Tenant], insecure: bool) -> Self {
        let hash = |password: &str| {
            let mut salt = [0; 16];
            let salt = random(&mut salt)
                .then(|| SaltString::encode_b64(&salt).ok())
                .flatten()?;
            Some(
                Argon2::default()
                    .hash_password(password.as_bytes(), &salt)
                    .ok()?
                    .to_string(),
            )
        };
        let people = tenants
            .iter()
            .flat_map(|t| t.people.iter().map(move |p| (p, &t.name)))
            .filter_map(|(p, tenant)| Some((p.mail.clone(), hash(&p.password)?, tenant.clone())))
            .collect();
        Sessions {
            people,
            open: Mutex::new(HashMap::new()),
            insecure,
        }
    }

    fn name(&self) -> &'static str {
        if self.insecure {
            "shirube_session"
        } else {
            "__Host-shirube_session"
        }
    }

    /// The cookie of a new session, if mail and password are somebody's.
    pub(crate) fn sign_in(&self, mail: &str, password: &str) -> Option<String> {
        let found = self.people.iter().find(|(m, ..)| m == mail);
        // A stranger's attempt costs the same, so that its time tells nothing.
        let (_, hash, tenant) = found.or(self.people.first())?;
        let hash = PasswordHash::new(hash).ok()?;
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .ok()?;
        found?;
        let mut bytes = [0; 32];
        if !random(&mut bytes) {
            return None;
        }
        let id: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let now = Instant::now();
        let mut open = self.open.lock().ok()?;
        open.retain(|_, (_, until)| *until > now);
        open.insert(id.clone(), (tenant.clone(), now + LASTS));
        drop(open);
        let secure = if self.insecure { "" } else { "; Secure" };
        Some(format!(
            "{}={id}; HttpOnly; SameSite=Lax; Path=/{secure}",
            self.name()
        ))
    }

    /// The tenant of a request's session.
    pub(crate) fn tenant(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let id = cookies
            .split(';')
            .filter_map(|c| c.trim().split_once('='))
            .find(|(n, _)| *n == self.name())?
            .1;
        let open = self.open.lock().ok()?;
        let (tenant, until) = open.get(id)?;
        (*until > Instant::now()).then(|| tenant.clone())
    }
}
