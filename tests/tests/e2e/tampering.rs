//! Pinned keys: content that is forged, altered, old, expired or another's is refused with its code, the page goes on, and
//! the operator hears of it once. What the vendor signed is used.

use std::fmt::Write as _;

use author::KeyRing;
use content::Catalogue;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::{Door, Fault};
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::{await_rows, probe};

const CATALOGUE: &str = "/shirube/content/catalogue.bin";
const DAY: i64 = 86_400_000;
const HEAD: &str = "\n| catalogue | code | page | events `content.refused` |\n|---|---|---|---|\n";

/// The platform as it is on an origin that is not secure.
const INSECURE: &str = "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined, configurable: true});";

/// One page view: what the host serves, and what comes of it.
struct View {
    catalogue: Vec<u8>,
    /// `None`: guidance shows.
    refused: Option<&'static str>,
}

struct Case {
    name: String,
    attributes: String,
    early: &'static str,
    /// In one browser's memory, one after the other.
    views: Vec<View>,
}

/// A vendor with two keys in rotation, and somebody else with one.
struct Keys {
    own: KeyRing,
    other: KeyRing,
}

impl Keys {
    fn new() -> Self {
        let ring = || KeyRing::generate().expect("random numbers");
        let mut own = ring();
        assert!(own.rotate());
        Keys { own, other: ring() }
    }

    /// As the tag pins them.
    fn pins(&self) -> String {
        format!("data-signer=\"{}\"", self.own.signers().join(" "))
    }
}

fn signed(catalogue: &Catalogue, keys: &KeyRing) -> Vec<u8> {
    let bare = catalogue.seal(&Vec::new());
    let part = Catalogue::signed_part(&bare).expect("sealed");
    catalogue.seal(&keys.sign(part))
}

fn cases(published: &Catalogue, keys: &Keys) -> Vec<Case> {
    let with = |change: &dyn Fn(&mut Catalogue)| {
        let mut catalogue = published.clone();
        catalogue.version = 5;
        change(&mut catalogue);
        catalogue
    };
    let good = signed(&with(&|_| {}), &keys.own);
    let older = signed(&with(&|c| c.version = 4), &keys.own);
    let expired = signed(&with(&|c| c.expires = c.issued - DAY), &keys.own);
    let foreign = signed(&with(&|c| c.tenant = "another".to_owned()), &keys.own);
    let forged = signed(&with(&|c| c.version = 9), &keys.other);
    let unsigned = with(&|_| {}).seal(&Vec::new());
    // A true signature, but over other bytes.
    let transplanted = {
        let (_, signatures) = Catalogue::open(&good).expect("whole");
        with(&|c| c.limits.per_day = 99).seal(&signatures)
    };
    let new_key = KeyRing::parse(
        keys.own
            .text()
            .lines()
            .take(2)
            .collect::<Vec<_>>()
            .join("\n")
            .as_str(),
    );
    let by_one = signed(&with(&|_| {}), &new_key.expect("the newest key alone"));
    let view = |catalogue: &[u8], refused| View {
        catalogue: catalogue.to_vec(),
        refused,
    };
    let case = |name: &str, views| Case {
        name: name.to_owned(),
        attributes: keys.pins(),
        early: "",
        views,
    };
    let mut all = vec![
        case("signed", vec![view(&good, None), view(&good, None)]),
        case("by-one-of-two-keys", vec![view(&by_one, None)]),
        case(
            "unsigned",
            vec![view(&unsigned, Some("catalogue_unsigned"))],
        ),
        case(
            "wrong-key",
            vec![view(&forged, Some("catalogue_unverified"))],
        ),
        case(
            "transplanted",
            vec![view(&transplanted, Some("catalogue_unverified"))],
        ),
        case(
            "old",
            vec![
                view(&good, None),
                view(&older, Some("catalogue_older")),
                view(&good, None),
            ],
        ),
        case("expired", vec![view(&expired, Some("catalogue_expired"))]),
        case(
            "expired-after-use",
            vec![view(&good, None), view(&expired, None)],
        ),
        case(
            "anothers-after-use",
            vec![view(&good, None), view(&foreign, Some("catalogue_foreign"))],
        ),
        // A forged one is no release: it must not move the memory on, or the vendor's own would seem old.
        case(
            "forged-then-own",
            vec![
                view(&forged, Some("catalogue_unverified")),
                view(&good, None),
            ],
        ),
        Case {
            attributes: format!("{} data-tenant=\"kumo\"", keys.pins()),
            ..case("anothers", vec![view(&foreign, Some("catalogue_foreign"))])
        },
        Case {
            early: INSECURE,
            ..case("insecure", vec![view(&good, Some("insecure_context"))])
        },
        Case {
            attributes: "data-signer=\"ed25519:nonsense\"".to_owned(),
            ..case(
                "unreadable-pin",
                vec![view(&good, Some("catalogue_unverified"))],
            )
        },
    ];
    // Every part of the file: head, length, body, digest, and what its one signature is made of.
    let last = by_one.len() - 1;
    for at in [
        0,
        4,
        5,
        7,
        20,
        last / 3,
        last / 2,
        last - 120,
        last - 97,
        last - 96,
        last - 80,
        last - 40,
        last,
    ] {
        let mut flipped = by_one.clone();
        flipped[at] ^= 0x10;
        all.push(case(
            &format!("bit-at-{at}"),
            vec![view(&flipped, Some(""))],
        ));
    }
    all
}

