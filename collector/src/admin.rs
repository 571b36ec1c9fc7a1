//! What an operator does to a store, running or not: tenants, keys, people, set-up links.
//! In: the data folder. Out: keys and links, each shown once. Not here: the words of the command line.

use std::fmt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::audit;
use crate::directory::{self, Environment, KeyKind, Member, digest};
use crate::identity::Algorithm;
use crate::role::Role;
use crate::routes::now;
use crate::session;
use crate::store::{self, Store, Upkeep};

/// How long a set-up link may wait.
const SETUP_MS: i64 = 24 * 60 * 60 * 1000;
/// Who acts on the command line, as the audit log calls them.
const OPERATOR: &str = "operator";
/// The shortest password.
pub const LEAST_PASSWORD: usize = 10;

/// Why it was not done.
#[derive(Debug)]
pub enum Error {
    /// The store does not open, or does not answer.
    Store(String),
    /// What was asked for makes no sense; the sentence says why.
    Refused(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Store(cause) => write!(f, "the store does not answer: {cause}"),
            Error::Refused(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Store(error.to_string())
    }
}

fn refused<T>(sentence: impl Into<String>) -> Result<T, Error> {
    Err(Error::Refused(sentence.into()))
}

/// The keys of one environment of a tenant, readable only now.
pub struct Keys {
    /// For pages.
    pub write: String,
    /// For servers.
    pub secret: String,
}

/// Opens a folder's store, making and migrating it where that is needed.
fn open(data: &Path) -> Result<Connection, Error> {
    Store::open(data, Upkeep::default())
        .map_err(|e| Error::Store(e.to_string()))?
        .close();
    Ok(store::connect(&store::path(data))?)
}

fn within<T>(
    data: &Path,
    change: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut db = open(data)?;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = change(&transaction)?;
    transaction.commit()?;
    Ok(result)
}

/// Whether a tenant may be called that: it becomes part of keys and addresses.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=60).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('-')
}

/// Makes a tenant with keys for live and for test.
pub fn add_tenant(data: &Path, name: &str) -> Result<[(Environment, Keys); 2], Error> {
    if !is_name(name) {
        return refused(format!("{name} is no tenant's name: use a-z, 0-9 and -"));
    }
    within(data, |db| {
        if !directory::add_tenant(db, name, now())? {
            return refused(format!("there is a tenant {name} already"));
        }
        Ok([
            (Environment::Live, new_keys(db, name, Environment::Live)?),
            (Environment::Test, new_keys(db, name, Environment::Test)?),
        ])
    })
}

/// Two more keys for a tenant; older ones go on until they are revoked, so that keys can rotate.
pub fn add_keys(data: &Path, tenant: &str, environment: Environment) -> Result<Keys, Error> {
    within(data, |db| {
        known(db, tenant)?;
        new_keys(db, tenant, environment)
    })
}

/// Ends a key at once.
pub fn revoke_key(data: &Path, key: &str) -> Result<(), Error> {
    within(data, |db| {
        let ended = directory::revoke_key(db, key, now())?;
        revoked(db, ended)
    })
}

fn known(db: &Connection, tenant: &str) -> Result<(), Error> {
    match directory::has_tenant(db, tenant)? {
        true => Ok(()),
        false => refused(format!("there is no tenant {tenant}")),
    }
}

pub(crate) fn new_keys(
    db: &Connection,
    tenant: &str,
    environment: Environment,
) -> Result<Keys, Error> {
    let make = |kind: KeyKind, prefix: &str| {
        let Some(random) = session::secret() else {
            return refused("this machine gives no random numbers");
        };
        let key = format!("{prefix}_{}_{random}", environment.name());
        directory::add_key(db, tenant, kind, environment, &key, now())?;
        let more = json!({"kind": kind.name(), "environment": environment.name()});
        audit::write(db, tenant, now(), OPERATOR, "key_added", &more)?;
        Ok(key)
    };
    Ok(Keys {
        write: make(KeyKind::Write, "pk")?,
        secret: make(KeyKind::Secret, "sk")?,
    })
}

/// A key for identity tokens: its id (`kid`), and the secret where there is one to hand over.
pub struct Vouching {
    /// What a token's header calls `kid`.
    pub id: String,
    /// The HMAC secret in base64; none for a public key.
    pub secret: Option<String>,
}

