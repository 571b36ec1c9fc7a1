//! Publishing from outside: what reaches a page, what does not, what stays whole, and when there is a release at all.

use std::fs;
use std::path::{Path, PathBuf};

use author::{PublishError, PublishRequest, Published, publish};
use content::catalogue::{Holds, open_leaf, open_shard};
use content::{Catalogue, Condition};

const DAY: i64 = 86_400_000;

/// A content folder and a folder to publish it to.
struct Desk {
    folder: tempfile::TempDir,
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base");
        copy(&base, &folder.path().join("content"));
        Desk { folder }
    }

    fn source(&self, name: &str) -> PathBuf {
        self.folder.path().join("content").join(name)
    }

    fn published(&self, name: &str) -> PathBuf {
        self.folder.path().join("public").join(name)
    }

    fn change(&self, name: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.source(name)).unwrap();
        assert!(text.contains(old), "{name} does not hold {old}");
        fs::write(self.source(name), text.replace(old, new)).unwrap();
    }

    fn publish_on(&self, day: i64) -> Result<Published, PublishError> {
        publish(&PublishRequest {
            source: self.source(""),
            to: self.published(""),
            now: author::day("2026-11-24").unwrap() + day * DAY,
            tenant: "kumo".to_owned(),
        })
    }

    fn publish(&self) -> Published {
        self.publish_on(0).unwrap_or_else(|e| panic!("{e}"))
    }

    fn sealed(&self) -> Vec<u8> {
        fs::read(self.published("catalogue.bin")).unwrap()
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue::open(&self.sealed()).unwrap().0
    }
}

/// Every byte below a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() {
            all_bytes(&path)
        } else {
            fs::read(path).unwrap()
        });
    }
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|w| w == word.as_bytes())
}

#[test]
fn what_only_the_collector_needs_is_not_published() {
    let desk = Desk::new();
    desk.change(
        "shirube.yaml",
        "required_for: [admins]",
        "required_for: [admins, big]",
    );
    let published = desk.publish();
    let bytes = all_bytes(&desk.published(""));
    for word in [
        "mrr",
        "500000",
        "\"touch\"",
        "\"big\"",
        "public/shirube",
        "expires_days",
    ] {
        assert!(!holds(&bytes, word), "{word} is published");
        assert!(
            published.release_document.contains(word),
            "{word} is not told"
        );
    }
    let ids: Vec<String> = desk
        .catalogue()
        .segments
        .into_iter()
        .map(|s| s.id)
        .collect();
    assert_eq!(ids, ["admins"]);
    let again = author::compile_manifest(&published.manifest, author::day("2026-11-24").unwrap());
    assert_eq!(again.unwrap().catalogue, desk.sealed());
}

#[test]
fn an_unchanged_source_makes_no_release() {
    let desk = Desk::new();
    let first = desk.publish();
    assert_eq!((first.version, first.unchanged), (1, false));
    let sealed = desk.sealed();
    let second = desk.publish_on(30).unwrap();
    assert_eq!((second.version, second.unchanged), (1, true));
    assert_eq!(second.manifest, first.manifest);
    assert_eq!(second.release_document, first.release_document);
    assert_eq!((second.leaves_written, desk.sealed()), (0, sealed));
    desk.change("tooltips/due-date.yaml", "支払期限", "お支払期限");
    let third = desk.publish_on(31).unwrap();
    assert_eq!((third.version, third.unchanged), (2, false));
    assert_eq!(desk.catalogue().version, 2);
}

#[test]
fn content_that_is_about_to_expire_is_released_again() {
    let desk = Desk::new();
    desk.publish();
    assert!(desk.publish_on(339).unwrap().unchanged);
    let renewed = desk.publish_on(341).unwrap();
    assert_eq!((renewed.version, renewed.unchanged), (2, false));
    assert_eq!(
        desk.catalogue().expires,
        desk.catalogue().issued + 400 * DAY
    );
}

#[test]
fn a_change_of_touch_rules_is_told_without_a_release() {
    let desk = Desk::new();
    let first = desk.publish();
    desk.change("shirube.yaml", "gt: 100000", "gt: 200000");
    let second = desk.publish();
    assert!(second.unchanged);
    assert_ne!(first.release_document, second.release_document);
}

