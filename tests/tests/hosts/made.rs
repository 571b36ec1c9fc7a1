//! Hosts that nobody here wrote: applications and component libraries from npm, each walked by a tutorial as a person
//! would. The same walk is taken with and without the tag, and the host's document must be the same at every step.

use serde_json::json;
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder, path};
use tests::ledger::{changes, document, probe};

/// What a person does in a step.
enum Do {
    /// Clicks what an expression gives.
    Click(&'static str),
    /// Types into the field of this selector.
    Fill(&'static str, &'static str),
    /// Reads, and goes on by the card's button.
    Next,
}
use Do::{Click, Fill, Next};

const TAG: &str = "<script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-language=\"en\"></script></body>";

/// The host's document once it has been the same for a while: libraries fade and settle.
const STILL: &str = "new Promise((done) => { let last, same = 0, frames = 0; const look = () => { \
    const now = document.documentElement.outerHTML.replace(/<shirube-root.*?<\\/shirube-root>/g, ''); \
    same = now === last ? same + 1 : 0; last = now; frames += 1; \
    same < 30 && frames < 400 ? requestAnimationFrame(look) : done(true); }; look(); })";

/// Whether card and target keep clear of each other, or the target is larger than any room beside it.
const CLEAR: &str = "(() => { const c = part('card')?.getBoundingClientRect(), s = part('spotlight')?.getBoundingClientRect(); \
    if (!c || !s) return [root.querySelector('.layer').innerText, window.seen.events]; \
    const apart = c.right <= s.left || c.left >= s.right || c.bottom <= s.top || c.top >= s.bottom; \
    const room = Math.max(s.left, innerWidth - s.right) > c.width + 30 || Math.max(s.top, innerHeight - s.bottom) > c.height + 30; \
    return (apart || !room) && c.left >= 0 && c.top >= 0 && c.right <= innerWidth && c.bottom <= innerHeight; })()";

fn door(kumo: &Kumo, name: &str) -> Door {
    let door = Door::before(kumo);
    let brought = path("SHIRUBE_HOSTS");
    let bundle = |file: String| std::fs::read_to_string(brought.join("bundle").join(file));
    door.folder(
        "/",
        &brought.join("node_modules/@excalidraw/excalidraw/dist"),
    );
    door.folder("/media/", &brought.join("node_modules/blockly/media"));
    door.folder("/", &folder("hosts/made"));
    door.page("/app.js", bundle(format!("{name}.js")).expect("a bundle"));
    // Not every one has a style sheet of its own.
    door.page(
        "/app.css",
        bundle(format!("{name}.css")).unwrap_or_default(),
    );
    door
}

async fn walk(
    browser: &Browser,
    door: &Door,
    name: &str,
    steps: &[(&str, Do)],
    guided: bool,
) -> Vec<String> {
    let mut seen = Vec::new();
    browser.open(&format!("{}/", door.base)).await;
    browser
        .wait(
            "the application",
            "document.querySelector('#app')?.firstElementChild",
        )
        .await;
    if guided {
        browser.wait("content", "window.seen.ready?.ok").await;
        let start = format!("window.shirube.start('{name}', {{force: true}})");
        assert_eq!(
            browser.wait("a start", &start).await,
            json!({"shown": true}),
            "{name}"
        );
    }
    for (step, act) in steps {
        if guided {
            browser.step(step).await;
            browser.run(STILL).await;
            let clear = browser.run(CLEAR).await;
            assert_eq!(
                clear,
                json!(true),
                "{name}, {step}: the card keeps clear of its target, in sight"
            );
        }
        if let Click(target) = act {
            browser.wait(step, &format!("!!({target})")).await;
        }
        browser.run(STILL).await;
        seen.push(plain(document(browser).await));
        match act {
            Click(target) => browser.click(step, target).await,
            Fill(css, text) => browser.fill(css, text).await,
            Next if guided => browser.click_part("card-next").await,
            // Whoever uses a card takes the focus from the host, as with anything else on the screen.
            Next => {
                browser.run("(document.activeElement?.blur(), 1)").await;
            }
        }
    }
    browser.run(STILL).await;
    seen.push(plain(document(browser).await));
    seen
}

/// Without what a library draws by lot.
fn plain(document: String) -> String {
    // A trap calls the focus back to its modal, and leaves it in a card inside.
    let document = document
        .replace(" Mui-focused", "")
        .replace(" is-focused", "");
    let document: String = document.split_inclusive('\n').map(placeless).collect();
    let words = document.split_inclusive([' ', '\n', '=']);
    words
        .map(|word| drawn_by_lot(word).unwrap_or(word))
        .collect()
}

/// Without the place at which a library will put what nobody sees yet: that it reckons when it likes.
fn placeless(line: &str) -> String {
    let hidden = line.contains("data-popper-placement") && line.contains("display: none");
    match line.split_once("inset: ").filter(|_| hidden) {
        Some((before, rest)) => {
            before.to_owned() + rest.split_once(';').map_or("", |(_, after)| after)
        }
        None => line.to_owned(),
    }
}

/// What is left of a word that begins with one of Excalidraw's random ids, 21 letters.
fn drawn_by_lot(word: &str) -> Option<&str> {
    let (id, rest) = word.split_at_checked(21)?;
    let random = id.contains(|c: char| c.is_ascii_uppercase()) && !id.contains(['/', ':', '.']);
    (random && rest.starts_with('-')).then_some(rest)
}

async fn check(brand: Brand, name: &str, steps: &[(&'static str, Do)]) {
    let content = folder("hosts/made/content");
    let kumo = Kumo::serving(&format!("{name}-{brand}"), folder("hosts/made"), content);
    let browser = Browser::start(brand, 1280, 900).await;
    let control = walk(&browser, &door(&kumo, name), name, steps, false).await;

    let door = door(&kumo, name);
    probe(&door, "<meta charset", &[]);
    door.edit("</body>", TAG);
    let guided = walk(&browser, &door, name, steps, true).await;
    let after = [("the end", Next)];
    for (((step, _), without), with) in steps.iter().chain(&after).zip(&control).zip(&guided) {
        let changes = changes(without, with);
        assert_eq!(changes, Vec::<String>::new(), "{name} at {step}");
    }
    browser
        .wait(
            "the end",
            "window.seen.events.some((e) => e[0] === 'tutorial.completed')",
        )
        .await;
    let told =
        "window.seen.events.filter((e) => e[0] === 'tutorial.step_completed').map((e) => e[2])";
    let named: Vec<_> = steps.iter().map(|(step, _)| *step).collect();
    assert_eq!(browser.run(told).await, json!(named), "{name}");
    let wrong = browser
        .run("[window.seen.uncaught, window.seen.errors]")
        .await;
    assert_eq!(wrong, json!([[], []]), "{name}");
    browser.close().await;
}

pub(crate) async fn a_project_list_of_mui_is_walked(brand: Brand) {
    let steps = [
        ("new", Click("document.querySelector('main > button')")),
        ("name", Fill("[role=dialog] input[type=text]", "Atlas")),
        ("size", Click("document.querySelector('[role=combobox]')")),
        (
            "large",
            Click("document.querySelector('[role=option]:last-child')"),
        ),
        ("look", Next),
        (
            "save",
            Click("document.querySelector('[role=dialog] button')"),
        ),
        ("done", Next),
    ];
    check(brand, "mui", &steps).await;
}

pub(crate) async fn a_document_of_radix_is_walked(brand: Brand) {
    let steps = [
        ("menu", Click("document.querySelector('.trigger')")),
        ("rename", Click("document.querySelector('[role=menuitem]')")),
        ("about", Next),
        ("name", Fill("[role=dialog] input", "Plan")),
        ("save", Click("document.querySelector('.save')")),
        ("done", Next),
    ];
    check(brand, "radix", &steps).await;
}

pub(crate) async fn a_form_of_element_plus_is_walked(brand: Brand) {
    let steps = [
        ("new", Click("document.querySelector('main > button')")),
        ("customer", Fill("input[aria-label=Customer]", "Aoki")),
        (
            "region",
            Click("document.querySelector('.region .el-select__wrapper')"),
        ),
        (
            "kanto",
            Click(
                "[...document.querySelectorAll('[role=option]')].find((e) => e.textContent === 'Kanto' && e.checkVisibility())",
            ),
        ),
        ("look", Next),
        ("place", Click("document.querySelector('.save')")),
        ("done", Next),
    ];
    check(brand, "element-plus", &steps).await;
}

pub(crate) async fn a_desktop_of_lumino_is_walked(brand: Brand) {
    let steps = [
        ("file", Click("document.querySelector('.lm-MenuBar-item')")),
        // The item is a table row, which Firefox and WebKit do not hit: its cell is.
        (
            "new",
            Click("document.querySelector('.lm-Menu-item .lm-Menu-itemLabel')"),
        ),
        ("back", Click("document.querySelector('.lm-TabBar-tab')")),
        ("done", Next),
    ];
    check(brand, "lumino", &steps).await;
}

pub(crate) async fn a_drawing_board_of_excalidraw_is_walked(brand: Brand) {
    let steps = [
        (
            "rectangle",
            Click("document.querySelector('label:has([data-testid=toolbar-rectangle])')"),
        ),
        (
            "menu",
            Click("document.querySelector('[data-testid=main-menu-trigger]')"),
        ),
        (
            "help",
            Click("document.querySelector('[data-testid=help-menu-item]')"),
        ),
        (
            "close",
            Click("document.querySelector('.Modal .Dialog__close')"),
        ),
        ("done", Next),
    ];
    check(brand, "excalidraw", &steps).await;
}

pub(crate) async fn a_workshop_of_blockly_is_walked(brand: Brand) {
    let steps = [
        (
            "logic",
            Click("document.querySelector('.blocklyToolboxCategory')"),
        ),
        ("block", Next),
        (
            "words",
            Click("[...document.querySelectorAll('.blocklyToolboxCategory')].at(-1)"),
        ),
        ("done", Next),
    ];
    check(brand, "blockly", &steps).await;
}
