//! Values that change where they stand, and fields that come.

use serde_json::{Value as Json, json};

use crate::{GUIDE, set};

#[test]
fn values_change_in_place() {
    let changed = |at: Json, value: Json, old: &str, new: &str| {
        assert_eq!(GUIDE.matches(old).count(), 1, "{old}");
        set(GUIDE, at, value, &GUIDE.replace(old, new));
    };
    changed(
        json!(["title", "ja"]),
        json!("直す"),
        "作る   #",
        "直す   #",
    );
    changed(
        json!(["title", "ja"]),
        json!("注: 直す"),
        "作る   #",
        "\"注: 直す\"   #",
    );
    changed(
        json!(["audience", "segment"]),
        json!("owners"),
        "admins",
        "owners",
    );
    changed(
        json!(["audience"]),
        json!({"event": "made"}),
        "{segment: admins}",
        "{event: made}",
    );
    changed(
        json!(["steps", 0, "page"]),
        json!("/x*"),
        "\"/invoices\"",
        "\"/x*\"",
    );
    changed(
        json!(["steps", 0, "advance"]),
        json!({"event": "made"}),
        "click",
        "{event: made}",
    );
    changed(
        json!(["steps", 1, "quiz"]),
        json!("letters"),
        "numbers",
        "letters",
    );
    changed(json!(["then", 1]), json!("it's"), "'more'", "'it''s'");
    changed(json!(["then"]), json!(["send"]), "[send, 'more']", "[send]");
    changed(
        json!(["then"]),
        json!(["first", "send", "more"]),
        "[send,",
        "[first, send,",
    );
    changed(
        json!(["steps", 0, "body", "ja"]),
        json!("一行。\n二行。\n"),
        "        **ここ**から。\n\n        次へ。\n",
        "        一行。\n        二行。\n",
    );
    changed(
        json!(["steps", 0, "body", "en"]),
        json!("There.\n\nAnd so on.\n"),
        "        Here.\n",
        "        There.\n\n        And so on.\n",
    );
    changed(
        json!(["steps", 0, "body", "en"]),
        json!("Short"),
        "|   # words\n        Here.\n",
        "Short   # words\n",
    );
    changed(
        json!(["title", "en"]),
        json!("Make\nit\n"),
        "  en: Make\n",
        "  en: |\n    Make\n    it\n",
    );
    changed(
        json!(["title", "ja"]),
        json!("作る\n"),
        "作る   # short\n",
        "|   # short\n    作る\n",
    );
    changed(
        json!(["steps", 0, "title", "en"]),
        json!("New, now"),
        "title: {ja: 新規, en: New}",
        "title:\n      ja: 新規\n      en: New, now",
    );
    changed(
        json!(["steps", 0, "title"]),
        json!({"ja": "新", "en": "New"}),
        "新規",
        "新",
    );
    changed(
        json!(["steps", 1]),
        json!({"id": "check", "quiz": "letters", "page": "/x"}),
        "quiz: numbers}",
        "page: \"/x\", quiz: letters}",
    );
}

#[test]
fn fields_come_where_one_writes_them() {
    let after = |at: Json, value: Json, old: &str, added: &str| {
        assert_eq!(GUIDE.matches(old).count(), 1, "{old}");
        set(
            GUIDE,
            at,
            value,
            &GUIDE.replace(old, &[old, added].concat()),
        );
    };
    after(json!(["minutes"]), json!(3), "  en: Make\n", "minutes: 3\n");
    after(
        json!(["topics"]),
        json!(["a", "b"]),
        "  en: Make\n",
        "topics: [a, b]\n",
    );
    after(
        json!(["priority"]),
        json!(10),
        "admins}   # who\n",
        "priority: 10\n",
    );
    after(
        json!(["start"]),
        json!({"page": "/invoices", "after_ms": 500}),
        "admins}   # who\n",
        "start: {page: \"/invoices\", after_ms: 500}\n",
    );
    after(
        json!(["steps", 0, "anchor"]),
        json!({"role": "button", "name": {"ja": "新規作成", "en": "New invoice"}, "css": "#new"}),
        "\"/invoices\"\n",
        "    anchor: {role: button, name: {ja: 新規作成, en: New invoice}, css: \"#new\"}\n",
    );
    after(
        json!(["steps", 1, "page"]),
        json!("/x"),
        "{id: check",
        ", page: \"/x\"",
    );
    after(
        json!(["title", "fr"]),
        json!("Faire"),
        "  en: Make\n",
        "  fr: Faire\n",
    );
    after(
        json!(["steps", 2]),
        json!({"id": "end", "title": {"ja": "終わり", "en": "Done"}, "body": {"ja": "済み。\n", "en": "Done.\n"}}),
        "  - {id: check, quiz: numbers}\n",
        "  - id: end\n    title:\n      ja: 終わり\n      en: Done\n    body:\n      ja: |\n        済み。\n      en: |\n        Done.\n",
    );
    set(
        "b: 1\n",
        json!(["x", "k", 0, "z"]),
        json!("q"),
        "b: 1\nx: {k: [{z: q}]}\n",
    );
    set(
        "",
        json!(["title"]),
        json!({"ja": "題"}),
        "title:\n  ja: 題\n",
    );
    set(
        "# a note\n",
        json!(["form"]),
        json!("modal"),
        "# a note\nform: modal\n",
    );
    set("a:\n", json!(["a"]), json!("x"), "a: x\n");
    set(
        "a: # why\n",
        json!(["a"]),
        json!({"ja": "x"}),
        "a: # why\n  ja: x\n",
    );
    set("a: {}\n", json!(["a", "b"]), json!(1), "a: {b: 1}\n");
    set("a: []\n", json!(["a", 0]), json!("x y"), "a: [x y]\n");
    set(
        "a: null\n",
        json!(["a", "b"]),
        json!(true),
        "a: {b: true}\n",
    );
    set(
        "a:\n- b: 1\n- c: 2\n",
        json!(["a", 0, "d"]),
        json!("x"),
        "a:\n- b: 1\n  d: x\n- c: 2\n",
    );
    // Before what stands first, the file's head stays at the head.
    set(
        "# head\nsteps: []\n",
        json!(["title", "ja"]),
        json!("題"),
        "# head\ntitle:\n  ja: 題\nsteps: []\n",
    );
}
