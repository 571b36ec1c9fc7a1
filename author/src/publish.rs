//! Publishing: leaves and shards first, the catalogue last and at once, so that every state in between is whole.
//! What did not change keeps its name and is not written again; a source that did not change makes no release.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use content::Catalogue;
use content::catalogue::Signature;
use serde_json::Value as Json;

use crate::compile::{Compiled, Outcome, Release};
use crate::draft::Draft;
use crate::finding::Finding;
use crate::folder::{assets, read, refused};
use crate::manifest::{Audience, manifest};
use crate::schema;
use crate::target::{Opened, Target, io};
use crate::verify::{Unreadable, verify};
use crate::versions::Versions;

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
    /// There is no such release in the folder.
    NoSuchRelease(u32),
    /// Whoever was asked before anything was written said no.
    Declined,
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
            PublishError::NoSuchRelease(version) => {
                write!(
                    f,
                    "there is no release {version} to go back to; shirube history lists them"
                )
            }
            PublishError::Declined => write!(f, "nothing is published"),
        }
    }
}

impl std::error::Error for PublishError {}

const DAY: i64 = 86_400_000;
/// Content that expires earlier than this is released again, unchanged or not.
const RENEW: i64 = 60 * DAY;

/// Signs the exact bytes that it is given, once with each of its keys.
pub type Signer<'a> = &'a dyn Fn(&[u8]) -> Vec<Signature>;

/// Whether a release, as a draft without its assets, may go out.
pub type Ask<'a> = &'a dyn Fn(Draft) -> bool;

/// How far a publication has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Source files are read.
    Reading,
    /// Items become leaves.
    Compiling,
    /// Files are written: so many of so many.
    Writing(usize, usize),
    /// What was written is made durable and opened again as a page would.
    Proving,
}

/// Publishes a content folder. Errors in the source refuse it whole; nothing is written then.
pub fn publish(request: &PublishRequest) -> Result<Published, PublishError> {
    publish_signed(request, &|_| Vec::new())
}

/// The same with a catalogue that carries signatures over its exact bytes.
pub fn publish_signed(request: &PublishRequest, signer: Signer) -> Result<Published, PublishError> {
    publish_watched(request, signer, &|_| {})
}

/// The same, with somebody who is told how far it is.
pub fn publish_watched(
    request: &PublishRequest,
    signer: Signer,
    tell: &dyn Fn(Stage),
) -> Result<Published, PublishError> {
    publish_asked(request, signer, tell, None)
}

/// The same, with somebody who is shown the release before anything is written, and may say no.
pub fn publish_asked(
    request: &PublishRequest,
    signer: Signer,
    tell: &dyn Fn(Stage),
    ask: Option<Ask>,
) -> Result<Published, PublishError> {
    tell(Stage::Reading);
    let mut source = read(&request.source).map_err(io(&request.source))?;
    let mut target = Target::open(&request.to)?;
    let before: Json = target
        .read("manifest.json")
        .and_then(|b| serde_json::from_slice(&b).ok())
        .unwrap_or(Json::Null);
    let standing = target.standing();
    let mut versions = Versions::read(&target);
    versions.number(&mut source, &before);
    let last = before.get("release").and_then(Json::as_u64).unwrap_or(0) as u32;
    let last = standing.as_ref().map_or(last, |(c, _)| c.version);
    let mut release = Release {
        tenant: &request.tenant,
        version: last + 1,
        now: request.now,
    };
    tell(Stage::Compiling);
    let Outcome {
        compiled, findings, ..
    } = source.compile(&release);
    let Some(mut compiled) = compiled.filter(|_| !refused(&findings)) else {
        return Err(PublishError::Refused(findings));
    };
    compiled.catalogue = signed(&compiled.catalogue, signer);
    refuse_unsigned(standing.as_ref(), &compiled.catalogue)?;
    if let Some(ask) = ask {
        let mut files: BTreeMap<String, Vec<u8>> = compiled.files.iter().cloned().collect();
        files.insert("catalogue.bin".to_owned(), compiled.catalogue.clone());
        let text = manifest(&source, &release, Audience::Public);
        let draft = Draft {
            manifest: serde_json::from_str(&text).unwrap_or(Json::Null),
            files: Some(files),
            findings: Vec::new(),
        };
        if !ask(draft) {
            return Err(PublishError::Declined);
        }
    }
    let assets = assets(&request.source).map_err(io(&request.source))?;
    let all = compiled.files.len() + assets.len();
    for (n, (name, bytes)) in compiled.files.iter().enumerate() {
        tell(Stage::Writing(n, all));
        target.write_once(name, bytes)?;
    }
    for (n, asset) in assets.iter().enumerate() {
        tell(Stage::Writing(compiled.files.len() + n, all));
        let bytes = fs::read(&asset.path).map_err(io(&asset.path))?;
        target.write_once(&asset.published, &bytes)?;
    }
    tell(Stage::Proving);
    target.settle()?;
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
        target.archive_standing(&before)?;
        target.archive(&compiled.catalogue, &public, None)?;
        versions.write(&mut target)?;
        target.replace("schema.json", schema::text().as_bytes())?;
        target.replace("manifest.json", public.as_bytes())?;
        target.settle()?;
        target.swap("catalogue.bin", &compiled.catalogue)?;
    }
    Ok(Published {
        version: release.version,
        unchanged,
        release_document: manifest(&source, &release, Audience::Collector),
        manifest: public,
        leaves_written: target.written,
        leaves_kept: target.kept,
        findings,
    })
}

/// A release without a signature never follows one that has some.
pub(crate) fn refuse_unsigned(standing: Option<&Opened>, new: &[u8]) -> Result<(), PublishError> {
    let bare = !Catalogue::open(new).is_ok_and(|(_, all)| !all.is_empty());
    match standing {
        Some((_, all)) if bare && !all.is_empty() => Err(PublishError::Unsigned),
        _ => Ok(()),
    }
}

/// The same catalogue with signatures over its bytes.
pub(crate) fn signed(sealed: &[u8], signer: Signer) -> Vec<u8> {
    let bare = Catalogue::open(sealed).ok();
    match bare.zip(Catalogue::signed_part(sealed)) {
        Some(((catalogue, _), part)) => catalogue.seal(&signer(part)),
        None => sealed.to_vec(),
    }
}

/// Whether a standing catalogue says all that a new one would say, and will for a while.
fn is_same((old, signed): &Opened, new: &Compiled, now: i64) -> bool {
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
