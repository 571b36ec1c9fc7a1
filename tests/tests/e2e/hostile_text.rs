//! Texts that try to be code, from a public list, wherever a text can come in: an author's content, what a page tells,
//! what a person is called, and what the dashboard then shows of it. Nothing runs, nothing is reported by the policy,
//! and nothing is fetched from anywhere else.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder, npm_package};
use tests::ledger::await_rows;

/// Every string of the list that has something of HTML, a script or an address in it, and some of our own kind.
pub(crate) fn payloads() -> Vec<String> {
    let list = std::fs::read(npm_package("blns").join("resources/blns.json")).expect("the list");
    let list: Vec<String> = serde_json::from_slice(&list).expect("JSON");
    let odd = |text: &String| {
        let low = text.to_lowercase();
        [
            "<",
            "javascript:",
            "onerror",
            "onload",
            "&#",
            "http",
            "${",
            "{{",
            "\u{202e}",
        ]
        .iter()
        .any(|sign| low.contains(sign))
    };
    let mut all: Vec<String> = list.into_iter().filter(odd).collect();
    all.extend(
        [
            "</script><script>alert(1)</script>",
            "\"><svg/onload=alert(1)>",
            "<template><img src=//evil.example onerror=alert(1)></template>",
            "<math><mtext><option><FAKEFAKE><option></option><mglyph><svg><mtext><style><a title=\"</style><img src='#' onerror='alert(1)'>\">",
            "{user.name|<img src=x onerror=alert(1)>}",
            "[x](javascript:alert(1))",
        ]
        .map(str::to_owned),
    );
    assert!(all.len() > 120, "{}", all.len());
    all
}

/// A guide for every fifteen of them, each the title of a step. HTML in a body is refused by the compiler already.
fn content(payloads: &[String]) -> (PathBuf, Vec<String>) {
    let root =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(root.join("tutorials")).expect("a folder");
    std::fs::write(
        root.join("shirube.yaml"),
        "shirube: 1\nproduct: hostile\ntimezone: Asia/Tokyo\nlanguages: [en]\nlauncher: {show: never}\n",
    )
    .expect("written");
    let mut names = Vec::new();
    for (n, part) in payloads.chunks(15).enumerate() {
        let steps: Vec<Value> = part
            .iter()
            .enumerate()
            .map(|(s, text)| json!({"id": format!("s{s}"), "title": {"en": text}, "body": {"en": "Plain."}}))
            .collect();
        let guide = json!({"title": {"en": part[0]}, "start": "manual", "frequency": "always", "steps": steps});
        let name = format!("g{n}");
        // JSON is YAML.
        std::fs::write(
            root.join(format!("tutorials/{name}.yaml")),
            guide.to_string(),
        )
        .expect("written");
        names.push(name);
    }
    (root, names)
}

/// Ours and nobody else's: every address that the page has asked.
const FOREIGN: &str = "performance.getEntriesByType('resource').map((e) => e.name).filter((name) => !name.startsWith(location.origin))";

pub(crate) async fn unharmed(browser: &Browser, place: &str) {
    // A dialog would fail this very call.
    assert_eq!(
        browser.run(FOREIGN).await,
        json!([]),
        "{place}: foreign requests"
    );
    assert_eq!(
        browser.run("window.fired ?? 0").await,
        json!(0),
        "{place}: something ran"
    );
    let made = "[document, root].flatMap((r) => r ? [...r.querySelectorAll('img, iframe, object, embed, math, svg a, [onerror], [onload], [href^=javascript]')] : []).length";
    assert_eq!(
        browser.run(made).await,
        json!(0),
        "{place}: elements out of a text"
    );
}

