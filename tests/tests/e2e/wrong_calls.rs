//! A page that calls wrongly: a `TypeError` that names the field where there is a stack to throw into, an `error`
//! event where there is none, a reason where the answer is a promise; guidance goes on.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::probe;

/// The page with a script of its own ahead of everything.
fn page(kumo: &Kumo, early: &str) -> Door {
    let door = Door::before(kumo);
    door.page("/early.js", early.to_owned());
    door.edit(
        "<meta charset",
        "<script src=\"/early.js\"></script><meta charset",
    );
    probe(&door, "<script src=\"/early.js\">", &[]);
    door
}

async fn errors(browser: &Browser) -> Vec<Value> {
    let errors = browser.run("window.seen.errors").await;
    errors.as_array().cloned().unwrap_or_default()
}

pub(crate) async fn wrong_calls_are_named(brand: Brand) {
    let kumo = Kumo::start(&format!("calls-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = page(
        &kumo,
        "(window.shirube ||= []).push(['identify', {id: 5}], ['open', 'nonsense'], ['nothing'], 'text');",
    );
    let address = format!("{}/invoices?lang=en&user=u-calls", door.base);
    browser.open(&address).await;
    // In spite of all that was queued wrongly, what was queued rightly is carried out.
    browser.step("new").await;

    let queued = errors(&browser).await;
    let check_queued = |at: usize, field: &str| {
        let error = &queued[at];
        assert_eq!(error["code"], "wrong_argument", "{error}");
        assert!(
            error["message"].as_str().is_some_and(|m| m.contains(field)),
            "{error}"
        );
    };
    assert_eq!(queued.len(), 4, "{queued:?}");
    check_queued(0, "identify: id must be");
    check_queued(1, "open: surface must be");
    check_queued(2, "push");
    check_queued(3, "push");

    let throws = [
        ("identify({})", "identify: id must be a string"),
        ("identify('u1')", "identify: identity must be an object"),
        (
            "identify({id: 'u', traits: 'x'})",
            "identify: traits must be an object",
        ),
        (
            "identify({id: 'u', account: {}})",
            "identify: account.id must be a string",
        ),
        (
            "identify({id: 'u', token: 7})",
            "identify: token must be a string",
        ),
        ("track()", "track: name must be a string"),
        (
            "start('first-invoice', {step: 3})",
            "start: step must be a string",
        ),
        ("open('nonsense')", "open: surface must be one of"),
        ("consent('maybe')", "consent: state must be one of"),
        ("on('error')", "on: handler must be a function"),
        (
            "configure({navigate: true})",
            "configure: navigate must be a function",
        ),
        (
            "configure({theme: {scheme: 'blue'}})",
            "configure: theme.scheme must be one of auto, light, dark",
        ),
        (
            "configure({theme: {radius: '4'}})",
            "configure: theme.radius must be a number",
        ),
        ("push(['nothing'])", "push: a call must be"),
    ];
    for (call, message) in throws {
        let script = format!(
            "(() => {{ try {{ window.shirube.{call}; return 'accepted'; }} catch (e) {{ return `${{e.name}} ${{e.message}}`; }} }})()"
        );
        let said = browser.run(&script).await;
        let said = said.as_str().unwrap_or_default();
        assert!(
            said.starts_with(&format!("TypeError {message}")),
            "{call}: {said}"
        );
    }
    assert_eq!(
        errors(&browser).await.len(),
        4,
        "what throws is not told twice"
    );

    let answers = [
        (
            "start('nothing')",
            json!({"shown": false, "reason": "not_published"}),
        ),
        (
            "start('due-date')",
            json!({"shown": false, "reason": "not_startable"}),
        ),
        ("start('invite-member')", json!({"shown": true})),
    ];
    for (call, expected) in answers {
        let answer = browser.run(&format!("window.shirube.{call}")).await;
        assert_eq!(answer, expected, "{call}");
    }
    assert_eq!(errors(&browser).await.len(), 4, "no answer is an error");
    assert_eq!(browser.run("window.seen.uncaught").await, json!([]));
    browser.close().await;
}

pub(crate) async fn a_second_tag_is_ignored(brand: Brand) {
    let kumo = Kumo::start(&format!("second-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = page(&kumo, "");
    door.edit(
        "</body>",
        "<script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\"></script></body>",
    );
    let address = format!("{}/invoices?lang=en&user=u-second", door.base);
    browser.open(&address).await;
    browser.step("new").await;
    browser
        .wait(
            "already_loaded",
            "window.seen.errors.some((e) => e.code === 'already_loaded')",
        )
        .await;
    assert_eq!(errors(&browser).await.len(), 1);
    let roots = "document.querySelectorAll('shirube-root').length";
    assert_eq!(browser.run(roots).await, json!(1));
    // Both load as they please; whichever came first was the only one: one catalogue was asked for.
    let asked = door.asked();
    let catalogues: Vec<&String> = asked
        .iter()
        .filter(|a| a.ends_with("catalogue.bin"))
        .collect();
    assert_eq!(catalogues.len(), 1, "{catalogues:?}");
    browser.close().await;
}
