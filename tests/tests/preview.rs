//! An author previews a draft on Kumo's own pages: what is saved is there, what is not shown says why.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use live::{Chrome, Page};
use serde_json::json;
use tests::kumo::{Kumo, folder, path};

const PATIENCE: Duration = Duration::from_secs(30);

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("a copy");
        }
    }
}

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

fn rewrite(file: &PathBuf, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains(old), "{old}");
    std::fs::write(file, text.replace(old, new)).expect("saved");
}

/// Clicks a button of the panel, as a mouse does.
fn press(page: &Page, id: &str, nth: usize) {
    let button = format!(
        "[...shirubePanel.root().querySelectorAll('.item')].find((item) => item.querySelector('.id').textContent === {}).querySelectorAll('button')[{nth}]",
        json!(id)
    );
    let at = page
        .ours(&format!(
            "((button) => (button.scrollIntoView({{ block: 'center' }}), button.getBoundingClientRect()))({button}).toJSON()"
        ))
        .expect("the button");
    let middle = |from: &str, size: &str| {
        let number = |name: &str| at[name].as_f64().expect("a number");
        number(from) + number(size) / 2.0
    };
    page.click(middle("x", "width"), middle("y", "height"))
        .expect("clicked");
}

fn shows(page: &Page, title: &str) {
    let title = json!(title);
    let card = format!(
        "document.querySelector('shirube-root')?.shadowRoot.querySelector('[part~=card-title]')?.textContent === {title}"
    );
    page.until(&card, PATIENCE).expect("the card");
}

#[test]
fn a_draft_is_seen_on_the_vendors_own_page() {
    let kumo = Kumo::start("preview");
    let own = tempfile::tempdir().expect("a folder");
    let (draft, profile) = (own.path().join("content"), own.path().join("profile"));
    copy(&folder("../demo-site/content"), &draft);
    let preview = Command::new(path("SHIRUBE_CLI"))
        .arg("preview")
        .arg(&draft)
        .args(["--page", &format!("{}/invoices?lang=ja", kumo.base)])
        .args(["--lang", "ja", "--headless", "--profile"])
        .arg(&profile)
        .stdout(Stdio::piped())
        .spawn()
        .expect("shirube runs");
    let mut preview = Running(preview, profile.clone());
    let mut said = BufReader::new(preview.0.stdout.take().expect("piped")).lines();
    let first = said.next().expect("a line").expect("text");
    assert!(first.contains("within a second"), "{first}");

    let chrome = Chrome::attach(&profile).expect("its browser");
    let page = chrome.page().expect("its page");
    page.until(
        "shirubePanel.root()?.querySelectorAll('.item').length > 20",
        PATIENCE,
    )
    .expect("the panel");
    press(&page, "find-invoice", 0);
    shows(&page, "状態で絞り込みます");

    let file = draft.join("tutorials/find-invoice.yaml");
    rewrite(&file, "状態で絞り込みます", "まず、状態で絞り込みます");
    shows(&page, "まず、状態で絞り込みます");

    press(&page, "add-customer", 1);
    let why = "[...shirubePanel.root().querySelectorAll('.said')].some((said) => said.textContent.includes(': '))";
    page.until(why, PATIENCE).unwrap_or_else(|e| {
        let said = page.ours(
            "[...shirubePanel.root().querySelectorAll('.said')].map((s) => s.textContent).join()",
        );
        panic!("{e}: {said:?}")
    });

    rewrite(&file, "title:\n", "titel:\n");
    let told = "shirubePanel.root().querySelector('.findings')?.textContent.includes('find-invoice.yaml:1:1: error[E0003]')";
    page.until(told, PATIENCE).expect("the finding");
    shows(&page, "まず、状態で絞り込みます");

    // Trying a draft out counts for nobody.
    assert_eq!(kumo.events(), Vec::<serde_json::Value>::new());
    chrome.close().expect("closed");
    assert!(preview.0.wait().expect("an end").success());
}
