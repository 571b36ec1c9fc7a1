//! Publishing: leaves and shards first, the catalogue last and at once, so that every state in between is whole.
//! What did not change keeps its name and is not written again; a source that did not change makes no release.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use content::Catalogue;
use content::catalogue::Signature;
use serde_json::Value as Json;

use crate::compile::{Compiled, Outcome, Release};
use crate::finding::Finding;
use crate::folder::{assets, read, refused};
use crate::manifest::{Audience, manifest, number_versions};
use crate::schema;
use crate::verify::{Unreadable, verify};

/// What to publish, and where.
pub struct PublishRequest {
    /// The content folder.
    pub source: PathBuf,
    /// The folder that a static host serves.
    pub to: PathBuf,
    /// Now, in ms.
    pub now: i64,
    /// Whose content.
    pub tenant: String,
}

/// What was published.
pub struct Published {
    /// The release's number.
    pub version: u32,
    /// Nothing had changed: the release was there already.
    pub unchanged: bool,
    /// `manifest.json` as it lies in the folder.
    pub manifest: String,
    /// The same with what only the collector needs, for `PUT /v1/releases/{version}`.
    pub release_document: String,
    /// Files written, of shards, leaves and assets.
    pub leaves_written: usize,
    /// Files that were there already.
    pub leaves_kept: usize,
    /// Warnings and notes.
    pub findings: Vec<Finding>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError {
    /// The source has errors.
    Refused(Vec<Finding>),
    /// A file could not be read or written.
    Io(PathBuf, std::io::Error),
    /// What was written does not open again; the release before it stays.
    Unreadable(Unreadable),
    /// The release before was signed and this one is not: pages that pin its key would refuse it.
    Unsigned,
    /// Somebody else publishes into the same folder.
    Busy(PathBuf),
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Refused(findings) => {
                let errors: Vec<String> = findings.iter().map(Finding::to_string).collect();
                write!(f, "{}", errors.join("\n"))
            }
            PublishError::Io(path, error) => write!(f, "{}: {error}", path.display()),
            PublishError::Unreadable(what) => write!(f, "{what}; the release before it stays"),
            PublishError::Unsigned => write!(
                f,
                "the release before this one is signed, and pages that pin its key would refuse an unsigned one: publish with --sign"
            ),
            PublishError::Busy(to) => {
                write!(f, "another publish into {} is running", to.display())
            }
        }
    }
}

impl std::error::Error for PublishError {}

const DAY: i64 = 86_400_000;
/// Content that expires earlier than this is released again, unchanged or not.
const RENEW: i64 = 60 * DAY;

/// Signs the exact bytes that it is given, once with each of its keys.
pub type Signer<'a> = &'a dyn Fn(&[u8]) -> Vec<Signature>;

/// Publishes a content folder. Errors in the source refuse it whole; nothing is written then.
pub fn publish(request: &PublishRequest) -> Result<Published, PublishError> {
    publish_signed(request, &|_| Vec::new())
}

