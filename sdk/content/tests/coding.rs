//! Bytes that no encoder writes: each is refused, and none makes the decoder panic, loop or nest without end.

use content::catalogue::{self, Catalogue, Refusal, Show, Signature};
use content::code::{decode, encode};
use content::{Anchor, Block, Code, Condition, Digest, Fault, Link, Run, Test, Value, rich};

fn condition() -> Condition {
    let test = Test::In {
        values: vec![
            Value::Text {
                text: "管理者".into(),
            },
            Value::Number { number: -1.5 },
            Value::Flag { flag: true },
        ],
    };
    let now = Condition::Now {
        from: Some(-1),
        until: Some(i64::MAX),
    };
    Condition::All {
        of: vec![
            Condition::Not { of: Box::new(now) },
            Condition::Trait {
                name: "role".into(),
                test,
            },
            Condition::Any { of: vec![] },
        ],
    }
}

fn anchor() -> Anchor {
    let empty = Anchor {
        test_id: None,
        role: None,
        name: None,
        text: None,
        css: None,
        near: None,
        within: vec![],
    };
    Anchor {
        test_id: Some("new".into()),
        near: Some(Box::new(empty.clone())),
        within: vec!["#frame".into()],
        ..empty
    }
}

fn blocks() -> Vec<Block> {
    let link = Link::Tutorial {
        id: "first-invoice".into(),
        step: None,
    };
    let run = Run {
        text: "ここ".into(),
        style: rich::Style::Strong,
        link: Some(link),
    };
    let line = rich::Line {
        runs: vec![run.clone()],
    };
    vec![
        Block::Paragraph { runs: vec![run] },
        Block::Numbers { items: vec![line] },
    ]
}