#[test]
fn damaged_files_are_mended() {
    let desk = Desk::new();
    desk.publish();
    let leaf = fs::read_dir(desk.published("leaf"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&leaf).unwrap();
    let mut torn = whole.clone();
    torn[3] ^= 1;
    fs::write(&leaf, torn).unwrap();
    let refused = author::verify(&desk.published(""), &desk.sealed()).unwrap_err();
    assert_eq!(refused.path, leaf);
    let again = desk.publish();
    assert_eq!((again.unchanged, again.leaves_written), (true, 1));
    assert_eq!(fs::read(&leaf).unwrap(), whole);
    assert_eq!(
        author::verify(&desk.published(""), &desk.sealed()).unwrap(),
        1
    );
}

#[test]
fn what_cannot_be_written_leaves_the_release_before_it() {
    let desk = Desk::new();
    desk.publish();
    let sealed = desk.sealed();
    desk.change("tooltips/due-date.yaml", "支払期限", "お支払期限");
    fs::remove_dir_all(desk.published("asset")).unwrap();
    fs::write(desk.published("asset"), "a file where a folder should be").unwrap();
    assert!(matches!(desk.publish_on(0), Err(PublishError::Io(..))));
    assert_eq!(desk.sealed(), sealed);
}

#[test]
fn errors_refuse_a_release_whole() {
    let desk = Desk::new();
    desk.change("tooltips/due-date.yaml", "hotspot", "hotspott");
    assert!(matches!(desk.publish_on(0), Err(PublishError::Refused(_))));
    assert!(!desk.published("catalogue.bin").exists());
    assert_eq!(fs::read_dir(desk.published("leaf")).unwrap().count(), 0);
}

#[test]
fn two_do_not_publish_into_one_folder_at_once() {
    let desk = Desk::new();
    desk.publish();
    let lock = fs::File::create(desk.published(".lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(desk.publish_on(0), Err(PublishError::Busy(_))));
    drop(lock);
    assert!(desk.publish().unchanged);
}

#[test]
fn the_deepest_condition_that_check_allows_opens_in_a_page() {
    let desk = Desk::new();
    let deep = |levels: usize| {
        let open = "{not: ".repeat(levels - 1);
        format!("{open}{{segment: admins}}{}", "}".repeat(levels - 1))
    };
    desk.change(
        "checklists/getting-started.yaml",
        "{completed: send-invoice}",
        &deep(10),
    );
    desk.change(
        "tutorials/first-invoice.yaml",
        "{event: draft_imported}",
        &deep(10),
    );
    desk.change(
        "tooltips/due-date.yaml",
        "hotspot: true",
        &format!("audience: {}", deep(10)),
    );
    desk.publish();
    let mut found = 0;
    for named in &desk.catalogue().shards {
        let file = |folder: &str, digest: &content::Digest| {
            fs::read(desk.published(&format!("{folder}/{}.bin", digest.hex()))).unwrap()
        };
        let shard = open_shard(&file("shard", &named.digest), &named.digest).unwrap();
        for entry in shard.entries {
            open_leaf(&file("leaf", &entry.leaf), &entry.leaf).unwrap();
            found += u32::from(matches!(entry.audience, Some(Condition::Not { .. })));
        }
    }
    assert_eq!(found, 2);
    desk.change("tooltips/due-date.yaml", &deep(10), &deep(11));
    assert!(matches!(desk.publish_on(0), Err(PublishError::Refused(_))));
}

#[test]
fn the_help_centre_is_published_with_an_index_of_each_language() {
    let desk = Desk::new();
    desk.publish();
    let helps = |language: &str| {
        let catalogue = desk.catalogue();
        let mut shards = catalogue.shards.into_iter();
        let named = shards.find(|s| s.language == language && s.holds == Holds::Help);
        let digest = named.unwrap().digest;
        let bytes = fs::read(desk.published(&format!("shard/{}.bin", digest.hex()))).unwrap();
        open_shard(&bytes, &digest).unwrap().desk.unwrap()
    };
    let index = |language: &str| {
        let name = format!("search/{}.bin", helps(language).index.unwrap().hex());
        fs::read(desk.published(&name)).unwrap()
    };
    let check = |language: &str, query: &str, page: &str, expected: &[&str]| {
        let bytes = index(language);
        let found = search::Index::open(&bytes).unwrap();
        let found = found.search(query, search::Ask { page, limit: 5 });
        let ids: Vec<&str> = found.hits.iter().map(|hit| hit.id).collect();
        assert_eq!(ids, expected, "{language} {query} {page}");
    };
    check("ja", "せいきゅうしょ", "/", &[]);
    check("ja", "請求書", "/", &["invoice-basics"]);
    check("en", "invoices", "/", &["invoice-basics"]);
    check("en", "invoicing", "/", &["invoice-basics"]);
    check("en", "holiday", "/", &[]);

    let (ja, en) = (helps("ja"), helps("en"));
    assert_eq!(
        (
            ja.inquiries[0].title.as_str(),
            en.inquiries[0].title.as_str()
        ),
        ("番号の付け方", "Numbering")
    );
    assert_eq!(ja.inquiries[0].topic.as_deref(), Some("invoicing"));
    let contact = en.contact.unwrap();
    assert_eq!(
        (contact.hours.as_str(), contact.reply_hours, contact.chat),
        ("Weekdays 9:30–18:00", 2, true)
    );
    assert_eq!(en.community.unwrap().url, "https://community.kumo.example/");

    // One language changes, and the other index keeps its name.
    let name = format!("search/{}.bin", helps("en").index.unwrap().hex());
    let whole = index("en");
    desk.change("articles/invoice-basics.ja.md", "title: ", "title: x");
    desk.publish();
    assert_eq!(
        fs::read(desk.published(&name)).unwrap(),
        whole,
        "the other language's stays as it is"
    );
}
