//! Releases that were: going back to one, versions that are never given twice, and differences in words.

use std::fs;
use std::path::{Path, PathBuf};

use author::{
    Became, PublishError, PublishRequest, RollbackRequest, Spoken, diff, history, publish, rollback,
};
use content::Catalogue;
use serde_json::{Value as Json, json};

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        fs::create_dir_all(desk.at("content/tutorials")).unwrap();
        let config = "shirube: 1\nproduct: kumo\nlanguages: [ja, en]\n";
        fs::write(desk.at("content/shirube.yaml"), config).unwrap();
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A tutorial of steps with these ids; other steps are another meaning.
    fn guide(&self, id: &str, steps: &[&str], word: &str) {
        let mut text = format!("title: {{ja: {word}, en: {word}}}\nstart: manual\nsteps:\n");
        for step in steps {
            text += &format!(
                "  - {{id: {step}, title: {{ja: {step}, en: {step}}}, body: {{ja: b, en: b}}}}\n"
            );
        }
        fs::write(self.at(&format!("content/tutorials/{id}.yaml")), text).unwrap();
    }

    fn publish(&self) -> u32 {
        let published = publish(&PublishRequest {
            source: self.at("content"),
            to: self.at("public"),
            now: author::day("2026-11-24").unwrap(),
            tenant: "kumo".to_owned(),
        });
        published.unwrap_or_else(|e| panic!("{e}")).version
    }

    fn back(&self, version: u32) -> Result<u32, PublishError> {
        let request = RollbackRequest {
            to: self.at("public"),
            version,
            now: author::day("2026-12-01").unwrap(),
        };
        rollback(&request, &|_| Vec::new()).map(|r| r.version)
    }

    fn manifest(&self) -> Json {
        serde_json::from_slice(&fs::read(self.at("public/manifest.json")).unwrap()).unwrap()
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue::open(&fs::read(self.at("public/catalogue.bin")).unwrap())
            .unwrap()
            .0
    }

    fn versions(&self) -> Vec<(String, u64)> {
        let manifest = self.manifest();
        let all = manifest["tutorials"].as_array().unwrap().iter();
        all.map(|t| {
            (
                t["id"].as_str().unwrap().to_owned(),
                t["version"].as_u64().unwrap(),
            )
        })
        .collect()
    }
}

#[test]
fn an_older_release_comes_back_under_a_higher_number() {
    let desk = Desk::new();
    desk.guide("a", &["x"], "Erstes");
    assert_eq!(desk.publish(), 1);
    let (first, shards) = (desk.manifest(), desk.catalogue().shards);
    desk.guide("a", &["x", "y"], "Zweites");
    assert_eq!(desk.publish(), 2);
    assert_eq!(desk.versions(), [("a".to_owned(), 2)]);
    assert_eq!(desk.back(1).unwrap(), 3);
    let now = desk.catalogue();
    assert_eq!((now.version, now.shards), (3, shards));
    assert_eq!(now.issued, author::day("2026-12-01").unwrap());
    assert_eq!((now.expires - now.issued) / 86_400_000, 400);
    let mut expected = first;
    expected["release"] = json!(3);
    assert_eq!(desk.manifest(), expected);
    let all = history(&desk.at("public")).unwrap();
    let told: Vec<_> = all
        .iter()
        .map(|r| (r.version, r.restores, r.standing))
        .collect();
    assert_eq!(
        told,
        [(3, Some(1), true), (2, None, false), (1, None, false)]
    );
    // Another meaning after a rollback never takes a number that had a meaning before.
    desk.guide("a", &["x", "z"], "Drittes");
    assert_eq!(desk.publish(), 4);
    assert_eq!(desk.versions(), [("a".to_owned(), 3)]);
    fs::remove_file(desk.at("content/tutorials/a.yaml")).unwrap();
    desk.guide("b", &["x"], "Anderes");
    desk.publish();
    desk.guide("a", &["q"], "Wieder");
    desk.publish();
    assert_eq!(desk.versions(), [("a".to_owned(), 4), ("b".to_owned(), 1)]);
}