#[test]
fn what_is_encoded_is_decoded_and_no_part_of_it_is() {
    fn check<T: Code + PartialEq + std::fmt::Debug>(value: T) {
        let bytes = encode(&value);
        for end in 0..bytes.len() {
            let cut = decode::<T>(&bytes[..end]).map(|_| ());
            assert_eq!(cut, Err(Fault::Length), "{value:?} cut at {end}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(decode::<T>(&longer), Err(Fault::Length), "{value:?}");
        assert_eq!(decode(&bytes), Ok(value));
    }
    check(condition());
    check(anchor());
    check(blocks());
    check(vec![u64::MAX, 0, 127, 128]);
    check(vec![i64::MIN, -1, 0, i64::MAX]);
    check((Some(String::from("é")), None::<bool>).0);
    check(Digest::of(b"shirube"));
}

#[test]
fn what_no_encoder_writes_is_refused() {
    fn check<T: Code + PartialEq + std::fmt::Debug>(bytes: &[u8], expected: Fault) {
        assert_eq!(decode::<T>(bytes), Err(expected), "{bytes:?}");
    }
    check::<Condition>(&[99], Fault::Invalid);
    check::<Condition>(&[0, 3, 0, 0, 99], Fault::Invalid);
    check::<bool>(&[2], Fault::Invalid);
    check::<Option<u32>>(&[7, 1], Fault::Invalid);
    check::<u8>(&[0x80, 0x02], Fault::Invalid);
    check::<i32>(
        &encode(&i64::from(i32::MIN).saturating_sub(1)),
        Fault::Invalid,
    );
    check::<u64>(&[0xff; 11], Fault::Invalid);
    check::<f64>(&encode(&f64::NAN), Fault::Invalid);
    check::<String>(&[2, 0xc3, 0x28], Fault::Invalid);
    // Four thousand million elements said, none there.
    check::<Vec<Condition>>(&[0xff, 0xff, 0xff, 0xff, 0x0f], Fault::Length);
    check::<Vec<String>>(&[1, 0xff, 0xff, 0x03], Fault::Length);
    check::<Condition>(&[2; 10_000], Fault::Deep);
    check::<Condition>(&[[0, 1]; 10_000].concat(), Fault::Deep);
}

#[test]
fn any_nesting_that_an_author_can_write_is_decoded() {
    let mut nested = condition();
    for _ in 0..40 {
        nested = Condition::Not {
            of: Box::new(nested),
        };
    }
    assert_eq!(decode(&encode(&nested)), Ok(nested));
}

fn catalogue() -> Catalogue {
    let palette = || catalogue::Palette {
        fill: "#0b57d0".into(),
        on: "#ffffff".into(),
        edge: "#0b57d0".into(),
        hover: "#0a4ebb".into(),
        ink: "#0b57d0".into(),
    };
    Catalogue {
        tenant: "kumo".into(),
        product: "kumo".into(),
        version: 300,
        issued: 1_764_000_000_000,
        expires: 1_798_560_000_000,
        languages: vec!["ja".into(), "en-GB".into()],
        limits: catalogue::Limits {
            per_session: 1,
            per_day: 3,
        },
        segments: vec![catalogue::Segment {
            id: "admins".into(),
            when: condition(),
        }],
        theme: catalogue::Theme {
            light: palette(),
            dark: palette(),
            radius: 8,
            font: String::new(),
            density: catalogue::Density::Compact,
            scheme: catalogue::Scheme::Dark,
        },
        launcher: catalogue::Launcher {
            show: Show::Always,
            start_side: true,
            inset_x: 20,
            inset_y: 20,
            icon: "help".into(),
        },
        home: None,
        shards: vec![catalogue::ShardName {
            language: "ja".into(),
            prefix: String::new(),
            holds: catalogue::Holds::Items,
            digest: Digest::of(b"shard"),
            bytes: 5,
        }],
        practices: vec![catalogue::Practice {
            topic: "sending".into(),
            event: "invoice_sent".into(),
        }],
    }
}

#[test]
fn a_catalogue_with_one_altered_or_missing_byte_is_refused() {
    let of = |text: &[u8]| Digest::of(text);
    let signature = Signature {
        key: of(b"key"),
        r: of(b"r"),
        s: of(b"s"),
    };
    let whole = catalogue();
    let sealed = whole.seal(&vec![signature.clone()]);
    assert_eq!(
        Catalogue::open(&sealed),
        Ok((whole.clone(), vec![signature]))
    );
    let signed = Catalogue::signed_part(&sealed).expect("it is whole");
    assert!(signed.len() == sealed.len() - 97 && whole.seal(&vec![]).starts_with(signed));
    for end in 0..sealed.len() {
        assert_eq!(Catalogue::open(&sealed[..end]), Err(Refusal::Damaged));
        let part = Catalogue::signed_part(&sealed[..end]);
        assert_eq!(part.is_some(), end >= signed.len(), "cut at {end}");
    }
    for at in 0..signed.len() {
        for bit in 0..8 {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1 << bit;
            let newer = at == 4 && flipped[4] > catalogue::FORMAT;
            let expected = if newer {
                Refusal::Newer
            } else {
                Refusal::Damaged
            };
            assert_eq!(
                Catalogue::open(&flipped),
                Err(expected),
                "bit {bit} of {at}"
            );
        }
    }
}

#[test]
fn a_file_under_another_digest_is_refused() {
    let shard = content::Shard {
        entries: vec![],
        events: vec![],
        desk: None,
        links: Vec::new(),
    };
    let bytes = catalogue::wrap(&shard);
    let name = Digest::of(&bytes);
    assert_eq!(catalogue::open_shard(&bytes, &name), Ok(shard));
    assert_eq!(
        catalogue::open_shard(&bytes, &Digest::of(b"another")),
        Err(Refusal::Damaged)
    );
    let newer = [&[catalogue::FORMAT + 1], &bytes[1..]].concat();
    assert_eq!(
        catalogue::open_shard(&newer, &Digest::of(&newer)),
        Err(Refusal::Newer)
    );
}
