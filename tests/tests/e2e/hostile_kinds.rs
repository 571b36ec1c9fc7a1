//! Texts that try to be code in every kind of surface, and in everything that a person writes into one: announcements,
//! checklists, quizzes, surveys, help, inquiries, and the cases and templates that a CSM then reads.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::ledger::await_rows;

use crate::hostile_text::{dashboard, payloads, unharmed};
use crate::made::{Vendor, guide, step};

/// Everything that is drawn, each text once, without white space.
const DRAWN: &str =
    "[...new Set([...root.querySelectorAll('*')].map((e) => e.textContent.replace(/\\s+/g, '')))]";

/// Texts that a field of one line holds; a name in braces is filled in and has its own test.
fn lines() -> Vec<String> {
    let fits = |text: &String| {
        !text.contains(['{', '}']) && text.trim() == text && text.chars().count() < 500
    };
    payloads().into_iter().filter(fits).collect()
}

fn content(all: &[String]) -> Vec<(String, Value)> {
    let text = |t: &str| json!({"en": t});
    let mut items: Vec<(String, Value)> = Vec::new();
    for (n, payload) in all.iter().enumerate() {
        let feed = json!({"form": "feed", "title": text(payload), "body": text("Plain.")});
        items.push((format!("announcements/f{n}.yaml"), feed));
        if n < 60 {
            let front = format!(
                "---\ntitle: {}\n---\nPlain words about number {n}.\n",
                json!(payload)
            );
            items.push((format!("articles/a{n}.en.md"), json!(front)));
        }
    }
    let entries: Vec<Value> = all
        .iter()
        .enumerate()
        .map(|(n, p)| json!({"id": format!("i{n}"), "title": text(p), "done": {"event": "never"}}))
        .collect();
    items.push((
        "checklists/all.yaml".to_owned(),
        json!({"title": text(&all[0]), "items": entries}),
    ));
    let options: Vec<Value> = all
        .iter()
        .enumerate()
        .map(|(n, p)| json!({"id": format!("o{n}"), "text": text(p)}))
        .collect();
    items.push((
        "surveys/asked.yaml".to_owned(),
        json!({"start": "manual", "frequency": "always", "questions": [
            {"id": "choice", "kind": "choice", "prompt": text(&all[1]), "options": options},
            {"id": "why", "kind": "text", "prompt": text(&all[2])}]}),
    ));
    for (n, part) in all
        .chunks(8)
        .take(6)
        .enumerate()
        .filter(|(_, part)| part.len() == 8)
    {
        let option =
            |k: usize| json!({"id": format!("o{k}"), "text": text(&part[k]), "correct": k == 0});
        items.push((
            format!("quizzes/q{n}.yaml"),
            json!({"start": "manual", "frequency": "always", "questions": [{"id": "q", "kind": "single", "prompt": text(&part[6]),
                "options": (0..6).map(option).collect::<Vec<_>>(), "explain": text(&part[7])}]}),
        ));
    }
    let unclear = json!({"unclear": {"body": {"en": "Plain."}}});
    items.push((
        "tutorials/unclear.yaml".to_owned(),
        guide(&[step("a", &unclear)]),
    ));
    items.push((
        "shirube.yaml".to_owned(),
        json!({"shirube": 1, "product": "hostile", "timezone": "Asia/Tokyo", "languages": ["en"], "launcher": {"show": "always"},
            "inquiries": all.iter().take(20).enumerate().map(|(n, p)| json!({"id": format!("c{n}"), "title": text(p)})).collect::<Vec<_>>(),
            "contact": {"name": all[3], "hours": text(&all[4]), "reply_within": "2h"},
            "community": {"title": text(&all[5]), "url": "https://community.example/"}}),
    ));
    items
}

/// All of these are drawn to the letter.
async fn drawn(browser: &Browser, place: &str, all: &[String]) {
    let bare = |text: &String| text.split_whitespace().collect::<String>();
    let wanted = json!(all.iter().map(bare).collect::<Vec<_>>()).to_string();
    let missing = format!(
        "(() => {{ const there = {DRAWN}; return {wanted}.filter((t) => !there.some((d) => d.includes(t))); }})()"
    );
    browser
        .wait(place, &format!("{missing}.length === 0"))
        .await;
    unharmed(browser, place).await;
}

/// Writes into a field of ours as a person does.
async fn write(browser: &Browser, part: &str, text: &str) {
    let field = browser.element(part, &format!("part('{part}')")).await;
    field.clear().await.expect("empty");
    let typed = field.send_keys(text).await;
    typed.unwrap_or_else(|e| panic!("{part}: {text:?}: {e}"));
}

