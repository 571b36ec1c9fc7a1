//! How much elements are like each other: the same one is, a stranger is not, and two alike are not told apart.

use content::Fingerprint;

fn save() -> Fingerprint {
    Fingerprint {
        language: "ja".to_owned(),
        tag: "button".to_owned(),
        role: "button".to_owned(),
        name: "保存する".to_owned(),
        text: "保存する".to_owned(),
        id: "save".to_owned(),
        class: "btn primary".to_owned(),
        attributes: vec!["type=submit".to_owned()],
        neighbours: "請求書の作成 取引先 支払期限".to_owned(),
        landmark: "main".to_owned(),
        path: "body>main>form>div>button".to_owned(),
        place: vec![80, 90],
        ..Fingerprint::default()
    }
}

fn with(change: impl FnOnce(&mut Fingerprint)) -> Fingerprint {
    let mut other = save();
    change(&mut other);
    other
}

fn cancel() -> Fingerprint {
    with(|f| {
        f.name = "やめる".to_owned();
        f.text = "やめる".to_owned();
        f.id = "cancel".to_owned();
        f.class = "btn".to_owned();
        f.attributes = vec!["type=button".to_owned()];
        f.place = vec![70, 90];
    })
}

#[test]
fn likeness() {
    let check = |other: Fingerprint, range: std::ops::RangeInclusive<u32>| {
        let score = save().similarity(&other);
        assert!(range.contains(&score), "{score}: {other:?}");
    };
    check(save(), 1000..=1000);
    // One or two traits change from release to release.
    check(with(|f| f.id.clear()), 800..=900);
    check(with(|f| f.class = "css-1x2y".to_owned()), 900..=980);
    check(with(|f| f.name = "下書きを保存する".to_owned()), 650..=960);
    check(
        with(|f| f.path = "body>div>div>main>section>form>button".to_owned()),
        950..=999,
    );
    // A wish in another language is held against what has no words.
    check(
        with(|f| {
            f.language = "en".to_owned();
            f.name = "Save".to_owned();
            f.text = "Save".to_owned();
            f.neighbours = "New invoice".to_owned();
        }),
        900..=1000,
    );
    check(Fingerprint::default(), 0..=50);
    assert_eq!(Fingerprint::default().similarity(&save()), 0);
}

#[test]
fn the_best_is_clear_only_where_no_other_is_nearly_as_good() {
    let renamed = with(|f| f.id = "store".to_owned());
    let other_words = with(|f| {
        f.id = "store".to_owned();
        f.name = "登録".to_owned();
        f.text = "登録".to_owned();
    });
    let check = |among: &[Fingerprint], expected: Option<(usize, bool)>| {
        let best = save().best(among.iter());
        assert_eq!(best.map(|b| (b.index, b.clear)), expected, "{best:?}");
    };
    check(&[cancel(), renamed.clone()], Some((1, true)));
    check(&[renamed.clone(), cancel()], Some((0, true)));
    check(&[renamed.clone(), renamed], Some((0, false)));
    check(
        &[Fingerprint {
            tag: "a".to_owned(),
            role: "link".to_owned(),
            name: "ヘルプ".to_owned(),
            text: "ヘルプ".to_owned(),
            language: "ja".to_owned(),
            ..Fingerprint::default()
        }],
        Some((0, false)),
    );
    // Told to a person, and never taken for it unasked.
    check(&[cancel(), other_words], Some((1, false)));
    check(&[], None);
}
