//! Texts to translators and back: nothing lost, nothing else changed, stale translations known.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use author::{Format, State, Translation, Unit, read_table, write_table};

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

fn files(folder: &Path, out: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.insert(path.clone(), fs::read(path).unwrap());
        }
    }
}

fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    files(folder, &mut out);
    out.retain(|path, _| !path.ends_with(".shirube/translations.json"));
    out
}

fn folder(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(name),
        folder.path(),
    );
    folder
}

fn open(folder: &Path) -> Translation {
    Translation::open(folder, None, "en").unwrap()
}

fn change(folder: &Path, name: &str, old: &str, new: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{name}: {old}");
    fs::write(path, text.replace(old, new)).unwrap();
}

#[test]
fn a_table_that_comes_back_as_it_went_changes_nothing() {
    for name in ["../demo-site/content", "tests/base", "template"] {
        let desk = folder(name);
        let before = all(desk.path());
        for format in [Format::Csv, Format::Xliff] {
            let mut translation = open(desk.path());
            let units = translation.units();
            assert!(
                units.len() > 10 && units.iter().all(|u| u.state == State::Translated),
                "{name}"
            );
            let (rows, to) = read_table(&write_table(&units, "ja", "en", format)).unwrap();
            assert_eq!((rows.len(), to.as_str()), (units.len(), "en"));
            assert_eq!(rows, units, "{name} {format:?}");
            let done = translation.import(&rows).unwrap();
            assert!(
                done.written.is_empty() && done.unknown.is_empty() && done.outdated.is_empty(),
                "{done:?}"
            );
        }
        assert!(all(desk.path()) == before, "{name}");
    }
}

#[test]
fn every_translation_is_written_where_it_belongs() {
    let desk = folder("../demo-site/content");
    for format in [Format::Csv, Format::Xliff] {
        let mut translation = open(desk.path());
        let mut units = translation.units();
        for unit in &mut units {
            unit.target = format!("{format:?}: <b> & \"q\", {}", unit.target);
        }
        let (rows, _) = read_table(&write_table(&units, "ja", "en", format)).unwrap();
        assert_eq!(
            translation.import(&rows).unwrap().written.len(),
            units.len()
        );
        let again = open(desk.path()).units();
        assert_eq!(again.len(), units.len());
        for (is, should) in again.iter().zip(&units) {
            assert_eq!(
                (&is.id, &is.source, &is.target),
                (&should.id, &should.source, &should.target)
            );
        }
    }
    let comments = |folder: &Path| -> usize {
        let texts = all(folder)
            .into_values()
            .map(|b| String::from_utf8_lossy(&b).into_owned());
        texts
            .map(|t| {
                t.lines()
                    .filter(|l| l.trim_start().starts_with('#'))
                    .count()
            })
            .sum()
    };
    let kumo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo-site/content");
    assert_eq!(comments(desk.path()), comments(&kumo));
}

const TIP: &str = "tooltips/due-date#body";

fn state(folder: &Path, id: &str) -> State {
    let units = open(folder).units();
    units
        .into_iter()
        .find(|u| u.id == id)
        .unwrap_or_else(|| panic!("{id}"))
        .state
}

fn row(id: &str, source: &str, target: &str, state: State) -> Unit {
    Unit {
        id: id.to_owned(),
        source: source.to_owned(),
        target: target.to_owned(),
        state,
    }
}

