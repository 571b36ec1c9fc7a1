//! A person's way through Kumo's first tutorial, by clicking and choosing what its cards ask for.

use crate::browser::Browser;

/// What a person does in each step, in order.
const STEPS: [(&str, Do); 6] = [
    ("new", Do::Click("#new-invoice")),
    (
        "customer",
        Do::Click("[data-testid=customer-select] option[value^=C-]"),
    ),
    ("line", Do::Click("[data-testid=add-line]")),
    ("due", Do::Next),
    ("save", Do::FillAndClick("[data-testid=save-invoice]")),
    ("done", Do::Next),
];

enum Do {
    Click(&'static str),
    FillAndClick(&'static str),
    Next,
}

/// What the form needs to be saved.
const FILL: &str = "(() => { const set = (e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); }; \
    const row = document.querySelector('tbody tr, .line'); for (const e of row.querySelectorAll('input')) if (!e.value) set(e, e.type === 'number' || e.inputMode === 'numeric' ? '1000' : 'Paper'); })()";

/// How many steps there are.
pub const LENGTH: usize = STEPS.len();

/// Does the first `count` steps of `first-invoice`, which has begun, and waits until the next one shows.
pub async fn first_invoice(browser: &Browser, count: usize) {
    from(browser, 0, count).await;
}

/// The same from the step at `start` on, which shows.
pub async fn from(browser: &Browser, start: usize, count: usize) {
    for (id, act) in STEPS.iter().take(count).skip(start) {
        browser.step(id).await;
        match act {
            Do::Next => browser.click_part("card-next").await,
            Do::Click(css) => browser.click(css, &selected(css)).await,
            Do::FillAndClick(css) => {
                browser.run(FILL).await;
                browser.click(css, &selected(css)).await;
            }
        }
    }
    match STEPS.get(count) {
        Some((id, _)) => browser.step(id).await,
        None => {
            // What follows may be offered at once.
            let ended = "part('card')?.dataset.id !== 'first-invoice'";
            browser.wait("the end", ended).await;
        }
    }
}

fn selected(css: &str) -> String {
    format!("document.querySelector({css:?})")
}
