//! Source files changed value by value: what was asked for changes, and nothing else.

mod folders;
mod lists;
mod texts;
mod values;

use author::{Document, Key, path_of};
use serde_json::Value as Json;

pub(crate) fn path(path: Json) -> Vec<Key> {
    path_of(&path).unwrap()
}

pub(crate) fn read(text: &str) -> Document {
    Document::read(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn set(before: &str, at: Json, value: Json, after: &str) {
    let mut document = read(before);
    document
        .set(&path(at.clone()), &value)
        .unwrap_or_else(|e| panic!("{before}{at}: {e}"));
    assert_eq!(document.text(), after, "{at} = {value}");
    assert_eq!(document.get(&path(at)), Some(value));
}

pub(crate) const GUIDE: &str = "\
# yaml-language-server: $schema=x
title:
  ja: 作る   # short
  en: Make
audience: {segment: admins}   # who
# the way
steps:
  # first
  - id: new
    page: \"/invoices\"
    title: {ja: 新規, en: New}
    body:
      ja: |
        **ここ**から。

        次へ。
      en: |   # words
        Here.

    # how
    advance: click

  - {id: check, quiz: numbers}
then: [send, 'more']
";