/// A key that a tenant's identity tokens are held against: the vendor's Ed25519 public key (32 bytes in base64), or a
/// new HMAC secret. Older keys go on until they are revoked.
pub fn add_identity_key(
    data: &Path,
    tenant: &str,
    environment: Environment,
    public: Option<&str>,
) -> Result<Vouching, Error> {
    let made = session::secret().zip(session::secret());
    let Some((id, random)) = made else {
        return refused("this machine gives no random numbers");
    };
    let id = id[..16].to_owned();
    let (algorithm, key, secret) = match public {
        Some(text) => match STANDARD.decode(text.trim()) {
            Ok(key) if key.len() == 32 => (Algorithm::Ed25519, key, None),
            _ => return refused("an Ed25519 public key is 32 bytes in base64"),
        },
        None => {
            let key = Sha256::digest(random.as_bytes()).to_vec();
            let text = STANDARD.encode(&key);
            (Algorithm::Hmac, key, Some(text))
        }
    };
    within(data, |db| {
        known(db, tenant)?;
        let of = (algorithm, key.as_slice());
        directory::add_identity_key(db, &id, tenant, environment, of, now())?;
        let more = json!({"kind": "identity", "id": id, "environment": environment.name()});
        Ok(audit::write(
            db,
            tenant,
            now(),
            OPERATOR,
            "key_added",
            &more,
        )?)
    })?;
    Ok(Vouching { id, secret })
}

/// Ends a key for identity tokens at once.
pub fn revoke_identity_key(data: &Path, id: &str) -> Result<(), Error> {
    within(data, |db| {
        let ended = directory::revoke_identity_key(db, id, now())?;
        revoked(db, ended)
    })
}

/// Writes down whose key ended.
fn revoked(db: &Connection, tenant: Option<String>) -> Result<(), Error> {
    match tenant {
        Some(tenant) => Ok(audit::write(
            db,
            &tenant,
            now(),
            OPERATOR,
            "key_revoked",
            &json!({}),
        )?),
        None => refused("that key is not known, or has ended already"),
    }
}

/// Adds somebody who may sign in, or changes their password and role.
pub fn add_user(
    data: &Path,
    tenant: &str,
    mail: &str,
    role: Role,
    password: &str,
) -> Result<(), Error> {
    let member = member(tenant, mail, role, password)?;
    within(data, |db| {
        known(db, tenant)?;
        directory::add_person(db, &member, now())?;
        let more = json!({"mail": member.mail, "role": role.name()});
        Ok(audit::write(
            db,
            tenant,
            now(),
            OPERATOR,
            "user_added",
            &more,
        )?)
    })
}

pub(crate) fn member(
    tenant: &str,
    mail: &str,
    role: Role,
    password: &str,
) -> Result<Member, Error> {
    let mail = mail.trim();
    let parts = mail.split_once('@');
    if !parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) || mail.len() > 254 {
        return refused(format!("{mail} is no mail address"));
    }
    if password.chars().count() < LEAST_PASSWORD {
        return refused(format!(
            "a password has at least {LEAST_PASSWORD} characters"
        ));
    }
    let Some(hash) = session::hash(password) else {
        return refused("this machine gives no random numbers");
    };
    Ok(Member {
        mail: mail.to_owned(),
        tenant: tenant.to_owned(),
        role,
        hash,
    })
}

/// A token that lets its bearer claim an unclaimed collector, once and within a day. Earlier ones end.
pub fn setup_token(data: &Path) -> Result<String, Error> {
    let Some(token) = session::secret() else {
        return refused("this machine gives no random numbers");
    };
    within(data, |db| {
        db.execute("DELETE FROM setup", [])?;
        db.execute(
            "INSERT INTO setup VALUES (?1, ?2)",
            params![digest(&token), now() + SETUP_MS],
        )?;
        Ok(())
    })?;
    Ok(token)
}

/// Uses up a token; whether it was good.
pub(crate) fn take_setup(db: &Connection, token: &str, now: i64) -> rusqlite::Result<bool> {
    let taken = db.execute(
        "DELETE FROM setup WHERE digest = ?1 AND until_ms > ?2",
        params![digest(token), now],
    )?;
    Ok(taken == 1)
}
