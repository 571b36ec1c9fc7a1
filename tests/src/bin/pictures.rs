//! Pictures of the real demo in a real browser: every scene in both languages, light and dark, wide and narrow, into
//! `SHIRUBE_PICTURES`; the few that the README shows besides, made small, into `SHIRUBE_README_PICTURES`.
//! `cargo xtask pictures` builds the page and Kumo first and says where these lie.

use std::fs;
use std::path::Path;

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::{Kumo, path};
use tests::walk;

const LANGUAGES: [&str; 2] = ["ja", "en"];
const SCHEMES: [&str; 2] = ["light", "dark"];
/// Width, height and pixels a pixel.
const SIZES: [(u32, u32, u32); 2] = [(1280, 800, 1), (390, 780, 2)];

/// Who is at the screen: each of them for the first time.
const PEOPLE: [&str; 24] = [
    "sato",
    "suzuki",
    "takahashi",
    "tanaka",
    "ito",
    "watanabe",
    "yamamoto",
    "nakamura",
    "kobayashi",
    "kato",
    "yoshida",
    "yamada",
    "sasaki",
    "matsumoto",
    "inoue",
    "kimura",
    "hayashi",
    "shimizu",
    "mori",
    "abe",
    "ikeda",
    "hashimoto",
    "ishikawa",
    "ogawa",
];

/// What is looked at.
#[derive(Clone, Copy, PartialEq)]
enum Scene {
    Card,
    Checklist,
    Tooltip,
    Dashboard,
}

const SCENES: [Scene; 4] = [
    Scene::Card,
    Scene::Checklist,
    Scene::Tooltip,
    Scene::Dashboard,
];

/// What the README shows: (scene, language, scheme, width) under a name of its own.
const README: &[(&str, Scene, &str, &str, u32)] = &[
    ("card-en", Scene::Card, "en", "light", 1280),
    ("checklist-ja", Scene::Checklist, "ja", "light", 1280),
    ("tooltip-ja-dark", Scene::Tooltip, "ja", "dark", 1280),
    ("card-ja-phone", Scene::Card, "ja", "light", 390),
    ("card-en-phone-dark", Scene::Card, "en", "dark", 390),
    ("dashboard-en", Scene::Dashboard, "en", "light", 1280),
];

impl Scene {
    fn name(self) -> &'static str {
        match self {
            Scene::Card => "card",
            Scene::Checklist => "checklist",
            Scene::Tooltip => "tooltip",
            Scene::Dashboard => "dashboard",
        }
    }

    /// Brings it about, as a person would; `person` is somebody who was never here.
    async fn set(self, browser: &Browser, base: &str, language: &str, person: &str) {
        let query = format!("?lang={language}&user={person}");
        match self {
            Scene::Card => {
                browser.open(&format!("{base}/invoices{query}")).await;
                browser.step("new").await;
                browser.wait("the spotlight", "part('spotlight')").await;
            }
            Scene::Checklist => {
                browser.open(&format!("{base}/invoices{query}")).await;
                browser.step("new").await;
                browser.click_part("card-close").await;
                browser.wait("no card", "!part('card')").await;
                browser.run("(shirube.track('invoice_created'), 1)").await;
                browser.click_part("launcher").await;
                browser.wait("the checklist", "part('checklist')").await;
            }
            Scene::Tooltip => {
                browser.open(&format!("{base}/invoices/new{query}")).await;
                let dot = "root?.querySelector('[part~=hotspot][data-id=due-date]')";
                browser.click("the due date's hotspot", dot).await;
                browser.wait("the tip", "part('tooltip')").await;
            }
            Scene::Dashboard => {
                browser
                    .open(&format!("{base}/dashboard/{language}/overview"))
                    .await;
                browser
                    .wait("its heading", "document.querySelector('h1')")
                    .await;
            }
        }
        // Nothing of it is on its way any more: fonts are there, and what moves has come to rest.
        let still = "document.fonts.status === 'loaded' && document.getAnimations().every((a) => a.playState !== 'running') \
            && !root?.getAnimations?.().some((a) => a.playState === 'running')";
        browser.wait("rest", still).await;
    }
}

#[tokio::main]
async fn main() {
    let all = path("SHIRUBE_PICTURES");
    let readme = path("SHIRUBE_README_PICTURES");
    for folder in [&all, &readme] {
        fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    }
    let kumo = Kumo::start("pictures");
    let browser = Browser::start(Brand::Chromium, 1280, 900).await;
    sign_in(&browser, &kumo.base).await;
    let mut people = PEOPLE.iter().enumerate();
    for scene in SCENES {
        for (width, height, scale) in SIZES {
            for scheme in SCHEMES {
                look(&browser, width, height, scale, scheme).await;
                for language in LANGUAGES {
                    let (number, person) = match scene {
                        Scene::Dashboard => (0, ""),
                        _ => people.next().map(|(n, p)| (n, *p)).expect("somebody new"),
                    };
                    let name = format!("{}-{language}-{scheme}-{width}", scene.name());
                    scene
                        .set(&browser, &kumo.base, language, &format!("p{person}"))
                        .await;
                    let picture = all.join(format!("{name}.png"));
                    browser.picture(&picture).await;
                    let wanted = |of: &&(&str, Scene, &str, &str, u32)| {
                        (of.1, of.2, of.3, of.4) == (scene, language, scheme, width)
                    };
                    if let Some((shown, ..)) = README.iter().find(wanted) {
                        shrink(&picture, &readme.join(format!("{shown}.png")));
                    }
                    if scene == Scene::Card {
                        // They go on, one further than the other: the dashboard has something to tell.
                        walk::first_invoice(&browser, (number * 2).min(walk::LENGTH)).await;
                    }
                    println!("{name}");
                }
            }
        }
    }
    browser.close().await;
}

/// The viewport, and what the system prefers.
async fn look(browser: &Browser, width: u32, height: u32, scale: u32, scheme: &str) {
    let cdp = browser.session().cdp();
    let phone = width < 600;
    let metrics =
        json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone});
    let hidden = json!({"hidden": true});
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
    for (method, parameters) in [
        ("Emulation.setDeviceMetricsOverride", metrics),
        ("Emulation.setEmulatedMedia", media),
        ("Emulation.setScrollbarsHidden", hidden),
    ] {
        let set = cdp.send_raw(method, parameters).await;
        set.unwrap_or_else(|e| panic!("{method}: {e}"));
    }
}

async fn sign_in(browser: &Browser, base: &str) {
    browser.open(&format!("{base}/dashboard/")).await;
    browser.fill("input[name=mail]", "csm@kumo.example").await;
    browser.fill("input[name=password]", "demo").await;
    browser
        .click("sign in", "document.querySelector('form button')")
        .await;
    browser
        .wait("the overview", "location.pathname.endsWith('/overview')")
        .await;
}

/// Without loss, as small as it gets: a checkout carries these for ever.
fn shrink(from: &Path, to: &Path) {
    let mut options = oxipng::Options::from_preset(4);
    options.strip = oxipng::StripChunks::Safe;
    let bytes = fs::read(from).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    let small = oxipng::optimize_from_memory(&bytes, &options);
    let small = small.unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    fs::write(to, small).unwrap_or_else(|e| panic!("{}: {e}", to.display()));
}
