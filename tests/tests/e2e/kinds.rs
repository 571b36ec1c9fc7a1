//! Every kind of content, from its YAML to the collector's row, in both languages, as a person uses it: what the hand did
//! is what the books say. Then help: found, read, asked while offline.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::{Door, Fault};
use tests::driver::Brand;
use tests::kumo::{Kumo, folder};
use tests::ledger::{agree, await_rows, probe};

/// Words that the same item has in one language.
struct Words {
    language: &'static str,
    modal: &'static str,
    step: &'static str,
    quiz: &'static str,
    survey: &'static str,
    feed: &'static str,
    query: &'static str,
    article: &'static str,
}

const WORDS: [Words; 2] = [
    Words {
        language: "ja",
        modal: "定期請求をはじめました",
        step: "請求書の一覧",
        quiz: "番号はいつ決まりますか。",
        survey: "すすめますか。",
        feed: "年末年始のお知らせ",
        // Half-width kana finds what is written in full width.
        query: "ﾌﾟﾘﾝﾀ",
        article: "プリンターで印刷する",
    },
    Words {
        language: "en",
        modal: "Recurring invoices",
        step: "The list of invoices",
        quiz: "When is the number set?",
        survey: "Would you recommend Kumo?",
        feed: "Closed over New Year",
        query: "prnt",
        article: "Print an invoice",
    },
];

pub(crate) fn serve(name: &str) -> (Kumo, Door) {
    let kumo = Kumo::serving(
        name,
        folder("../demo-site/site"),
        folder("tests/e2e/content"),
    );
    let door = Door::before(&kumo);
    probe(
        &door,
        "<meta charset",
        &[
            "invoice_created",
            "import_done",
            "draft_filtered",
            "filter_used",
        ],
    );
    (kumo, door)
}

pub(crate) async fn reads(browser: &Browser, part: &str, text: &str) {
    let shown = format!("part('{part}')?.innerText.includes('{text}')");
    browser.wait(&format!("{part}: {text}"), &shown).await;
}

pub(crate) async fn click(browser: &Browser, css: &str) {
    browser
        .click(css, &format!("root?.querySelector(\"{css}\")"))
        .await;
}

/// One row of the ledger that the hand keeps: an event's name, its item, and the data that it must carry.
pub(crate) type Done = (&'static str, &'static str, Value);

pub(crate) fn missing(rows: &[Value], done: &[Done]) -> Vec<Done> {
    let holds = |row: &Value, (name, content, data): &Done| {
        let fields = data.as_object().into_iter().flatten();
        row["name"] == *name
            && (content.is_empty() || row["content"] == *content)
            && fields
                .into_iter()
                .all(|(key, value)| row["data"][key] == *value)
    };
    // Exactly once: a second row is as wrong as none.
    let once = |d: &&Done| rows.iter().filter(|row| holds(row, d)).count() != 1;
    done.iter().filter(once).cloned().collect()
}

async fn use_all(browser: &Browser, kumo: &Kumo, door: &Door, words: &Words) {
    let language = words.language;
    let address = format!(
        "{}/reports?lang={language}&user=u-kinds-{language}",
        door.base
    );
    browser.open(&address).await;

    // An announcement speaks up on its page; its button starts a guide, which offers the way to its own page.
    reads(browser, "modal", words.modal).await;
    browser.press("announcement-action").await;
    browser.press("card-go").await;
    reads(browser, "card-title", words.step).await;
    browser.press("card-next").await;
    browser.step("filter").await;
    // Nobody programmed this host event.
    let draft = "document.querySelector('[data-testid=filter-draft]')";
    browser.click("a filter", draft).await;
    browser.press("card-next").await;
    browser.wait("the guide's end", "!part('card')").await;

    // A quiz: a right answer, then the real thing.
    browser.run("(window.shirube.start('numbers'), 1)").await;
    reads(browser, "quiz", words.quiz).await;
    click(browser, "[part~=option][data-id=save]").await;
    browser.press("quiz-submit").await;
    browser.wait("feedback", "part('quiz-feedback')").await;
    browser.press("quiz-submit").await;
    browser.wait("the real task", "!part('option')").await;
    browser
        .run("(window.shirube.track('invoice_created'), 1)")
        .await;
    browser
        .wait(
            "the task is seen",
            "part('quiz-feedback') || part('quiz')?.innerText.match(/2/)",
        )
        .await;
    browser.run("(window.shirube.stop(), 1)").await;
    if browser.run("!!part('quiz-submit')").await == json!(true) {
        browser.press("quiz-submit").await;
    }
    browser.press("quiz-close").await;

    // A survey: a score and a sentence.
    browser.run("(window.shirube.start('voice'), 1)").await;
    reads(browser, "survey", words.survey).await;
    browser
        .click(
            "9",
            "[...root.querySelectorAll('[part~=score]')].find((e) => e.innerText.trim() === '9')",
        )
        .await;
    browser.press("survey-submit").await;
    let area = browser.element("the text", "part('survey-text')").await;
    area.send_keys("はい, yes").await.expect("typed");
    browser.press("survey-submit").await;
    browser.wait("thanks", "!part('survey-text')").await;
    browser.press("survey-close").await;

    // News are read.
    browser.run("(window.shirube.open('feed'), 1)").await;
    reads(browser, "feed", words.feed).await;
    browser.press("feed-close").await;

    let done = [
        ("prompt.accepted", "recurring", json!({})),
        ("announcement.clicked", "recurring", json!({})),
        (
            "tutorial.completed",
            "look-around",
            json!({"reason": "completed"}),
        ),
        ("host.draft_filtered", "", json!({})),
        ("host.invoice_created", "", json!({})),
        (
            "quiz.answered",
            "numbers",
            json!({"question": "when", "choice": "save", "correct": true, "attempt": 1}),
        ),
        (
            "quiz.answered",
            "numbers",
            json!({"question": "real", "correct": true}),
        ),
        (
            "survey.answered",
            "voice",
            json!({"question": "nps", "kind": "nps", "score": 9}),
        ),
        (
            "survey.answered",
            "voice",
            json!({"question": "why", "kind": "text", "text": "はい, yes"}),
        ),
        ("feed.opened", "", json!({"by": "api"})),
    ];
    let rows = agree(browser, kumo).await;
    assert_eq!(missing(&rows, &done), [], "{language}: {rows:#?}");
    for row in rows.iter().filter(|r| !r["content"].is_null()) {
        assert_eq!(row["language"], language, "{row}");
    }
    assert_eq!(
        browser
            .run("[window.seen.errors, window.seen.uncaught]")
            .await,
        json!([[], []])
    );
}

