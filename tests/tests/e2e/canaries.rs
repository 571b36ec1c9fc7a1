//! Forty canaries in a page: what a person typed, what the page says and keeps. A whole walk later none of them is in
//! anything that left the page, in the collector's files, its log or its exports.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::ledger::await_rows;
use tests::wire::Wire;

use crate::made::{Vendor, guide, step};

/// The n-th canary: letters that nothing else holds.
fn canary(n: usize) -> String {
    format!("kanarienvogel{n:02}zz")
}

/// Where they sit, each as HTML, with `@` for its words.
const IN_THE_PAGE: [&str; 26] = [
    "<input value=\"@\">",
    "<input type=\"password\" value=\"@\">",
    "<input type=\"email\" value=\"@\">",
    "<input type=\"hidden\" name=\"csrf\" value=\"@\">",
    "<input placeholder=\"@\">",
    "<input type=\"search\" list=\"l\"><datalist id=\"l\"><option value=\"@\"></datalist>",
    "<textarea>@</textarea>",
    "<select><option>@</option></select>",
    "<div contenteditable>@</div>",
    "<p>@</p>",
    "<p hidden>@</p>",
    "<p title=\"@\">x</p>",
    "<p aria-label=\"@\">x</p>",
    "<p data-customer=\"@\">x</p>",
    "<p class=\"@\" id=\"id-@\">x</p>",
    "<a href=\"/customers/@\">x</a>",
    "<img alt=\"@\">",
    "<table><tr><td>@</td></tr></table>",
    "<label>@ <input></label>",
    "<form action=\"/@\"><button>x</button></form>",
    "<template>@</template>",
    "<!-- @ -->",
    "<iframe srcdoc=\"<p>@</p>\"></iframe>",
    "<svg><text>@</text></svg>",
    "<details><summary>@</summary></details>",
    "<dialog>@</dialog>",
];

/// Where they are kept, each as a statement, with `@` for its words.
const BEHIND_IT: [&str; 12] = [
    "document.cookie = 'session=@';",
    "localStorage.setItem('host', '@');",
    "localStorage.setItem('@', 'x');",
    "sessionStorage.setItem('host', '@');",
    "window.name = '@';",
    "window.customer = {mail: '@'};",
    "history.replaceState({secret: '@'}, '');",
    "console.log('@'); console.error('@');",
    "document.documentElement.dataset.user = '@';",
    "indexedDB.open('@').onupgradeneeded = () => {};",
    "const meta = document.createElement('meta'); meta.name = 'author'; meta.content = '@'; document.head.append(meta);",
    "setTimeout(() => { throw new Error('@'); });",
];

/// Title, path, query, fragment, and where the page was come from.
const IN_ADDRESSES: usize = 5;

pub(crate) async fn nothing_of_the_page_leaves_it(brand: Brand) {
    let steps = [
        step(
            "field",
            &json!({"anchor": {"test_id": "field"}, "advance": {"input": {"pattern": "*"}}}),
        ),
        step(
            "named",
            &json!({"anchor": {"css": "[data-testid=named]"}, "advance": "click"}),
        ),
        step(
            "absent",
            &json!({"anchor": {"css": "#not-there"}, "missing": {"wait_ms": 200, "then": "skip"}}),
        ),
        step("last", &json!({})),
    ];
    let option = |id: &str, right: bool| json!({"id": id, "text": {"en": id}, "correct": right});
    let quiz = json!({"start": "manual", "frequency": "always", "questions": [
        {"id": "q", "kind": "single", "prompt": {"en": "Which?"}, "options": [option("one", true), option("two", false)]}]});
    let vendor = Vendor::new(
        "canaries",
        brand,
        &[
            ("tutorials/one.yaml", guide(&steps)),
            ("quizzes/quiz.yaml", quiz),
        ],
    );
    let wire = Wire::to(&vendor.kumo.base);
    let (mut n, mut body, mut early) = (0, String::new(), String::new());
    let mut next = || {
        n += 1;
        canary(n - 1)
    };
    for html in IN_THE_PAGE {
        body += &html.replace('@', &next());
    }
    for script in BEHIND_IT {
        early += &script.replace('@', &next());
    }
    let [title, path, query, fragment, referrer] =
        std::array::from_fn::<_, IN_ADDRESSES, _>(|_| next());
    // What the person types, and how the target is called.
    let (typed, label) = (next(), next());
    assert!(n >= 40, "{n}");
    body += &format!(
        "<input data-testid=\"field\" aria-label=\"{label}\"><button data-testid=\"named\" aria-label=\"{label}\">{label}</button>"
    );
    early += &format!("document.title = '{title}';");
    let page = format!("/customers-{path}.html");
    vendor.door.page(
        &page,
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><script>window.told = {{ready: null}}; \
             (window.shirube ||= []).push(['on', 'ready', (r) => {{ told.ready = r; }}]);{early}</script></head><body>{body}\
             <script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-collector=\"{}/\" data-key=\"pk_demo\"></script></body></html>",
            wire.base
        ),
    );
    vendor.door.page(
        &format!("/from-{referrer}.html"),
        "<!doctype html><title>from</title>".to_owned(),
    );
    let browser = Browser::start(brand, 1000, 800).await;
    let base = &vendor.door.base;
    browser.open(&format!("{base}/from-{referrer}.html")).await;
    browser
        .run(&format!(
            "(location.href = '{page}?mail={query}#{fragment}', 1)"
        ))
        .await;
    browser.wait("a decision", "window.told?.ready?.ok").await;
    browser.run("(shirube.identify({id: 'u1'}), 1)").await;
    browser
        .wait(
            "the guide",
            "shirube.start('one', {force: true}).then((r) => r.shown)",
        )
        .await;
    browser.step("field").await;
    browser.fill("[data-testid=field]", &typed).await;
    browser.step("named").await;
    browser
        .click(
            "the target",
            "document.querySelector('[data-testid=named]')",
        )
        .await;
    browser.step("last").await;
    browser.click_part("card-next").await;
    browser
        .wait(
            "the quiz",
            "shirube.start('quiz', {force: true}).then((r) => r.shown)",
        )
        .await;
    browser.click_part("option").await;
    browser
        .wait(
            "ready to send",
            "!part('quiz-submit').hasAttribute('aria-disabled')",
        )
        .await;
    browser.click_part("quiz-submit").await;
    let rows = await_rows(&vendor.kumo, "quiz.answered", 1).await;
    browser.close().await;

    let mut places: Vec<(String, String)> = wire
        .passed()
        .into_iter()
        .map(|body| ("a post".to_owned(), body))
        .collect();
    assert!(!places.is_empty() && rows.len() > 8, "{} rows", rows.len());
    places.extend(
        vendor
            .kumo
            .files()
            .into_iter()
            .map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())),
    );
    for format in ["csv", "xapi", "cloudevents", "jsonl"] {
        places.push((
            format.to_owned(),
            vendor.kumo.text(&format!("/v1/export/{format}")),
        ));
    }
    places.push(("/metrics".to_owned(), vendor.kumo.text("/metrics")));
    let names: Vec<&Value> = rows.iter().map(|e| &e["name"]).collect();
    for n in 0..n {
        let canary = canary(n);
        let found: Vec<&str> = places
            .iter()
            .filter(|(_, text)| text.contains(&canary))
            .map(|(place, _)| place.as_str())
            .collect();
        assert_eq!(found, Vec::<&str>::new(), "{canary}, after {names:?}");
    }
}
