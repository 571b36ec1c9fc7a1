//! A conformance case: published bytes and a script go in, one line for every effect comes out.
//! The script has one input a line, `<ms> <word> <rest>`; files that the engine asks for are given at once, or
//! as the script has spoilt them. Not here: compiling content, comparing, anything that only one target has.

mod host;
mod surfaces;
mod tell;
mod words;

use std::fmt::Write as _;

use content::record;

record! {
    /// One published file.
    pub struct PublishedFile {
        /// `shard/<digest>.bin` or `leaf/<digest>.bin`.
        pub name: String,
        /// Its bytes.
        pub bytes: Vec<u8>,
    }

    /// A release as a static host serves it.
    pub struct Published {
        /// `catalogue.bin`.
        pub catalogue: Vec<u8>,
        /// Shards and leaves.
        pub files: Vec<PublishedFile>,
    }
}

impl Published {
    /// The bytes that carry a release to another target.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        content::code::encode(self)
    }

    /// Reads what `save` wrote.
    #[must_use]
    pub fn open(bytes: &[u8]) -> Option<Self> {
        content::code::decode(bytes).ok()
    }

    fn file(&self, folder: &str, digest: &content::Digest) -> Option<&[u8]> {
        let name = format!("{folder}/{}.bin", digest.hex());
        let file = self.files.iter().find(|f| f.name == name)?;
        Some(&file.bytes)
    }
}

/// Plays a script and writes what the engine wanted done. Fails with a sentence for a line that says nothing.
pub fn play(published: &Published, script: &str) -> Result<String, String> {
    let mut host = host::Host::new(published);
    for line in script.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (ms, rest) = line.split_once(' ').unwrap_or((line, ""));
        let now = ms
            .parse()
            .map_err(|_| format!("a line begins with a time: {line}"))?;
        let _ = writeln!(host.out, "> {line}");
        host.line(now, rest)
            .map_err(|sentence| format!("{line}: {sentence}"))?;
    }
    Ok(host.out)
}
