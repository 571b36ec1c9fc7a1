//! The kinds that `kinds` leaves out, from YAML to row in both languages: banner, toast, checklist, quizzes to choose several
//! and to order, the other surveys, a film, "I don't understand", text mode, community, contact, and recording switched off.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{agree, await_rows, count};

use crate::kinds::{Done, click, missing, reads, serve};

/// Words that the same item has in one language.
struct Words {
    language: &'static str,
    banner: &'static str,
    toast: &'static str,
    checklist: &'static str,
    other_words: &'static str,
    guide: &'static str,
    community: &'static str,
    surveys: &'static str,
}

const WORDS: [Words; 2] = [
    Words {
        language: "ja",
        banner: "取引先をまとめて登録できます",
        toast: "登録しました",
        checklist: "はじめの日",
        other_words: "言い換えると、こうです。",
        guide: "一覧を見る",
        community: "ユーザーコミュニティ",
        surveys: "アンケートの回答",
    },
    Words {
        language: "en",
        banner: "Import customers at once",
        toast: "Imported",
        checklist: "First day",
        other_words: "In other words.",
        guide: "Look at the list",
        community: "Community",
        surveys: "Your answers to surveys",
    },
];

async fn call(browser: &Browser, what: &str) {
    browser.run(&format!("(window.shirube.{what}, 1)")).await;
}

async fn gone(browser: &Browser, part: &str) {
    browser
        .wait(&format!("no {part}"), &format!("!part('{part}')"))
        .await;
}

/// Puts the options of an ordering question in this order, by their buttons.
async fn order(browser: &Browser, wanted: [&str; 3]) {
    for (place, id) in wanted.iter().enumerate() {
        let at = format!(
            "[...root.querySelectorAll('[part~=option]')].findIndex((e) => e.dataset.id === '{id}')"
        );
        let mut now = browser.run(&at).await.as_u64().expect("a place") as usize;
        while now > place {
            click(browser, &format!("[data-id={id}] [part~=option-up]")).await;
            now -= 1;
            browser
                .wait("one place up", &format!("{at} === {now}"))
                .await;
        }
    }
}

async fn announcements(browser: &Browser, words: &Words) {
    reads(browser, "banner", words.banner).await;
    browser.press("announcement-action").await;
    gone(browser, "banner").await;
    call(
        browser,
        "on('badge', ({count}) => { window.badge = count; })",
    )
    .await;
    call(browser, "track('import_done')").await;
    reads(browser, "toast", words.toast).await;
    browser.press("announcement-close").await;
    gone(browser, "toast").await;
    // The host's own button would show this number; the toast is news still unread, and one task is left.
    browser.wait("a badge", "window.badge > 0").await;
    call(browser, "open('feed')").await;
    browser
        .wait(
            "unread news are marked",
            "root.querySelector('[part~=feed-item][data-unread]')",
        )
        .await;
    browser.press("feed-close").await;
    browser.wait("one task is left", "window.badge === 1").await;

    call(browser, "open('checklist')").await;
    reads(browser, "checklist", words.checklist).await;
    let state = |id: &str| {
        format!("root.querySelector('[part~=checklist-item][data-id={id}]').dataset.state")
    };
    assert_eq!(browser.run(&state("import")).await, "done");
    assert_eq!(browser.run(&state("look")).await, "open");
    browser.press("checklist-close").await;
}

async fn questions(browser: &Browser) {
    call(browser, "start('many')").await;
    browser.wait("the quiz", "part('quiz')").await;
    click(browser, "[part~=option][data-id=date]").await;
    click(browser, "[part~=option][data-id=name]").await;
    browser.press("quiz-submit").await;
    browser.wait("feedback", "part('quiz-feedback')").await;
    browser.press("quiz-submit").await;
    browser
        .wait(
            "the next question",
            "root.querySelector('[part~=option-up]')",
        )
        .await;
    order(browser, ["make", "check", "send"]).await;
    browser.press("quiz-submit").await;
    browser.wait("feedback", "part('quiz-feedback')").await;
    browser.press("quiz-submit").await;
    browser.wait("the end", "!part('quiz-question')").await;
    browser.press("quiz-close").await;

    call(browser, "start('opinion')").await;
    for (question, css) in [
        ("easy", "[part~=score][data-id='4']"),
        ("stars", "[part~=score][data-id='6']"),
        ("uses", "[part~=option][data-id=b]"),
    ] {
        let shown = format!("root?.querySelector(\"{css}\")");
        browser.wait(question, &shown).await;
        click(browser, css).await;
        browser.press("survey-submit").await;
    }
    browser.wait("thanks", "!part('survey-submit')").await;
    browser.press("survey-close").await;
}

async fn guides(browser: &Browser, words: &Words) {
    call(browser, "start('film')").await;
    browser.step("watch").await;
    browser.press("media-play").await;
    browser.press("card-unclear").await;
    reads(browser, "card", words.other_words).await;
    let field = browser
        .element("the sentence", "part('unclear-text')")
        .await;
    field.send_keys("Which film?").await.expect("typed");
    browser.press("unclear-submit").await;
    gone(browser, "unclear-text").await;
    browser.press("card-next").await;
    gone(browser, "card").await;

    // Text in place of cards.
    call(browser, "prefer({text: true})").await;
    call(browser, "start('look-around')").await;
    reads(browser, "text-list", words.guide).await;
    assert_eq!(browser.run("!part('card')").await, json!(true));
    browser.press("text-close").await;
    gone(browser, "text-list").await;
    call(browser, "prefer({text: false})").await;
}

async fn people(browser: &Browser, words: &Words) {
    // Nobody goes to the community's own site from here.
    browser.run("(window.open = () => null, 1)").await;
    call(browser, "open('help')").await;
    reads(browser, "community", words.community).await;
    browser.press("community").await;
    browser.press("contact-message").await;
    call(browser, "close()").await;
    gone(browser, "help").await;
}

