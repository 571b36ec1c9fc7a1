//! What a whole source comes to while it is read: which assets are named, and which texts are there in which language.

use std::collections::{BTreeMap, BTreeSet};

use crate::node::Place;

/// How far a language has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// The language.
    pub language: String,
    /// Texts that there are.
    pub texts: usize,
    /// Texts that it has.
    pub translated: usize,
}

/// Gathered while reading.
#[derive(Default)]
pub(crate) struct Tally {
    /// Assets by their source path.
    pub(crate) assets: BTreeSet<String>,
    /// Languages that a text has, by where it stands.
    texts: BTreeMap<(String, Place), BTreeSet<String>>,
}

impl Tally {
    /// A text was read at a place of a file, and has these languages.
    pub(crate) fn text(
        &mut self,
        file: &str,
        place: Place,
        languages: impl Iterator<Item = String>,
    ) {
        let key = (file.to_owned(), place);
        self.texts.entry(key).or_default().extend(languages);
    }

    /// The table, in the order of the languages served.
    pub(crate) fn completeness(&self, languages: &[String]) -> Vec<Completeness> {
        let has = |language: &String| self.texts.values().filter(|l| l.contains(language)).count();
        languages
            .iter()
            .map(|language| Completeness {
                language: language.clone(),
                texts: self.texts.len(),
                translated: has(language),
            })
            .collect()
    }
}