#[test]
fn a_translation_older_than_its_original_is_stale() {
    let desk = folder("tests/base");
    let at = desk.path();
    open(at).remember().unwrap();
    assert_eq!(state(at, TIP), State::Translated);
    change(at, "tooltips/due-date.yaml", "支払期限", "お支払期限");
    assert_eq!(state(at, TIP), State::Stale);
    // Exported again it stays so, and so it does in a row that nobody touched.
    open(at).remember().unwrap();
    let rows: Vec<Unit> = open(at)
        .units()
        .into_iter()
        .filter(|u| u.id == TIP)
        .collect();
    open(at).import(&rows).unwrap();
    assert_eq!(state(at, TIP), State::Stale);
    let csv = write_table(&rows, "ja", "en", Format::Csv);
    assert!(csv.contains(",stale,"), "{csv}");
    assert!(write_table(&rows, "ja", "en", Format::Xliff).contains("needs-review-translation"));
    // The translator says that it still fits.
    let fits = read_table(&csv.replace(",stale,", ",ok,")).unwrap().0;
    open(at).import(&fits).unwrap();
    assert_eq!(state(at, TIP), State::Translated);
    // Somebody changes both in the file.
    change(at, "tooltips/due-date.yaml", "お支払期限", "期限");
    change(at, "tooltips/due-date.yaml", "due date", "deadline");
    assert_eq!(state(at, TIP), State::Translated);
    // A translation of an original that has changed since is written, and stale.
    let late = row(
        TIP,
        "支払期限は取引先ごとの条件から決まります。",
        "It follows the terms.",
        State::Translated,
    );
    let done = open(at).import(&[late]).unwrap();
    assert_eq!(
        (done.written, done.outdated),
        (vec![TIP.to_owned()], vec![TIP.to_owned()])
    );
    assert_eq!(state(at, TIP), State::Stale);
}

#[test]
fn what_is_odd_is_told() {
    let desk = folder("tests/base");
    let mut translation = open(desk.path());
    let rows = [
        row("tooltips/gone#body", "x", "y", State::Translated),
        row(TIP, "x", "", State::New),
    ];
    let done = translation.import(&rows).unwrap();
    assert_eq!(
        (done.unknown, done.written.len()),
        (vec!["tooltips/gone#body".to_owned()], 0)
    );
    let source = translation
        .units()
        .into_iter()
        .find(|u| u.id == TIP)
        .unwrap()
        .source;
    let done = translation
        .import(&[row(TIP, &source, "Due, {user.name|you}", State::New)])
        .unwrap();
    assert_eq!(done.variables, [TIP]);
    for (text, line) in [
        ("a,b\n", 1),
        ("id,state,ja\n", 1),
        ("", 1),
        ("<xliff/>", 0),
        ("<a", 1),
    ] {
        assert_eq!(read_table(text).unwrap_err().line, line, "{text}");
    }
    // What a spreadsheet makes of it: other separators, other line ends, a mark.
    for text in [
        "\u{feff}id;state;ja;en\r\na;new;\"b;c\";d\r\n",
        "id\tstate\tja\ten\r\na\tnew\tb;c\td\r\n",
    ] {
        assert_eq!(
            read_table(text).unwrap().0,
            [row("a", "b;c", "d", State::New)]
        );
    }
    assert!(Translation::open(desk.path(), None, "fr").is_err());
}

#[test]
fn a_new_language_begins_its_articles() {
    let desk = folder("tests/base");
    change(desk.path(), "shirube.yaml", "[ja, en]", "[ja, en, fr]");
    let mut translation = Translation::open(desk.path(), Some("en"), "fr").unwrap();
    let mut units = translation.units();
    assert!(units.iter().all(|u| u.state == State::New));
    for unit in &mut units {
        unit.target = format!("Fr : {}", unit.source);
    }
    translation.import(&units).unwrap();
    let article = fs::read_to_string(desk.path().join("articles/invoice-basics.fr.md")).unwrap();
    assert!(article.starts_with("---\ntitle: \"Fr : "), "{article}");
    let checked = author::check(desk.path(), author::day("2026-11-24").unwrap()).unwrap();
    let fr = checked
        .completeness
        .iter()
        .find(|c| c.language == "fr")
        .unwrap();
    assert_eq!(fr.translated, fr.texts);
    let bad: Vec<String> = checked
        .findings
        .iter()
        .filter(|f| f.severity() == author::Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert_eq!(bad, Vec::<String>::new());
}
