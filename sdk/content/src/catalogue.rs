//! The published files and how each proves itself: catalogue, shards and leaves.
//! A catalogue ends in the SHA-256 of all before it (and may carry signatures over the same bytes); shards and leaves
//! are held against the digest that named them. A newer format is refused, never guessed.

use crate::code::{decode, encode};
use crate::{Code, Condition, Digest, Item, Millis, Reader, Shard, choice, record};

/// The format this crate reads and writes; `catalogue.bin` is format 1 for ever.
pub const FORMAT: u8 = 1;
const MAGIC: [u8; 4] = *b"SHRB";

choice! {
    /// What a shard is for.
    pub enum Holds {
        /// Items that can show themselves.
        0 => Items,
        /// Articles, fetched when help opens.
        1 => Help,
        /// What deep links name, fetched when one is opened.
        2 => Links,
    }

    /// When the launcher stands on the page.
    pub enum Show {
        /// While there is something to open.
        0 => WhenUseful,
        /// Always.
        1 => Always,
        /// Never: the host has its own button.
        2 => Never,
    }

    /// Light, dark, or as the system says.
    pub enum Scheme {
        /// As the system says.
        0 => Auto,
        /// Light.
        1 => Light,
        /// Dark.
        2 => Dark,
    }

    /// How closely set.
    pub enum Density {
        /// 36 px controls.
        0 => Comfortable,
        /// 32 px controls.
        1 => Compact,
    }
}

record! {
    /// How often Shirube may interrupt.
    pub struct Limits {
        /// In one session.
        pub per_session: u32,
        /// In one of the user's local days.
        pub per_day: u32,
    }

    /// A named audience.
    pub struct Segment {
        /// Segment id.
        pub id: String,
        /// Who is in it.
        pub when: Condition,
    }

    /// The five colours derived from the accent for one scheme, as `#rrggbb`.
    pub struct Palette {
        /// Fill of the primary button.
        pub fill: String,
        /// Text on the fill.
        pub on: String,
        /// Border of the fill.
        pub edge: String,
        /// Fill under the pointer.
        pub hover: String,
        /// The accent as text, icon or focus ring.
        pub ink: String,
    }

    /// The vendor's look, with contrast already kept by `author`.
    pub struct Theme {
        /// For light pages.
        pub light: Palette,
        /// For dark pages.
        pub dark: Palette,
        /// Corner radius in px, 0–16.
        pub radius: u32,
        /// Font family put in front of ours; empty: none.
        pub font: String,
        /// Spacing.
        pub density: Density,
        /// Scheme.
        pub scheme: Scheme,
    }

    /// Where and when the launcher stands.
    pub struct Launcher {
        /// When.
        pub show: Show,
        /// At the inline start instead of the end.
        pub start_side: bool,
        /// Distance from the inline edge, in px.
        pub inset_x: u32,
        /// Distance from the block end, in px.
        pub inset_y: u32,
        /// `help` or `sign`.
        pub icon: String,
    }

    /// The task of a topic: a host event that is the thing itself, done in the product.
    pub struct Practice {
        /// Topic id.
        pub topic: String,
        /// Bare name of the event.
        pub event: String,
    }

    /// A shard as the catalogue names it.
    pub struct ShardName {
        /// The language it serves.
        pub language: String,
        /// First path segment it serves (`/invoices`); empty: every page.
        pub prefix: String,
        /// What it holds.
        pub holds: Holds,
        /// Its digest.
        pub digest: Digest,
        /// Its length in bytes.
        pub bytes: u32,
    }

    /// The root of everything published.
    pub struct Catalogue {
        /// Whose content.
        pub tenant: String,
        /// The product's id.
        pub product: String,
        /// Release number; a higher one replaces a lower.
        pub version: u32,
        /// When it was published, in ms.
        pub issued: Millis,
        /// After this it is stale, in ms.
        pub expires: Millis,
        /// Languages served; the first is the default.
        pub languages: Vec<String>,
        /// How often it may interrupt.
        pub limits: Limits,
        /// Named audiences.
        pub segments: Vec<Segment>,
        /// The vendor's look.
        pub theme: Theme,
        /// The launcher.
        pub launcher: Launcher,
        /// Where deep links open.
        pub home: Option<String>,
        /// Everything else.
        pub shards: Vec<ShardName>,
        /// What shows that a topic is known, beside what content itself shows.
        pub practices: Vec<Practice>,
    }