pub(crate) async fn hostile_text_stays_text(brand: Brand) {
    let payloads = payloads();
    let (source, guides) = content(&payloads);
    let kumo = Kumo::serving(
        &format!("hostile-{brand}"),
        folder("hosts/plain"),
        source.clone(),
    );
    let door = Door::before(&kumo);
    door.policy(
        "default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    );
    door.folder("/", &folder("hosts/plain"));
    // The icon is asked for by WebKit itself.
    door.edit(
        "<meta charset",
        "<script nonce=\"n0nce\">window.violations = []; window.alert = window.confirm = window.prompt = () => { window.fired = 1; }; \
         addEventListener('securitypolicyviolation', (e) => { \
         if (!e.blockedURI.endsWith('/favicon.ico')) window.violations.push(e.violatedDirective + ' ' + e.blockedURI); });</script><meta charset",
    );
    door.edit(
        "</body>",
        "<script nonce=\"n0nce\" async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-collector=\"/\" data-key=\"pk_demo\" data-language=\"en\"></script></body>",
    );
    let browser = Browser::start(brand, 1100, 800).await;
    browser.open(&format!("{}/", door.base)).await;
    browser
        .wait("a decision", "typeof window.shirube?.start === 'function'")
        .await;
    let mut shown = 0;
    for guide in &guides {
        browser
            .run(&format!("shirube.start('{guide}', {{force: true}})"))
            .await;
        for payload in &payloads[shown..(shown + 15).min(payloads.len())] {
            // White space is drawn as one blank; everything else is there to the letter.
            let fallback = payload
                .strip_prefix("{user.name|")
                .and_then(|rest| rest.strip_suffix('}'));
            let words = json!(fallback.unwrap_or(payload)).to_string();
            let same = format!(
                "part('card-title')?.textContent.replace(/\\s+/g, '') === {words}.replace(/\\s+/g, '')"
            );
            browser.wait("the text", &same).await;
            browser.run("(shirube.next(), 1)").await;
            shown += 1;
        }
        unharmed(&browser, guide).await;
    }
    assert_eq!(shown, payloads.len());
    assert_eq!(browser.run("window.violations").await, json!([]));

    // What a page tells of its person and of what it does.
    let all = json!(payloads).to_string();
    let told = format!(
        "({all}.forEach((text, n) => {{ shirube.identify({{id: text, traits: {{name: text}}, account: {{id: text, traits: {{name: text}}}}}}); shirube.track('t' + n, {{text}}); }}), \
         shirube.track('last'), 1)"
    );
    browser.run(&told).await;
    let rows = await_rows(&kumo, "host.last", 1).await;
    assert!(rows.len() > payloads.len());
    unharmed(&browser, "a page that tells").await;

    // What others may send by hand, and what the vendor's server says.
    for (n, part) in payloads.chunks(10).enumerate() {
        let events: Vec<Value> = part
            .iter()
            .enumerate()
            .map(|(at, text)| event(n * 10 + at, text))
            .collect();
        let body =
            json!({"v": 1, "key": "pk_demo", "sdk": "t", "sent": 1, "events": events}).to_string();
        assert_eq!(kumo.post(&body).0, 200);
    }
    dashboard(&browser, &kumo).await;
    browser.close().await;
    let _ = std::fs::remove_dir_all(source);
}

fn event(n: usize, text: &str) -> Value {
    let names = [
        "survey.answered",
        "inquiry.submitted",
        "quiz.answered",
        "tutorial.step_shown",
        "help.searched",
        "host.x",
    ];
    let name = if n % 7 == 6 {
        text
    } else {
        names[n % names.len()]
    };
    json!({"id": format!("01900000-0000-7000-8000-{n:012x}"), "seq": n, "session": "01900000-0000-7000-9000-000000000000", "tab": 0, "at": 1,
        "name": name, "user": text, "account": text, "content": text, "step": text, "variant": text, "language": text, "locale": text, "version": 1,
        "data": {"text": text, "question": text, "choice": text, "category": text, "query": text, "kind": "text"}})
}

/// Every page of the dashboard that its own links lead to.
pub(crate) async fn dashboard(browser: &Browser, kumo: &Kumo) {
    browser.open(&format!("{}/dashboard/", kumo.base)).await;
    browser.fill("[name=mail]", "csm@kumo.example").await;
    browser.fill("[name=password]", "demo").await;
    browser
        .click("sign in", "document.querySelector('form button')")
        .await;
    browser
        .wait(
            "the dashboard",
            "!document.querySelector('[name=password]') && document.links.length",
        )
        .await;
    let links = "[...document.links].map((a) => a.href).filter((href) => href.startsWith(location.origin + '/dashboard/') && !href.includes('sign'))";
    let (mut seen, mut next) = (Vec::new(), vec![browser.run("location.href").await]);
    while let Some(page) = next.pop() {
        if seen.contains(&page) || seen.len() >= 60 {
            continue;
        }
        browser.open(page.as_str().expect("an address")).await;
        unharmed(browser, page.as_str().unwrap_or_default()).await;
        let scripts = "[...document.querySelectorAll('script')].filter((s) => !s.src || !s.src.startsWith(location.origin)).length";
        assert_eq!(browser.run(scripts).await, json!(0), "{page}");
        next.extend(
            browser
                .run(links)
                .await
                .as_array()
                .cloned()
                .unwrap_or_default(),
        );
        seen.push(page);
    }
    assert!(seen.len() > 2, "{seen:?}");
    eprintln!("  {} pages of the dashboard", seen.len());
}