pub(crate) async fn every_kind_is_used_and_counted(brand: Brand) {
    let browser = Browser::start(brand, 1280, 860).await;
    for words in &WORDS {
        let (kumo, door) = serve(&format!("kinds-{}-{brand}", words.language));
        use_all(&browser, &kumo, &door, words).await;
    }
    browser.close().await;
}

async fn search(browser: &Browser, words: &str) {
    let field = browser.element("the search", "part('help-search')").await;
    field.clear().await.expect("cleared");
    field.send_keys(words).await.expect("typed");
}

async fn use_help(browser: &Browser, kumo: &Kumo, door: &Door, words: &Words) {
    let language = words.language;
    let address = format!("{}/team?lang={language}&user=u-help-{language}", door.base);
    browser.open(&address).await;
    browser.wait("ready", "window.seen.ready?.ok").await;
    let asked = door.asked();
    assert!(
        !asked.iter().any(|a| a.contains("/search")),
        "nothing of help before it is opened: {asked:?}"
    );
    browser.run("(window.shirube.open('help'), 1)").await;
    search(browser, words.query).await;
    reads(browser, "help-result", words.article).await;
    browser.press("help-result").await;
    browser.wait("the article", "part('article')").await;
    browser.run("(window.shirube.close(), 1)").await;

    // What finds nothing is recorded: it is what is missing.
    browser.run("(window.shirube.open('help'), 1)").await;
    search(browser, "xyzzyq").await;
    let rows = await_rows(kumo, "help.searched", 2).await;
    let searched: Vec<_> = rows
        .iter()
        .filter(|r| r["name"] == "help.searched")
        .map(|r| (r["data"]["query"].clone(), r["data"]["results"].clone()))
        .collect();
    assert_eq!(searched[0].0, json!(words.query), "{language}");
    assert_ne!(searched[0].1, json!(0), "{language}");
    assert_eq!(searched[1], (json!("xyzzyq"), json!(0)), "{language}");

    // An inquiry while the collector cannot be reached: numbered at once, sent once it can.
    door.breaks("/v1/events", Fault::Status(503));
    browser.run("(window.shirube.open('inquiry'), 1)").await;
    browser.wait("the form", "part('inquiry')").await;
    let kinds = "part('inquiry').querySelector('select')";
    let kinds = browser.element("the categories", kinds).await;
    // By the keyboard, as a person: the arrow down.
    kinds.send_keys("\u{E015}").await.expect("chosen");
    let area = browser.element("the text", "part('inquiry-text')").await;
    area.clear().await.expect("cleared");
    area.send_keys("Why?").await.expect("typed");
    browser.press("inquiry-submit").await;
    let number = browser
        .wait(
            "a number",
            "part('help').innerText.match(/Q-[0-9A-Z]+/)?.[0]",
        )
        .await;
    door.heals();
    let rows = await_rows(kumo, "inquiry.submitted", 1).await;
    let sent: Vec<_> = rows
        .iter()
        .filter(|r| r["name"] == "inquiry.submitted")
        .collect();
    assert_eq!(sent.len(), 1, "{language}");
    assert_eq!(sent[0]["data"]["number"], number, "{language}");
    assert_eq!(sent[0]["data"]["category"], "numbering", "{language}");
    assert_eq!(
        browser
            .run("[window.seen.errors, window.seen.uncaught]")
            .await,
        json!([[], []])
    );
}

pub(crate) async fn help_is_searched_read_and_asked(brand: Brand) {
    let browser = Browser::start(brand, 1280, 860).await;
    for words in &WORDS {
        let (kumo, door) = serve(&format!("help-{}-{brand}", words.language));
        use_help(&browser, &kumo, &door, words).await;
    }
    browser.close().await;
}

/// An index that is not the one published is refused, and help goes on without it.
pub(crate) async fn a_damaged_index_is_refused(brand: Brand) {
    let (_kumo, door) = serve(&format!("index-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    door.breaks("/shirube/content/search/", Fault::Flip);
    browser
        .open(&format!("{}/team?lang=en&user=u-index", door.base))
        .await;
    browser.wait("ready", "window.seen.ready?.ok").await;
    browser.run("(window.shirube.open('help'), 1)").await;
    browser
        .wait(
            "the refusal",
            "window.seen.errors.some((e) => e.code === 'index_missing')",
        )
        .await;
    browser.wait("help", "part('help')").await;
    assert_eq!(browser.run("window.seen.uncaught").await, json!([]));
    browser.close().await;
}