    /// A signature over a catalogue's bytes up to and with its digest.
    pub struct Signature {
        /// Ed25519 public key, 32 bytes.
        pub key: Digest,
        /// First half of the signature.
        pub r: Digest,
        /// Second half.
        pub s: Digest,
    }
}

/// Why a published file is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Written by a later Shirube.
    Newer,
    /// Cut short, altered, or not a Shirube file.
    Damaged,
}

impl Refusal {
    /// The stable code of a refused catalogue.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Newer => "catalogue_newer",
            Refusal::Damaged => "catalogue_damaged",
        }
    }
}

impl Catalogue {
    /// The bytes of `catalogue.bin`: header, body, digest, signatures. Sign what `signed_part` gives of them.
    #[must_use]
    pub fn seal(&self, signatures: &Vec<Signature>) -> Vec<u8> {
        let body = encode(self);
        let mut out = MAGIC.to_vec();
        out.push(FORMAT);
        (body.len() as u32).put(&mut out);
        out.extend_from_slice(&body);
        Digest::of(&out).put(&mut out);
        signatures.put(&mut out);
        out
    }

    /// Reads `catalogue.bin`. Any altered or missing byte is `Damaged`; a later format is `Newer`.
    pub fn open(bytes: &[u8]) -> Result<(Self, Vec<Signature>), Refusal> {
        let mut r = Reader::new(bytes);
        if r.array() != MAGIC {
            return Err(Refusal::Damaged);
        }
        if r.byte() > FORMAT {
            return Err(Refusal::Newer);
        }
        let length = r.length();
        let body = r.bytes(length);
        let hashed = bytes.get(..bytes.len() - r.left()).unwrap_or(&[]);
        let whole = Digest::take(&mut r) == Digest::of(hashed);
        let signatures = Vec::take(&mut r);
        match (r.end(), decode(body)) {
            (Ok(()), Ok(catalogue)) if whole => Ok((catalogue, signatures)),
            _ => Err(Refusal::Damaged),
        }
    }

    /// The bytes that signatures cover.
    #[must_use]
    pub fn signed_part(sealed: &[u8]) -> Option<&[u8]> {
        let mut r = Reader::new(sealed);
        r.bytes(5);
        let length = r.length();
        r.bytes(length);
        let whole = r.bytes(32).len() == 32;
        sealed.get(..sealed.len() - r.left()).filter(|_| whole)
    }

    /// The served language that fits a wish best: the same tag, else the same primary language, else the default.
    #[must_use]
    pub fn language(&self, wish: &str) -> &str {
        let primary = |tag: &str| tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        let served = &self.languages;
        served
            .iter()
            .find(|l| l.eq_ignore_ascii_case(wish))
            .or_else(|| served.iter().find(|l| primary(l) == primary(wish)))
            .or(served.first())
            .map_or("", String::as_str)
    }
}

/// The bytes of a shard's or leaf's file; their digest is the file's name.
#[must_use]
pub fn wrap<T: Code>(value: &T) -> Vec<u8> {
    let mut out = vec![FORMAT];
    value.put(&mut out);
    out
}

fn unwrap<T: Code>(bytes: &[u8], name: &Digest) -> Result<T, Refusal> {
    if Digest::of(bytes) != *name {
        return Err(Refusal::Damaged);
    }
    match bytes.split_first() {
        Some((&format, _)) if format > FORMAT => Err(Refusal::Newer),
        Some((_, body)) => decode(body).map_err(|_| Refusal::Damaged),
        None => Err(Refusal::Damaged),
    }
}

/// Reads a shard that the catalogue named.
pub fn open_shard(bytes: &[u8], name: &Digest) -> Result<Shard, Refusal> {
    unwrap(bytes, name)
}

/// Reads a leaf that an entry named.
pub fn open_leaf(bytes: &[u8], name: &Digest) -> Result<Item, Refusal> {
    unwrap(bytes, name)
}
