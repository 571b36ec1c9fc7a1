//! The browser of the author's machine on small pages: what `look.js` finds, names and tells.

use std::time::Duration;

use live::{Chrome, LOOK, Options, Page, Reply};
use serde_json::{Value as Json, json};

const PATIENCE: Duration = Duration::from_secs(20);

/// A policy under which no script of ours could run in the page's own world.
const PAGE: &str = r#"<!doctype html><html lang="ja"><meta charset="utf-8"><title>倉庫</title>
<body><button id="new-item" data-testid="new">新規作成</button><button>消す</button><button>消す</button>
<label>品名 <input name="item"></label><p id="hint" hidden>見えない</p>
<div data-testid="row-7"><button>直す</button></div><div data-testid="row-8"><button>直す</button></div>
<div id="radix-12"><a href="/away">先へ</a></div><div id="host"></div></body></html>"#;

/// The browser ends with the first value.
fn open() -> (Chrome, Page) {
    let options = Options {
        headless: true,
        size: Some((1000, 700)),
        ..Options::default()
    };
    let chrome = Chrome::start(&options).unwrap();
    let page = chrome.page().unwrap();
    page.everywhere(LOOK).unwrap();
    page.answer(&["http://warehouse.example/*"], |_| {
        Some(Reply {
            status: 200,
            kind: "text/html; charset=utf-8",
            body: PAGE.as_bytes().to_vec(),
        })
    })
    .unwrap();
    page.go("http://warehouse.example/items").unwrap();
    (chrome, page)
}

fn verdict(page: &Page, anchor: &Json) -> String {
    let verdict = page.ours(&format!("look.verdict({anchor})")).unwrap();
    verdict.as_str().unwrap().to_owned()
}

// One test: a browser costs a second to start.
#[test]
fn an_anchor_is_judged_and_an_element_named() {
    let (_chrome, page) = open();
    let page = &page;
    let judged = [
        (json!({"test_id": "new"}), "found"),
        (json!({"css": "#new-item"}), "found"),
        (json!({"role": "button", "name": "新規作成"}), "found"),
        (json!({"role": "button", "name": "消す"}), "ambiguous"),
        (json!({"role": "button", "name": "新規"}), "missing"),
        (json!({"css": "#hint"}), "hidden"),
        (
            json!({"role": "button", "name": "消す", "near": {"css": "input"}}),
            "found",
        ),
        (json!({"role": "textbox", "name": "品名"}), "found"),
        (json!({"css": "b", "in": ["#host"]}), "missing"),
    ];
    for (anchor, expected) in judged {
        assert_eq!(verdict(page, &anchor), expected, "{anchor}");
    }

    let named = [
        (
            "#new-item",
            json!([{"test_id": "new"}, {"css": "#new-item"}, {"role": "button", "name": "新規作成"}, {"text": "新規作成"}]),
        ),
        (
            "[data-testid=row-8] button",
            json!([{"css": "[data-testid=\"row-8\"] button"}]),
        ),
        (
            "a",
            json!([{"role": "link", "name": "先へ"}, {"text": "先へ"}]),
        ),
        (
            "input",
            json!([{"role": "textbox", "name": "品名"}, {"css": "input[name=\"item\"]"}]),
        ),
    ];
    for (css, expected) in named {
        let anchors = page
            .ours(&format!("look.anchorsOf(document.querySelector({css:?}))"))
            .unwrap();
        assert_eq!(anchors, expected, "{css}");
    }

    // Pointed at while picking: the page hears no click, and the picker rests afterwards.
    page.theirs("window.heard = 0, addEventListener('click', () => heard += 1)")
        .unwrap();
    page.ours("look.set('pick')").unwrap();
    let at = page
        .ours("(({x, y, width, height}) => [x + width / 2, y + height / 2])(document.querySelector('#new-item').getBoundingClientRect())")
        .unwrap();
    let (x, y) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    page.click(x, y).unwrap();
    let said: Json = serde_json::from_str(&page.said(PATIENCE).unwrap().unwrap()).unwrap();
    assert_eq!(said["what"], "picked");
    assert_eq!(said["anchors"][0], json!({"test_id": "new"}));
    assert_eq!(said["page"], "/items");
    assert_eq!(page.theirs("heard").unwrap(), json!(0));

    // Recorded: the page hears the click, and so do we.
    page.ours("look.set('record')").unwrap();
    page.click(x, y).unwrap();
    let said: Json = serde_json::from_str(&page.said(PATIENCE).unwrap().unwrap()).unwrap();
    assert_eq!(said["what"], "click");
    assert_eq!(page.theirs("heard").unwrap(), json!(1));
    // Nothing of ours can be noticed by the page's own script.
    let seen = page.theirs("[typeof look, typeof shirubeSay]").unwrap();
    assert_eq!(seen, json!(["undefined", "undefined"]));
}