pub(crate) async fn hostile_text_in_every_kind_stays_text(brand: Brand) {
    let all = lines();
    assert!(all.len() > 90, "{}", all.len());
    let items = content(&all);
    let items: Vec<(&str, Value)> = items
        .iter()
        .map(|(path, item)| (path.as_str(), item.clone()))
        .collect();
    let vendor = Vendor::new("kinds", brand, &items);
    vendor.door.policy(
        "default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    );
    vendor.door.page(
        "/page.html",
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>kinds</title><script nonce=\"n0nce\">window.violations = []; \
         window.told = {ready: null}; (window.shirube ||= []).push(['on', 'ready', (r) => { told.ready = r; }]); \
         window.alert = window.confirm = window.prompt = () => { window.fired = 1; }; \
         addEventListener('securitypolicyviolation', (e) => window.violations.push(e.violatedDirective + ' ' + e.blockedURI));</script></head><body><p>host</p>\
         <script nonce=\"n0nce\" async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_demo\"></script></body></html>"
            .to_owned(),
    );
    let browser = Browser::start(brand, 1100, 900).await;
    vendor.open(&browser, "/page.html").await;
    assert_eq!(browser.run("told.ready").await, json!({"ok": true}));

    for surface in ["feed", "checklist"] {
        browser
            .run(&format!("(shirube.open('{surface}'), 1)"))
            .await;
        browser.wait(surface, &format!("part('{surface}')")).await;
        drawn(&browser, surface, &all).await;
        browser.run("(shirube.close(), 1)").await;
    }
    for (n, part) in all
        .chunks(8)
        .take(6)
        .enumerate()
        .filter(|(_, part)| part.len() == 8)
    {
        browser
            .wait(
                "a quiz",
                &format!("shirube.start('q{n}', {{force: true}}).then((r) => r.shown)"),
            )
            .await;
        browser
            .click(
                "the right option",
                "part('quiz').querySelector('[data-id=o0]')",
            )
            .await;
        drawn(&browser, "quiz", &part[..7]).await;
        browser.click("send", "part('quiz-submit')").await;
        browser.wait("feedback", "part('quiz-feedback')").await;
        drawn(&browser, "feedback", &part[7..]).await;
        browser.click("close", "part('quiz-close')").await;
        browser.wait("no quiz", "!part('quiz')").await;
    }
    browser
        .wait(
            "the survey",
            "shirube.start('asked', {force: true}).then((r) => r.shown)",
        )
        .await;
    drawn(&browser, "survey", &all).await;

    // What a person writes: searched, asked, answered, found unclear.
    let written: Vec<&String> = all.iter().step_by(all.len() / 6).collect();
    browser
        .click("a choice", "part('survey').querySelector('label')")
        .await;
    browser.click("on", "part('survey-submit')").await;
    write(&browser, "survey-text", written[0]).await;
    browser.click("send", "part('survey-submit')").await;
    browser.wait("its end", "!part('survey-text')").await;
    unharmed(&browser, "survey").await;
    browser.run("(part('survey-close')?.click(), 1)").await;
    browser.run("(shirube.open('help'), 1)").await;
    for text in &written {
        write(&browser, "help-search", text).await;
        let kept = format!("part('help-search').value === {}", json!(text));
        browser.wait("the words", &kept).await;
        unharmed(&browser, "search").await;
    }
    browser.run("(shirube.open('inquiry'), 1)").await;
    browser.wait("the form", "part('inquiry')").await;
    drawn(&browser, "inquiry", &all[..20]).await;
    write(&browser, "inquiry-text", written[1]).await;
    let kinds = "part('inquiry').querySelector('select')";
    let kinds = browser.element("the kinds", kinds).await;
    // By the keyboard, as a person: the arrow down.
    kinds.send_keys("\u{E015}").await.expect("chosen");
    browser.click_part("inquiry-submit").await;
    browser
        .wait("its number", "root.textContent.includes('Q-')")
        .await;
    let rows = await_rows(&vendor.kumo, "inquiry.submitted", 1).await;
    let sent = rows.iter().find(|e| e["name"] == "inquiry.submitted");
    let sent = sent.expect("one");
    assert_eq!(sent["data"]["text"], json!(written[1]));
    unharmed(&browser, "inquiry").await;
    browser.run("(shirube.close(), 1)").await;
    browser
        .wait(
            "a guide",
            "shirube.start('unclear', {force: true}).then((r) => r.shown)",
        )
        .await;
    browser.click_part("card-unclear").await;
    write(&browser, "unclear-text", written[2]).await;
    browser.click_part("unclear-submit").await;
    let rows = await_rows(&vendor.kumo, "survey.answered", 2).await;
    let said = |e: &&Value| e["name"] == "survey.answered" && e["data"]["kind"] == "text";
    let answer = rows.iter().find(said).expect("one");
    assert_eq!(answer["data"]["text"], json!(written[0]));
    assert_eq!(browser.run("window.violations").await, json!([]));
    unharmed(&browser, "the end").await;

    // What a CSM reads: accounts, cases, notes, templates and escalations full of it.
    let tell = |method: &str, path: &str, body: Value| {
        let (status, told) = vendor.kumo.tell(method, path, &body);
        assert_eq!(status, 200, "{method} {path}: {told}");
    };
    let both = |t: &str| json!({"ja": t, "en": t});
    for (n, text) in all.iter().step_by(5).enumerate() {
        let id = format!("a{n}");
        tell(
            "PUT",
            "/v1/accounts",
            json!([{"id": id, "name": text, "plan": text, "owner": {"name": text, "mail": "csm@kumo.example"},
            "contacts": [{"name": text, "mail": "x@aoba.example", "role": text, "primary": true}]}]),
        );
        tell(
            "POST",
            "/v1/cases",
            json!({"account": id, "reason": both(text)}),
        );
        tell("POST", "/v1/notes", json!({"account": id, "text": text}));
        tell(
            "POST",
            "/v1/escalations",
            json!({"title": text, "text": text, "accounts": [id]}),
        );
    }
    dashboard(&browser, &vendor.kumo).await;
    browser.close().await;
}