#[test]
fn what_is_not_there_or_damaged_does_not_come_back() {
    let desk = Desk::new();
    desk.guide("a", &["x"], "Erstes");
    desk.publish();
    let leaf = || {
        let all = fs::read_dir(desk.at("public/leaf")).unwrap();
        all.map(|e| e.unwrap().path()).collect::<Vec<_>>()
    };
    let old = leaf();
    desk.guide("a", &["x"], "Zweites");
    desk.publish();
    let sealed = fs::read(desk.at("public/catalogue.bin")).unwrap();
    for version in [0, 2, 3] {
        assert!(matches!(desk.back(version), Err(PublishError::NoSuchRelease(v)) if v == version));
    }
    let whole = fs::read(&old[0]).unwrap();
    fs::write(&old[0], &whole[1..]).unwrap();
    assert!(matches!(desk.back(1), Err(PublishError::Unreadable(_))));
    assert_eq!(fs::read(desk.at("public/catalogue.bin")).unwrap(), sealed);
    fs::write(&old[0], whole).unwrap();
    assert_eq!(desk.back(1).unwrap(), 3);
}

/// A folder that an older program published keeps its standing release from the next one on.
#[test]
fn a_folder_without_history_begins_one() {
    let desk = Desk::new();
    desk.guide("a", &["x"], "Erstes");
    desk.publish();
    fs::remove_dir_all(desk.at("public/release")).unwrap();
    desk.guide("a", &["x", "y"], "Zweites");
    desk.publish();
    assert_eq!(desk.versions(), [("a".to_owned(), 2)]);
    assert_eq!(history(&desk.at("public")).unwrap().len(), 2);
    assert_eq!(desk.back(1).unwrap(), 3);
}

#[test]
fn a_publication_that_ended_early_was_no_release() {
    let desk = Desk::new();
    desk.guide("a", &["x"], "Erstes");
    desk.publish();
    let record = desk.at("public/release/1.json");
    fs::copy(record, desk.at("public/release/2.json")).unwrap();
    let all = history(&desk.at("public")).unwrap();
    assert_eq!(all.iter().map(|r| r.version).collect::<Vec<_>>(), [1]);
    desk.guide("a", &["x"], "Zweites");
    assert_eq!(desk.publish(), 2);
}

fn said(old: &Json, new: &Json, spoken: Spoken) -> String {
    let changes = diff(old, new, spoken);
    let lines = changes.iter().map(|c| {
        let mark = match c.became {
            Became::New => "+",
            Became::Gone => "-",
            Became::Changed => "~",
        };
        let details: String = c.details.iter().map(|d| format!(" | {d}")).collect();
        format!("{mark} {}/{} {}{details}\n", c.folder, c.id, c.title)
    });
    lines.collect()
}

fn guide(fields: Json) -> Json {
    let mut item = json!({"id": "g", "version": 1, "title": {"ja": "作る", "en": "Make"}, "steps": [
        {"id": "a", "title": {"ja": "一", "en": "One"}, "body": {"ja": "b\n", "en": "b\n"}},
        {"id": "b", "title": {"ja": "二", "en": "Two"}, "body": {"ja": "b\n", "en": "b\n"}},
    ]});
    for (key, value) in fields.as_object().unwrap() {
        item[key] = value.clone();
    }
    json!({"tutorials": [item]})
}

