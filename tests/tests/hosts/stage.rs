//! A host's page, opened: server, door and browser, and how far a hole may lie from its target.

use serde_json::json;
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder};
use tests::ledger::probe;

/// Twice the hole's own padding would be 8; a hole that fits has the same padding on all sides.
const MOST_PADDING: f64 = 8.0;

pub(crate) struct Stage {
    pub(crate) browser: Browser,
    pub(crate) door: Door,
    kumo: Kumo,
}

/// The one script tag, at the end of a page's body.
pub(crate) fn tag(attributes: &str) -> String {
    format!(
        "<script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" data-language=\"en\" {attributes}></script></body>"
    )
}

impl Stage {
    /// Opens `tests/hosts/<host>` and waits until content is decided on.
    pub(crate) async fn open(brand: Brand, host: &str) -> Self {
        Self::open_sized(brand, host, 1100, 800).await
    }

    /// The same in a window of this size.
    pub(crate) async fn open_sized(brand: Brand, host: &str, width: u32, height: u32) -> Self {
        let stage = Self::sized(brand, host, width, height).await;
        stage.turn_to(host).await;
        stage
    }

    /// A stage on which nothing plays yet.
    pub(crate) async fn bare(brand: Brand, host: &str) -> Self {
        Self::sized(brand, host, 1100, 800).await
    }

    async fn sized(brand: Brand, host: &str, width: u32, height: u32) -> Self {
        let kumo = Kumo::serving(
            &format!("{host}-{brand}"),
            folder("hosts/plain"),
            folder("hosts/content"),
        );
        let browser = Browser::start(brand, width, height).await;
        Stage {
            door: Door::before(&kumo),
            browser,
            kumo,
        }
    }

    pub(crate) fn kumo(&self) -> &Kumo {
        &self.kumo
    }

    /// Opens the page that the door now serves, and waits until content is decided on.
    pub(crate) async fn visit(&self, host: &str) {
        self.browser.open(&format!("{}/", self.door.base)).await;
        let ready = self.browser.wait(host, "window.seen?.ready").await;
        assert_eq!(ready, json!({"ok": true}), "{host}");
    }

    /// Another host on the same stage.
    pub(crate) async fn turn_to(&self, host: &str) {
        self.door.serves_anew();
        self.door.folder("/", &folder(&format!("hosts/{host}")));
        let strict = host == "strict-policy";
        let nonce = if strict { "nonce=\"n0nce\"" } else { "" };
        if strict {
            self.door.policy(
                "default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'; \
                 connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            );
        }
        probe(&self.door, "<meta charset", &[]);
        if strict {
            self.door.edit(
                "<script src=\"/probe.js\">",
                "<script nonce=\"n0nce\" src=\"/probe.js\">",
            );
        }
        self.door.edit("</body>", &tag(nonce));
        self.visit(host).await;
    }

    /// Starts an item and waits for its first step.
    pub(crate) async fn start(&self, id: &str, step: &str) {
        let start = format!("window.shirube.start('{id}', {{step: '{step}', force: true}})");
        assert_eq!(
            self.browser.run(&start).await,
            json!({"shown": true}),
            "{id}"
        );
        self.browser.step(step).await;
    }

    /// Holds the hole against a target's rectangle: the same distance on every side, within a pixel.
    pub(crate) async fn fits(&self, what: &str, target: &str) {
        let sides = self.browser.run(&sides(target)).await;
        let sides: Vec<f64> = sides
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_f64)
            .collect();
        let most = sides.iter().copied().fold(f64::MIN, f64::max);
        let least = sides.iter().copied().fold(f64::MAX, f64::min);
        assert!(
            sides.len() == 4 && most - least <= 1.0 && least >= -0.5 && most <= MOST_PADDING,
            "{what}: left, top, right, bottom {sides:?}"
        );
    }
}

/// How far the hole reaches beyond a target, side by side.
pub(crate) fn sides(target: &str) -> String {
    format!(
        "(() => {{ const s = part('spotlight').getBoundingClientRect(), t = ({target}); \
            return [t.left - s.left, t.top - s.top, s.right - t.right, s.bottom - t.bottom]; }})()"
    )
}

/// The rectangle of an element of the page itself.
pub(crate) fn rect(test_id: &str) -> String {
    format!("document.querySelector('[data-testid={test_id}]').getBoundingClientRect()")
}
