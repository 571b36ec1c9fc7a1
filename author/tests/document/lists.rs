//! Items that come, go and move; whole maps and lists by what differs.

use serde_json::{Value as Json, json};

use crate::{GUIDE, path, read};

#[test]
fn items_come_go_and_move() {
    let insert = |before: &str, at: Json, n: usize, value: Json, after: &str| {
        let mut document = read(before);
        document.insert(&path(at), n, &value).unwrap();
        assert_eq!(document.text(), after);
    };
    let list = "a:\n  # one\n  - id: x\n    t: 1\n  # two\n  - id: y\n\nb: 1\n";
    insert(
        list,
        json!(["a"]),
        0,
        json!("z"),
        &list.replace("  # one", "  - z\n  # one"),
    );
    insert(
        list,
        json!(["a"]),
        1,
        json!({"id": "z"}),
        &list.replace("    t: 1\n", "    t: 1\n  - {id: z}\n"),
    );
    insert(
        list,
        json!(["a"]),
        2,
        json!("z"),
        &list.replace("id: y\n", "id: y\n  - z\n"),
    );
    insert("a: [x]\n", json!(["a"]), 0, json!("z"), "a: [z, x]\n");
    insert(
        "a: [x]\n",
        json!(["a"]),
        1,
        json!("p, q"),
        "a: [x, \"p, q\"]\n",
    );
    insert("b: 1\n", json!(["a"]), 0, json!("z"), "b: 1\na: [z]\n");
    let remove = |before: &str, at: Json, after: &str| {
        let mut document = read(before);
        document.remove(&path(at)).unwrap();
        assert_eq!(document.text(), after);
    };
    remove(
        list,
        json!(["a", 0]),
        &list.replace("  - id: x\n    t: 1\n", ""),
    );
    remove(list, json!(["a", 1]), &list.replace("  - id: y\n", ""));
    remove(
        list,
        json!(["a", 0, "id"]),
        &list.replace("id: x\n    t: 1", "t: 1"),
    );
    remove(list, json!(["a", 0, "t"]), &list.replace("    t: 1\n", ""));
    remove(
        list,
        json!(["a", 1, "id"]),
        &list.replace("- id: y", "- {}"),
    );
    remove(list, json!(["b"]), &list.replace("b: 1\n", ""));
    remove(
        "a: {x: 1, y: 2, z: 3}\n",
        json!(["a", "x"]),
        "a: {y: 2, z: 3}\n",
    );
    remove(
        "a: {x: 1, y: 2, z: 3}\n",
        json!(["a", "y"]),
        "a: {x: 1, z: 3}\n",
    );
    remove("a: [1, 2]\n", json!(["a", 1]), "a: [1]\n");
    remove("a: [1]\n", json!(["a", 0]), "a: []\n");
    let moved = |before: &str, from: usize, to: usize, after: &str| {
        let mut document = read(before);
        document
            .move_item(&path(json!(["a"])), from, to)
            .unwrap_or_else(|e| panic!("{before} {from} {to}: {e}"));
        assert_eq!(document.text(), after);
    };
    moved(
        list,
        0,
        1,
        "a:\n  # two\n  - id: y\n  # one\n  - id: x\n    t: 1\n\nb: 1\n",
    );
    moved(
        list,
        1,
        0,
        "a:\n  # two\n  - id: y\n  # one\n  - id: x\n    t: 1\n\nb: 1\n",
    );
    moved("a: [p, q, r]\n", 2, 0, "a: [r, p, q]\n");
    moved(
        "a:\n- p\n- q\n- |\n  r\n\n- s\n",
        0,
        2,
        "a:\n- q\n- |\n  r\n- p\n\n- s\n",
    );
}

#[test]
fn whole_maps_and_lists_change_by_what_differs() {
    let mut document = read(GUIDE);
    let mut json = document.json();
    json["steps"][0]["title"]["en"] = json!("Begin");
    json["steps"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "z", "quiz": "q"}));
    json.as_object_mut().unwrap().shift_remove("then");
    document.set(&[], &json).unwrap();
    let expected = GUIDE
        .replace("en: New}", "en: Begin}")
        .replace("quiz: numbers}\n", "quiz: numbers}\n  - {id: z, quiz: q}\n")
        .replace("then: [send, 'more']\n", "");
    assert_eq!(document.text(), expected);
}
