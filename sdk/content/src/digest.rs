//! SHA-256 as the name and the proof of a file.
//! Bytes enter, 32 bytes or their hexadecimal name leave; signatures are the platform's business.

use crate::{Code, Reader};
use sha2::Digest as _;

/// A SHA-256 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Digest(sha2::Sha256::digest(bytes).into())
    }

    /// 64 lower-case hexadecimal digits, as used in file names.
    #[must_use]
    pub fn hex(&self) -> String {
        let mut out = String::with_capacity(64);
        for byte in self.0 {
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(if half < 10 {
                    b'0' + half
                } else {
                    b'a' + half - 10
                }));
            }
        }
        out
    }
}

impl Code for Digest {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
    fn take(r: &mut Reader) -> Self {
        Digest(r.array())
    }
}