fn done() -> Vec<Done> {
    vec![
        ("announcement.clicked", "strip", json!({})),
        (
            "announcement.dismissed",
            "strip",
            json!({"reason": "completed"}),
        ),
        (
            "prompt.dismissed",
            "imported",
            json!({"reason": "dismissed"}),
        ),
        ("host.import_done", "", json!({})),
        ("checklist.opened", "first-day", json!({"by": "api"})),
        (
            "checklist.item_completed",
            "first-day",
            json!({"item": "import"}),
        ),
        (
            "quiz.answered",
            "many",
            json!({"question": "which", "choice": ["date", "name"], "correct": true}),
        ),
        (
            "quiz.answered",
            "many",
            json!({"question": "order", "choice": ["make", "check", "send"], "correct": true}),
        ),
        (
            "survey.answered",
            "opinion",
            json!({"question": "easy", "kind": "csat", "score": 4}),
        ),
        (
            "survey.answered",
            "opinion",
            json!({"question": "stars", "kind": "rating", "score": 6}),
        ),
        (
            "survey.answered",
            "opinion",
            json!({"question": "uses", "kind": "choice", "choice": ["b"]}),
        ),
        ("media.played", "film", json!({})),
        ("tutorial.unclear", "film", json!({"text": "Which film?"})),
        ("tutorial.completed", "film", json!({"reason": "completed"})),
        ("text.opened", "", json!({})),
        (
            "tutorial.dismissed",
            "look-around",
            json!({"reason": "dismissed"}),
        ),
        ("community.opened", "", json!({})),
        ("contact.requested", "", json!({})),
    ]
}

/// Switched off, nothing is recorded; switched on again, what comes after is.
async fn privacy(browser: &Browser, kumo: &Kumo, words: &Words) {
    call(browser, "open('privacy')").await;
    // What the panel counts is what the collector holds, but for what the recording says of itself.
    let rows = agree(browser, kumo).await;
    let listed = "[...part('privacy').querySelectorAll('li')].map((e) => Number(e.lastChild.innerText.match(/[0-9]+/)[0])).reduce((a, b) => a + b, 0)";
    browser
        .wait(
            "every event is in the list",
            &format!("({listed}) === {}", rows.len()),
        )
        .await;
    let surveys = rows
        .iter()
        .filter(|r| r["name"].as_str().is_some_and(|n| n.starts_with("survey.")))
        .count();
    let line = browser
        .wait(
            words.surveys,
            &format!(
                "[...part('privacy').querySelectorAll('li')].find((e) => e.innerText.includes('{}'))?.lastChild.innerText",
                words.surveys
            ),
        )
        .await;
    let line = line.as_str().unwrap_or_default();
    assert!(line.contains(&surveys.to_string()), "{line}: {surveys}");
    browser.press("privacy-switch").await;
    call(browser, "track('import_done')").await;
    browser.press("privacy-switch").await;
    call(browser, "track('invoice_created')").await;
    let rows = await_rows(kumo, "host.invoice_created", 1).await;
    assert_eq!(
        count(&rows, "host.import_done"),
        1,
        "nothing while it was off"
    );
    browser.press("privacy-close").await;
}

async fn no_errors(browser: &Browser) {
    let seen = browser
        .run("[window.seen.errors, window.seen.uncaught]")
        .await;
    assert_eq!(seen, json!([[], []]));
}

pub(crate) async fn the_other_kinds_are_used_and_counted(brand: Brand) {
    let browser = Browser::start(brand, 1280, 860).await;
    for words in &WORDS {
        let language = words.language;
        let (kumo, door) = serve(&format!("more-{language}-{brand}"));
        let address = format!(
            "{}/customers?lang={language}&user=u-more-{language}",
            door.base
        );
        browser.open(&address).await;
        announcements(&browser, words).await;
        questions(&browser).await;
        guides(&browser, words).await;
        people(&browser, words).await;
        let rows = agree(&browser, &kumo).await;
        assert_eq!(missing(&rows, &done()), [], "{language}: {rows:#?}");
        for row in rows.iter().filter(|r| !r["content"].is_null()) {
            assert_eq!(row["language"], language, "{row}");
        }
        privacy(&browser, &kumo, words).await;
        no_errors(&browser).await;
    }
    browser.close().await;
}

/// Every surface by `open`, and away by `close`; over a modal too.
pub(crate) async fn every_surface_opens_and_closes(brand: Brand) {
    let (_kumo, door) = serve(&format!("open-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let open = async |page: &str| {
        let address = format!("{}{page}?lang=en&user=u-open", door.base);
        browser.open(&address).await;
        browser.wait("ready", "window.seen.ready?.ok").await;
    };
    open("/reports").await;
    browser.wait("the modal", "part('modal')").await;
    call(&browser, "open('help')").await;
    browser.wait("help", "part('help')").await;
    gone(&browser, "modal").await;
    call(&browser, "close()").await;
    gone(&browser, "help").await;

    open("/customers").await;
    browser.wait("the banner", "part('banner')").await;
    call(&browser, "close()").await;
    gone(&browser, "banner").await;
    for (name, part) in [
        ("'help'", "help"),
        ("'checklist'", "checklist"),
        ("'feed'", "feed"),
        ("'text'", "text-list"),
        ("'inquiry'", "inquiry"),
        ("'privacy'", "privacy"),
        ("'article', 'numbering'", "article"),
    ] {
        call(&browser, &format!("open({name})")).await;
        browser.wait(name, &format!("part('{part}')")).await;
        call(&browser, "close()").await;
        gone(&browser, part).await;
    }
    no_errors(&browser).await;
    browser.close().await;
}