/// A line of the table a view: what came, and what became of it.
async fn check(browser: &Browser, kumo: &Kumo, case: Case, table: &mut String) {
    let name = case.name;
    let door = Door::before(kumo);
    door.page("/early.js", case.early.to_owned());
    door.edit(
        "<meta charset",
        "<script src=\"/early.js\"></script><meta charset",
    );
    probe(&door, "<script src=\"/early.js\">", &[]);
    door.edit("data-key=", &format!("{} data-key=", case.attributes));
    for (n, view) in case.views.into_iter().enumerate() {
        door.heals();
        door.breaks(CATALOGUE, Fault::Body(view.catalogue));
        let name = format!("{name}-{n}");
        let address = format!("{}/invoices?lang=en&user=u-{name}", door.base);
        browser.open(&address).await;
        let ready = browser.wait(&name, "window.seen.ready").await;
        let errors = browser.run("window.seen.errors.map((e) => e.code)").await;
        match view.refused {
            None => {
                assert_eq!(ready, json!({"ok": true}), "{name}");
                let stale = if name == "expired-after-use-1" {
                    json!(["content_stale"])
                } else {
                    json!([])
                };
                assert_eq!(errors, stale, "{name}");
                browser.step("new").await;
            }
            Some(code) => {
                assert_eq!(ready["ok"], json!(false), "{name}");
                assert_eq!(errors, json!([ready["code"]]), "{name}: told once");
                let said = ready["code"].as_str().unwrap_or_default();
                assert!(code.is_empty() || said == code, "{name}: {said}");
                refused(browser, kumo, &name, said).await;
            }
        }
        assert_eq!(
            browser.run("window.seen.uncaught").await,
            json!([]),
            "{name}"
        );
        let became = match view.refused {
            None => "used | the guide shows | –".to_owned(),
            Some(_) => format!(
                "{} | works, nothing of ours in it | 1",
                word(&ready["code"])
            ),
        };
        let _ = writeln!(table, "| {name} | {became} |");
    }
}

fn word(json: &Value) -> &str {
    json.as_str().unwrap_or_default()
}