/// The same with a catalogue that carries signatures over its exact bytes.
pub fn publish_signed(request: &PublishRequest, signer: Signer) -> Result<Published, PublishError> {
    let mut source = read(&request.source).map_err(io(&request.source))?;
    let target = Target::open(&request.to)?;
    let before: Json = target
        .read("manifest.json")
        .and_then(|b| serde_json::from_slice(&b).ok())
        .unwrap_or(Json::Null);
    let standing = target
        .read("catalogue.bin")
        .and_then(|b| Catalogue::open(&b).ok());
    number_versions(&mut source, &before);
    let last = before.get("release").and_then(Json::as_u64).unwrap_or(0) as u32;
    let last = standing.as_ref().map_or(last, |(c, _)| c.version.max(last));
    let mut release = Release {
        tenant: &request.tenant,
        version: last + 1,
        now: request.now,
    };
    let Outcome {
        compiled, findings, ..
    } = source.compile(&release);
    let Some(mut compiled) = compiled.filter(|_| !refused(&findings)) else {
        return Err(PublishError::Refused(findings));
    };
    sign(&mut compiled, signer);
    let signed = |(_, all): &(Catalogue, Vec<Signature>)| !all.is_empty();
    let bare = !Catalogue::open(&compiled.catalogue).is_ok_and(|new| signed(&new));
    if bare && standing.as_ref().is_some_and(signed) {
        return Err(PublishError::Unsigned);
    }
    let mut counts = Counts::default();
    for (name, bytes) in &compiled.files {
        target.write_once(name, bytes, &mut counts)?;
    }
    for asset in assets(&request.source).map_err(io(&request.source))? {
        let bytes = fs::read(&asset.path).map_err(io(&asset.path))?;
        target.write_once(&asset.published, &bytes, &mut counts)?;
    }
    verify(&request.to, &compiled.catalogue).map_err(PublishError::Unreadable)?;
    release.version = last;
    let mut public = manifest(&source, &release, Audience::Public);
    let unchanged = target
        .read("manifest.json")
        .is_some_and(|old| old == public.as_bytes())
        && standing.is_some_and(|old| is_same(&old, &compiled, request.now));
    if !unchanged {
        release.version = last + 1;
        public = manifest(&source, &release, Audience::Public);
        target.replace("schema.json", schema::text().as_bytes())?;
        target.replace("manifest.json", public.as_bytes())?;
        target.replace("catalogue.bin", &compiled.catalogue)?;
    }
    Ok(Published {
        version: release.version,
        unchanged,
        release_document: manifest(&source, &release, Audience::Collector),
        manifest: public,
        leaves_written: counts.written,
        leaves_kept: counts.kept,
        findings,
    })
}

/// Seals a catalogue again, with signatures over its bytes.
fn sign(compiled: &mut Compiled, signer: Signer) {
    let bare = Catalogue::open(&compiled.catalogue);
    let part = Catalogue::signed_part(&compiled.catalogue);
    if let Some(((catalogue, _), part)) = bare.ok().zip(part) {
        compiled.catalogue = catalogue.seal(&signer(part));
    }
}

/// Whether a standing catalogue says all that a new one would say, and will for a while.
fn is_same((old, signed): &(Catalogue, Vec<Signature>), new: &Compiled, now: i64) -> bool {
    let Ok((mut new, signatures)) = Catalogue::open(&new.catalogue) else {
        return false;
    };
    let keys = |all: &[Signature]| all.iter().map(|s| s.key).collect::<Vec<_>>();
    if keys(signed) != keys(&signatures) {
        return false;
    }
    let lasts = old.expires - now > RENEW.min((new.expires - now) / 2);
    new.version = old.version;
    new.issued = old.issued;
    new.expires = old.expires;
    lasts && new == *old
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> PublishError + use<> {
    let path = path.to_owned();
    move |error| PublishError::Io(path, error)
}

#[derive(Default)]
struct Counts {
    written: usize,
    kept: usize,
}

/// The folder that a static host serves, held by one publisher at a time.
struct Target {
    folder: PathBuf,
    /// Released by the system when this ends, however it ends.
    _lock: fs::File,
}

impl Target {
    fn open(folder: &Path) -> Result<Target, PublishError> {
        for inner in ["leaf", "shard", "search", "asset"] {
            let path = folder.join(inner);
            fs::create_dir_all(&path).map_err(io(&path))?;
        }
        let path = folder.join(".lock");
        let lock = fs::File::create(&path).map_err(io(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Target {
                folder: folder.to_owned(),
                _lock: lock,
            }),
            Err(fs::TryLockError::WouldBlock) => Err(PublishError::Busy(folder.to_owned())),
            Err(fs::TryLockError::Error(error)) => Err(PublishError::Io(path, error)),
        }
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok()
    }

    /// Writes what is not there yet, byte for byte: names are digests, so what is there is right or damaged.
    fn write_once(
        &self,
        name: &str,
        bytes: &[u8],
        counts: &mut Counts,
    ) -> Result<(), PublishError> {
        if self.read(name).is_some_and(|old| old == bytes) {
            counts.kept += 1;
            return Ok(());
        }
        counts.written += 1;
        self.replace(name, bytes)
    }

    /// Writes beside and renames over, so that a reader sees the old bytes or the new ones.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let (beside, path) = (self.folder.join(".part"), self.folder.join(name));
        fs::write(&beside, bytes).map_err(io(&beside))?;
        fs::rename(&beside, &path).map_err(io(&path))
    }
}