#[test]
fn differences_are_said_in_words() {
    let check = |fields: Json, ja: &str, en: &str| {
        let (old, new) = (guide(json!({})), guide(fields.clone()));
        assert_eq!(
            said(&old, &new, Spoken::Ja),
            format!("~ tutorials/g 作る | {ja}\n"),
            "{fields}"
        );
        assert_eq!(
            said(&old, &new, Spoken::En),
            format!("~ tutorials/g Make | {en}\n"),
            "{fields}"
        );
    };
    check(
        json!({"audience": {"all": [{"segment": "admins"}, {"any": [{"trait": "seats", "gt": 5}, {"not": {"event": "made", "at_least": 3}}]}]}}),
        "対象が すべての人 から セグメント admins の人、かつ (seats が 5 を超える、または 「made を 3 回以上した」ではない) に変わりました",
        "audience was everyone, is now in segment admins and (seats is over 5 or not (did made at least 3 times))",
    );
    check(
        json!({"frequency": {"every_days": 7}}),
        "表示の頻度が なし から 何日おき 7 に変わりました",
        "how often was none, is now every days 7",
    );
    check(
        json!({"title": {"ja": "作る", "en": "Make", "fr": "Faire"}}),
        "題名（fr）が加わりました 「Faire」",
        "title (fr) is new: “Faire”",
    );
    check(
        json!({"steps": [
            {"id": "b", "title": {"ja": "二", "en": "Two"}, "body": {"ja": "b\n", "en": "b\n"}},
            {"id": "a", "title": {"ja": "一", "en": "One"}, "body": {"ja": "b\n", "en": "b\n"}},
        ]}),
        "ステップの順が変わりました：「二」 → 「一」",
        "steps come in another order: “Two” → “One”",
    );
    check(
        json!({"steps": [
            {"id": "a", "title": {"ja": "一", "en": "One"}, "body": {"ja": "c\n", "en": "b\n"}, "anchor": {"role": "button", "name": {"ja": "新", "en": "New"}}},
            {"id": "c", "title": {"ja": "三", "en": "Three"}, "body": {"ja": "b\n", "en": "b\n"}},
        ]}),
        "ステップ「一」：本文（ja） 「b」 → 「c」 | ステップ「一」：指す要素が なし から button「新」 に変わりました | ステップ「三」が加わりました | ステップ「二」がなくなりました",
        "step “One”: text (ja): “b” → “c” | step “One”: target was none, is now button“New” | new step “Three” | step “Two” is gone",
    );
    // What only machines see is not told.
    let (old, new) = (guide(json!({})), guide(json!({"version": 2})));
    assert_eq!(said(&old, &new, Spoken::En), "");
    let none = json!({});
    let tip = json!({"tooltips": [{"id": "t", "version": 1, "body": {"ja": "期限です。\n", "en": "It is due.\n"}}], "limits": {"interruptions_per_day": 3}});
    assert_eq!(
        said(&none, &tip, Spoken::Ja),
        "~ /shirube 全体の設定 | 割り込みの上限が なし から 1 日につき 3 に変わりました\n+ tooltips/t 期限です。\n"
    );
    assert_eq!(
        said(&tip, &none, Spoken::En),
        "~ /shirube settings | interruption limits was per day 3, is now none\n- tooltips/t It is due.\n"
    );
}

#[test]
fn long_texts_show_where_they_differ() {
    let long = |word: &str| format!("{}{word}{}", "あ".repeat(60), "い".repeat(60));
    let item = |word: &str| guide(json!({"title": {"ja": long(word)}}));
    let changes = diff(&item("甲"), &item("乙"), Spoken::Ja);
    assert_eq!(
        changes[0].details,
        [
            "題名（ja） 「…ああああああああ甲いいいいいいいい…」 → 「…ああああああああ乙いいいいいいいい…」"
        ]
    );
}

#[test]
fn every_field_of_the_sources_has_a_name_in_both_languages() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fields.txt");
    let fields = fs::read_to_string(path).unwrap();
    // Ids are not told, conditions have phrases of their own, and the last three are the collector's.
    let others = ["id", "shirube", "product", "publish", "touch"];
    let sections = fields.split("\n[").skip(1).filter(|s| {
        !["condition]", "bound]", "target]", "publish]"]
            .iter()
            .any(|o| s.starts_with(o))
    });
    for line in sections.flat_map(str::lines).filter(|l| l.contains(" | ")) {
        let name = line.split(['*', ' ']).next().unwrap();
        assert!(
            Spoken::Ja.field(name) != name || others.contains(&name),
            "{name}"
        );
    }
}