/// The host works, nothing of ours stands in it, and the operator has one event.
async fn refused(browser: &Browser, kumo: &Kumo, name: &str, code: &str) {
    let roots = browser.run("document.querySelectorAll('shirube-root').length");
    assert_eq!(roots.await, json!(0), "{name}");
    let draft = "document.querySelector('[data-testid=filter-draft]')";
    browser.click("Kumo's filter", draft).await;
    let rows = "document.querySelectorAll('[data-testid=invoice-rows] a').length === 2";
    browser
        .wait(&format!("{name}: the host's rows"), rows)
        .await;
    let session = browser
        .run("JSON.parse(localStorage['shirube:pk_demo:session']).id")
        .await;
    let mine = |e: &Value| e["name"] == "content.refused" && e["session"] == session;
    let mut rows = kumo.events();
    while !rows.iter().any(mine) {
        let known = rows
            .iter()
            .filter(|e| e["name"] == "content.refused")
            .count();
        rows = await_rows(kumo, "content.refused", known + 1).await;
    }
    let told: Vec<&Value> = rows
        .iter()
        .filter(|e| mine(e))
        .map(|e| &e["data"]["code"])
        .collect();
    assert_eq!(told, [code], "{name}");
}

pub(crate) async fn tampered_content_is_refused(brand: Brand) {
    let kumo = Kumo::start(&format!("tampering-{brand}"));
    let bytes = std::fs::read(kumo.published().join("catalogue.bin")).expect("published");
    let (published, _) = Catalogue::open(&bytes).expect("whole");
    let browser = Browser::start(brand, 1280, 860).await;
    let mut table = HEAD.to_owned();
    for case in cases(&published, &Keys::new()) {
        check(&browser, &kumo, case, &mut table).await;
    }
    browser.close().await;
    eprintln!("{table}");
}

pub(crate) async fn swapped_leaves_are_refused(brand: Brand) {
    let kumo = Kumo::start(&format!("swapped-{brand}"));
    let read = |name: &str| std::fs::read(kumo.published().join(name)).expect("published");
    let (published, _) = Catalogue::open(&read("catalogue.bin")).expect("whole");
    let keys = Keys::new();
    let browser = Browser::start(brand, 1280, 860).await;
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    door.edit("data-key=", &format!("{} data-key=", keys.pins()));
    door.breaks(CATALOGUE, Fault::Body(signed(&published, &keys.own)));
    let (one, other) = (kumo.leaf("due-date", "en"), kumo.leaf("tax-rounding", "en"));
    door.breaks(
        &format!("/shirube/content/{one}"),
        Fault::Body(read(&other)),
    );
    browser
        .open(&format!(
            "{}/invoices/new?lang=en&user=u-swapped",
            door.base
        ))
        .await;
    let there = "root?.querySelector('[part~=hotspot][data-id=tax-rounding]')";
    browser.wait("the item that is whole", there).await;
    browser
        .wait("the refusal", "window.seen.errors.length")
        .await;
    let errors = browser
        .run("window.seen.errors.map((e) => [e.code, e.message])")
        .await;
    assert_eq!(errors, json!([["leaf_damaged", "due-date"]]));
    let gone = "!root.querySelector('[part~=hotspot][data-id=due-date]')";
    assert_eq!(browser.run(gone).await, json!(true));
    let rows = await_rows(&kumo, "content.refused", 1).await;
    let refused = rows
        .iter()
        .find(|e| e["name"] == "content.refused")
        .expect("one");
    assert_eq!(
        (&refused["content"], &refused["data"]["code"]),
        (&json!("due-date"), &json!("leaf_damaged"))
    );
    browser.close().await;
    eprintln!("{HEAD}| swapped leaves | leaf_damaged | works, and so do all other items | 1 |");
}

/// Without a pin, content is accepted and the developer is told once that nobody vouches for it.
pub(crate) async fn unsigned_content_is_spoken_of(brand: Brand) {
    let kumo = Kumo::start(&format!("unsigned-{brand}"));
    let browser = Browser::start(brand, 1280, 860).await;
    let door = Door::before(&kumo);
    probe(&door, "<meta charset", &[]);
    browser
        .open(&format!("{}/invoices?lang=en&user=u-unsigned", door.base))
        .await;
    browser.step("new").await;
    let warned =
        "window.seen.warnings.filter((w) => w.startsWith('[shirube] unsigned_content')).length";
    assert_eq!(browser.run(warned).await, json!(1));
    assert_eq!(
        browser.run("window.seen.errors").await,
        json!([]),
        "it is no error"
    );
    browser.close().await;
}
