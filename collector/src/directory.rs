//! Who is served: tenants, the keys that speak for them, and the people who may sign in. Kept in the store beside what
//! the program was started with; keys only as digests. A change by another process is seen within a second.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::identity::{Algorithm, IdentityKey};
use crate::session::hash;
use crate::store::Store;
use crate::{Role, Tenant};

/// How old what is known may be.
const FRESH: Duration = Duration::from_secs(1);

/// What a key lets its bearer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// Pages: write events.
    Write,
    /// Servers: everything of their tenant.
    Secret,
}

impl KeyKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            KeyKind::Write => "write",
            KeyKind::Secret => "secret",
        }
    }
}

/// Real customers and trials never meet: each environment of a tenant is a partition of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Real people.
    Live,
    /// Trials.
    Test,
}

impl Environment {
    /// `live` or `test`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Environment::Live => "live",
            Environment::Test => "test",
        }
    }

    /// Whatever is not live is a trial.
    fn named(name: &str) -> Self {
        match name {
            "live" => Environment::Live,
            _ => Environment::Test,
        }
    }

    /// The name under which a tenant's rows of this environment are kept. No tenant's name holds a `~`.
    pub(crate) fn partition(self, tenant: &str) -> String {
        match self {
            Environment::Live => tenant.to_owned(),
            Environment::Test => format!("{tenant}~test"),
        }
    }
}

/// Somebody who may sign in.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) mail: String,
    pub(crate) tenant: String,
    pub(crate) role: Role,
    pub(crate) hash: String,
}

#[derive(Default)]
struct Known {
    /// Digest of a key to (kind, partition).
    keys: HashMap<Vec<u8>, (KeyKind, String)>,
    people: HashMap<String, Member>,
    identity: HashMap<String, IdentityKey>,
    /// Partitions with a key for identity tokens.
    signing: HashSet<String>,
}

/// The tenants, their keys and their people.
pub(crate) struct Directory {
    given: Vec<Tenant>,
    /// Hashes of the people that the program was started with: hashing is slow.
    hashes: HashMap<String, String>,
    known: RwLock<Arc<Known>>,
    /// When it was last compared, and the number it stood at.
    compared: Mutex<(Option<Instant>, i64)>,
}

pub(crate) fn digest(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

impl Directory {
    pub(crate) fn new(given: Vec<Tenant>) -> Self {
        let people = given.iter().flat_map(|t| &t.people);
        let hashes = people.filter_map(|p| Some((p.mail.clone(), hash(&p.password)?)));
        Directory {
            hashes: hashes.collect(),
            given,
            known: RwLock::default(),
            compared: Mutex::new((None, -1)),
        }
    }

    /// Looks again at the next question.
    pub(crate) fn changed(&self) {
        if let Ok(mut compared) = self.compared.lock() {
            compared.0 = None;
        }
    }

    fn known(&self, store: &Store) -> Arc<Known> {
        self.refresh(store);
        self.known
            .read()
            .map(|k| Arc::clone(&k))
            .unwrap_or_default()
    }

    /// A store that cannot be read leaves what is known.
    fn refresh(&self, store: &Store) {
        let Ok(mut compared) = self.compared.lock() else {
            return;
        };
        if compared.0.is_some_and(|at| at.elapsed() < FRESH) {
            return;
        }
        let Ok(db) = store.reader() else { return };
        let Ok(number) = number(&db) else { return };
        if number != compared.1 {
            let Ok(known) = self.read(&db) else { return };
            if let Ok(mut kept) = self.known.write() {
                *kept = Arc::new(known);
            }
        }
        *compared = (Some(Instant::now()), number);
    }

    fn read(&self, db: &Connection) -> rusqlite::Result<Known> {
        let mut known = Known::default();
        for tenant in &self.given {
            for (keys, kind) in [
                (&tenant.write_keys, KeyKind::Write),
                (&tenant.secret_keys, KeyKind::Secret),
            ] {
                for key in keys {
                    let of = (kind, tenant.name.clone());
                    known.keys.insert(digest(key), of);
                }
            }
            for person in &tenant.people {
                let Some(hash) = self.hashes.get(&person.mail) else {
                    continue;
                };
                let member = Member {
                    mail: person.mail.clone(),
                    tenant: tenant.name.clone(),
                    role: Role::Owner,
                    hash: hash.clone(),
                };
                known.people.insert(person.mail.to_lowercase(), member);
            }
        }
        let mut keys = db.prepare(
            "SELECT digest, tenant, kind, environment FROM credential WHERE revoked_ms IS NULL",
        )?;
        let rows = keys.query_map([], |r| {
            let text = |i| r.get::<_, String>(i);
            Ok((r.get::<_, Vec<u8>>(0)?, text(1)?, text(2)?, text(3)?))
        })?;
        for row in rows {
            let (digest, tenant, kind, environment) = row?;
            let kind = match kind.as_str() {
                "secret" => KeyKind::Secret,
                _ => KeyKind::Write,
            };
            let partition = Environment::named(&environment).partition(&tenant);
            known.keys.insert(digest, (kind, partition));
        }
        read_identity_keys(db, &mut known)?;
        let mut people = db.prepare("SELECT mail, tenant, role, hash FROM person")?;
        let rows = people.query_map([], |r| {
            let text = |i| r.get::<_, String>(i);
            Ok((text(0)?, text(1)?, text(2)?, text(3)?))
        })?;
        for row in rows {
            let (mail, tenant, role, hash) = row?;
            // A role of a later program may do nothing here.
            let Some(role) = Role::named(&role) else {
                continue;
            };
            let member = Member {
                mail: mail.clone(),
                tenant,
                role,
                hash,
            };
            known.people.insert(mail.to_lowercase(), member);
        }
        Ok(known)
    }

    /// The partition that a key of this kind speaks for.
    pub(crate) fn by_key(&self, store: &Store, kind: KeyKind, key: &str) -> Option<String> {
        let known = self.known(store);
        let (found, partition) = known.keys.get(&digest(key))?;
        (*found == kind).then(|| partition.clone())
    }

    /// A key for identity tokens.
    pub(crate) fn identity_key(&self, store: &Store, id: &str) -> Option<IdentityKey> {
        self.known(store).identity.get(id).cloned()
    }

    /// Whether the users of a partition are signed for.
    pub(crate) fn signs(&self, store: &Store, partition: &str) -> bool {
        self.known(store).signing.contains(partition)
    }

    /// Somebody by mail address; upper and lower case are one.
    pub(crate) fn person(&self, store: &Store, mail: &str) -> Option<Member> {
        let known = self.known(store);
        known.people.get(&mail.trim().to_lowercase()).cloned()
    }

    /// Whether nobody could sign in or send anything.
    pub(crate) fn is_empty(&self, store: &Store) -> bool {
        let known = self.known(store);
        known.keys.is_empty() && known.people.is_empty()
    }
}

fn read_identity_keys(db: &Connection, known: &mut Known) -> rusqlite::Result<()> {
    let mut keys = db.prepare(
        "SELECT id, tenant, environment, algorithm, key FROM identity_key WHERE revoked_ms IS NULL",
    )?;
    let rows = keys.query_map([], |r| {
        let text = |i| r.get::<_, String>(i);
        Ok((text(0)?, text(1)?, text(2)?, text(3)?, r.get(4)?))
    })?;
    for row in rows {
        let (id, tenant, environment, algorithm, key) = row?;
        let Some(algorithm) = Algorithm::named(&algorithm) else {
            continue;
        };
        let partition = Environment::named(&environment).partition(&tenant);
        known.signing.insert(partition.clone());
        let key = IdentityKey {
            tenant,
            partition,
            algorithm,
            key,
        };
        known.identity.insert(id, key);
    }
    Ok(())
}

/// Keeps a key for identity tokens.
pub(crate) fn add_identity_key(
    db: &Connection,
    id: &str,
    tenant: &str,
    environment: Environment,
    (algorithm, key): (Algorithm, &[u8]),
    now: i64,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO identity_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)",
        params![id, tenant, environment.name(), algorithm.name(), key, now],
    )?;
    moved(db)
}

