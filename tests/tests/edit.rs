//! Somebody who has never seen YAML makes a guide of five steps on Kumo, in the editor alone, by clicking and typing:
//! recorded on Kumo's page, worded, published, and seen by an end user. The file is as one would have written it by hand.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use live::{Chrome, Options, Page};
use serde_json::{Value, json};
use tests::kumo::{Kumo, path};

const PATIENCE: Duration = Duration::from_secs(40);
const CONFIG: &str = "shirube: 1\nproduct: kumo\nlanguages: [ja, en] # the first is the default\n";

/// The command, which a failing test takes with it, its browser included.
struct Running(Child, PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(browser) = Chrome::attach(&self.1) {
            let _ = browser.close();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Clicks the middle of the element that an expression gives, once it is there.
fn click(page: &Page, element: &str) {
    page.until(&format!("!!({element})"), PATIENCE)
        .unwrap_or_else(|e| panic!("{element}: {e}"));
    let at = page
        .ours(&format!(
            "((it) => (it.scrollIntoView({{ block: 'center' }}), it.getBoundingClientRect().toJSON()))({element})"
        ))
        .expect("a place");
    let middle = |from: &str, size: &str| {
        let number = |name: &str| at[name].as_f64().expect("a number");
        number(from) + number(size) / 2.0
    };
    page.click(middle("x", "width"), middle("y", "height"))
        .expect("clicked");
}

fn by_text(selector: &str, text: &str) -> String {
    let text = json!(text);
    format!(
        "[...document.querySelectorAll('{selector}')].find((each) => each.textContent.trim() === {text})"
    )
}

fn by_test_id(name: &str) -> String {
    format!("document.querySelector('[data-testid={name}]')")
}

/// Types into a field of the form, leaves it, and waits until it is saved: the form may have moved until then.
fn word(page: &Page, element: &str, text: &str) {
    page.ours("document.getElementById('status').textContent = ''")
        .expect("the editor");
    fill(page, element, text);
    page.until(
        "document.getElementById('status').textContent === '保存しました'",
        PATIENCE,
    )
    .expect("saved");
}

/// Types into a field and leaves it.
fn fill(page: &Page, element: &str, text: &str) {
    click(page, element);
    page.write(text).expect("typed");
    let typed = format!("({element}).value.includes({})", json!(text));
    page.until(&typed, PATIENCE).expect("the text");
    page.ours("document.activeElement.blur()").expect("left");
}

fn steps(file: &PathBuf) -> usize {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.matches("  - id: ").count()
}

/// Waits for a state of the file, which the editor writes of its own accord.
fn until_steps(page: &Page, file: &PathBuf, wanted: usize) {
    page.until(
        &format!("document.querySelectorAll('.list > .card').length === {wanted}"),
        PATIENCE,
    )
    .expect("the steps");
    assert_eq!(steps(file), wanted);
}

/// What the author writes for each step: a body in each language, and the title that the page could not give.
const WORDS: [(&str, &str, &str); 5] = [
    (
        "請求書はすべてここから作成します。",
        "Every invoice starts here.",
        "Choose \"New invoice\"",
    ),
    (
        "品目ごとに一行を使います。",
        "Use one row for each item.",
        "Add a line",
    ),
    (
        "請求書の下に印字されます。",
        "It is printed at the foot of the invoice.",
        "Write a note",
    ),
    (
        "表計算の行をまとめて貼り付けられます。",
        "Paste all rows of a spreadsheet at once.",
        "Import from a spreadsheet",
    ),
    (
        "取り込まずに戻ることもできます。",
        "You can also go back without importing.",
        "Choose \"Cancel\"",
    ),
];

#[test]
fn a_guide_is_made_in_the_editor_alone() {
    let own = tempfile::tempdir().expect("a folder");
    let (draft, profile) = (own.path().join("content"), own.path().join("profile"));
    std::fs::create_dir_all(&draft).expect("a folder");
    std::fs::write(draft.join("shirube.yaml"), CONFIG).expect("written");
    let kumo = Kumo::start("edit");
    let command = Command::new(path("SHIRUBE_CLI"))
        .arg("edit")
        .arg(&draft)
        .args(["--page", &format!("{}/invoices?lang=ja", kumo.base)])
        .args(["--lang", "ja", "--port", "0", "--headless", "--profile"])
        .arg(&profile)
        .arg("--to")
        .arg(kumo.published())
        .stdout(Stdio::piped())
        .spawn()
        .expect("shirube runs");
    let mut command = Running(command, profile.clone());
    let mut said = BufReader::new(command.0.stdout.take().expect("piped")).lines();
    let first = said.next().expect("a line").expect("text");
    let (_, address) = first.split_once("http").expect(&first);
    let address = format!(
        "http{}",
        address.split_whitespace().next().expect("an address")
    );

    let author = Chrome::start(&Options {
        headless: true,
        size: Some((1500, 950)),
        ..Options::default()
    })
    .expect("the author's browser");
    let desk = author.page().expect("a tab");
    desk.go(&address).expect("the editor");

    click(&desk, &by_text("main button", "ガイドを作る"));
    fill(&desk, "document.querySelector('#new-ja')", "請求書の作り方");
    fill(
        &desk,
        "document.querySelector('#new-en')",
        "How to make an invoice",
    );
    fill(&desk, "document.querySelector('#new-id')", "make-invoice");
    click(&desk, &by_text("dialog button", "作る"));
    let file = draft.join("tutorials/make-invoice.yaml");

    click(&desk, &by_text("button.record", "操作を記録する"));
    desk.until(
        "document.getElementById('status').textContent.startsWith('開いた画面で操作')",
        PATIENCE,
    )
    .expect("recording");
    let product = Chrome::attach(&profile).expect("the product's browser");
    let product = product.page().expect("its tab");
    click(&product, &by_test_id("new-invoice"));
    until_steps(&desk, &file, 1);
    click(&product, &by_test_id("add-line"));
    until_steps(&desk, &file, 2);
    click(&product, &by_test_id("note"));
    product.write("検収日：11月20日").expect("typed");
    click(&product, &by_test_id("import-lines"));
    until_steps(&desk, &file, 4);
    click(&product, &by_text("dialog button", "キャンセル"));
    until_steps(&desk, &file, 5);
    click(&desk, &by_text("button.record", "記録を終える"));

    for (at, (ja, en, title)) in WORDS.iter().enumerate() {
        let card = format!("document.querySelectorAll('.list > .card')[{at}]");
        let field = |language: &str| format!("{card}.querySelector('textarea[lang={language}]')");
        desk.until(&format!("!!({card})"), PATIENCE)
            .expect("a card");
        if desk.ours(&format!("{card}.open")).expect("a state") != json!(true) {
            click(&desk, &format!("{card}.querySelector('summary')"));
        }
        word(&desk, &field("ja"), ja);
        word(&desk, &field("en"), en);
        word(
            &desk,
            &format!("{card}.querySelector('input[lang=en]')"),
            title,
        );
    }
    // The one element that is named by its words has them in both languages, or half of the users would miss it.
    let last = "document.querySelectorAll('.list > .card')[4].querySelector('.anchor";
    click(&desk, &format!("{last} summary')"));
    word(&desk, &format!("{last} input[lang=en]')"), "Cancel");
    desk.until(
        "document.querySelectorAll('.findings li').length === 0",
        PATIENCE,
    )
    .unwrap_or_else(|_| {
        let left = desk.ours("document.querySelector('main').innerText");
        panic!("something is left to mend: {left:?}")
    });

    click(&desk, "document.querySelector('#publish')");
    desk.until(
        "document.querySelector('dialog.publish')?.textContent.includes('すべての人')",
        PATIENCE,
    )
    .expect("whom it is for");
    click(&desk, &by_text("dialog button", "この内容で公開する"));
    desk.until(
        "document.querySelector('dialog.publish')?.textContent.includes('公開しました')",
        PATIENCE,
    )
    .expect("published");

    let text = std::fs::read_to_string(&file).expect("the file");
    assert_eq!(text, include_str!("edit/make-invoice.yaml"));
    let config = std::fs::read_to_string(draft.join("shirube.yaml")).expect("the file");
    assert_eq!(config, CONFIG);

    let visitor = desk;
    visitor
        .go(&format!("{}/invoices?lang=ja", kumo.base))
        .expect("Kumo");
    let started: Value = visitor
        .theirs("shirube.ready.then(() => shirube.start('make-invoice'))")
        .expect("an answer");
    assert_eq!(started["shown"], json!(true), "{started}");
    visitor
        .until(
            "document.querySelector('shirube-root')?.shadowRoot.querySelector('[part~=card-body]')?.textContent.includes('請求書はすべてここから')",
            PATIENCE,
        )
        .expect("the card");
}
