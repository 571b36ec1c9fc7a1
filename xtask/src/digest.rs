//! Digests: file names, integrity attributes, and whether a step's inputs changed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384};

/// The integrity attribute of these bytes.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Ten hexadecimal digits for a file name that changes with its content.
pub(crate) fn short(bytes: &[u8]) -> String {
    let mut hash = of([bytes]);
    hash.truncate(10);
    hash
}

/// One digest over several inputs, each with its length, so that no two lists collide.
pub(crate) fn of<'a>(inputs: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for input in inputs {
        hasher.update((input.len() as u64).to_le_bytes());
        hasher.update(input);
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{integrity, of};

    #[test]
    fn integrity_of_nothing_is_the_published_digest() {
        assert_eq!(
            integrity(b""),
            "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
        );
    }

    #[test]
    fn where_one_input_ends_counts() {
        assert_ne!(of([b"ab".as_slice(), b"c"]), of([b"a".as_slice(), b"bc"]));
    }
}