/// Ends a key for identity tokens; whose it was, if it was one. Its secret is forgotten.
pub(crate) fn revoke_identity_key(
    db: &Connection,
    id: &str,
    now: i64,
) -> rusqlite::Result<Option<String>> {
    moved(db)?;
    db.query_row(
        "UPDATE identity_key SET revoked_ms = ?2, key = x'' WHERE id = ?1 AND revoked_ms IS NULL RETURNING tenant",
        params![id, now],
        |r| r.get(0),
    )
    .optional()
}

fn number(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row(
        "SELECT value FROM setting WHERE name = 'directory'",
        [],
        |r| r.get(0),
    )
}

fn moved(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE setting SET value = value + 1 WHERE name = 'directory'",
        [],
    )?;
    Ok(())
}

/// Makes a tenant; whether it is new.
pub(crate) fn add_tenant(db: &Connection, name: &str, now: i64) -> rusqlite::Result<bool> {
    let made = db.execute(
        "INSERT OR IGNORE INTO tenant VALUES (?1, ?2)",
        params![name, now],
    )?;
    moved(db)?;
    Ok(made == 1)
}

/// Whether there is such a tenant.
pub(crate) fn has_tenant(db: &Connection, name: &str) -> rusqlite::Result<bool> {
    db.prepare("SELECT 1 FROM tenant WHERE name = ?1")?
        .exists([name])
}

/// Keeps a key's digest.
pub(crate) fn add_key(
    db: &Connection,
    tenant: &str,
    kind: KeyKind,
    environment: Environment,
    key: &str,
    now: i64,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO credential VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
        params![digest(key), tenant, kind.name(), environment.name(), now],
    )?;
    moved(db)
}

/// Ends a key; whose it was, if it was one.
pub(crate) fn revoke_key(db: &Connection, key: &str, now: i64) -> rusqlite::Result<Option<String>> {
    moved(db)?;
    db.query_row(
        "UPDATE credential SET revoked_ms = ?2 WHERE digest = ?1 AND revoked_ms IS NULL RETURNING tenant",
        params![digest(key), now],
        |r| r.get(0),
    )
    .optional()
}

/// Adds somebody, or gives them a new password and role.
pub(crate) fn add_person(db: &Connection, member: &Member, now: i64) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (mail) DO UPDATE SET tenant = excluded.tenant, role = excluded.role, hash = excluded.hash",
        params![
            member.mail.to_lowercase(),
            member.tenant,
            member.role.name(),
            member.hash,
            now
        ],
    )?;
    moved(db)
}
