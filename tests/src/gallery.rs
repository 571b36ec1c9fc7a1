//! The widget's gallery in a real browser: every surface in every state, without the engine behind it.
//! `cargo xtask` builds it and says where it lies.

use serde_json::json;

use crate::browser::Browser;
use crate::door::Door;
use crate::driver::Brand;
use crate::kumo::path;

/// Every surface and state, by the name that the gallery's address takes.
pub const VIEWS: &[&str] = &[
    "card",
    "card,do",
    "card,image,long",
    "card,film",
    "card,unclear",
    "card,paused",
    "card,elsewhere",
    "card,center",
    "tip",
    "launcher,badge",
    "checklist",
    "done",
    "banner",
    "banner,long",
    "toast,launcher",
    "modal",
    "modal-two",
    "modal-plain",
    "modal-film",
    "modal,long",
    "quiz-single",
    "quiz-right",
    "quiz-wrong",
    "quiz-multiple",
    "quiz-order",
    "quiz-order-wrong",
    "quiz-do",
    "quiz-hint",
    "quiz-done",
    "survey-nps",
    "survey-csat",
    "survey-rating,of",
    "survey-one",
    "survey-many",
    "survey-text",
    "survey-done",
    "help,launcher",
    "help,named",
    "help-asked",
    "help-empty",
    "results",
    "none",
    "article",
    "rated",
    "inquiry",
    "sent",
    "unsent",
    "feed",
    "feed-empty",
    "text",
    "text,do",
    "guides",
    "guides-empty",
    "privacy",
    "privacy-off",
    "offline",
    "link-gone",
];

/// The gallery, served, with a browser before it.
pub struct Gallery {
    /// The browser.
    pub browser: Browser,
    door: Door,
}

impl Gallery {
    /// Opens the browser.
    pub async fn open(brand: Brand, width: u32, height: u32) -> Self {
        let door = Door::alone();
        door.folder("/", &path("SHIRUBE_GALLERY"));
        let browser = Browser::start(brand, width, height).await;
        Self { browser, door }
    }

    /// Shows a view and waits until it is drawn, placed and at rest.
    pub async fn show(&self, view: &str, language: &str, scheme: &str, more: &str) {
        let query = format!("view={view}&lang={language}&scheme={scheme}{more}");
        let url = format!("{}/gallery.html?{query}", self.door.base);
        self.browser.open(&url).await;
        let rest = "root?.querySelector('.layer > :not(.vh, [hidden])')?.checkVisibility({visibilityProperty: true}) \
            && document.fonts.status === 'loaded' && root.getAnimations().every((a) => a.playState !== 'running') \
            && [...root.querySelectorAll('img')].every((i) => i.complete)";
        self.browser.wait(view, rest).await;
    }

    /// What the system prefers, and the viewport. Chromium only.
    pub async fn look(&self, width: u32, height: u32, scale: u32, scheme: &str, forced: bool) {
        let cdp = self.browser.session().cdp();
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600,
        });
        let media = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
            {"name": "forced-colors", "value": if forced { "active" } else { "none" }},
        ]});
        for (method, parameters) in [
            ("Emulation.setDeviceMetricsOverride", metrics),
            ("Emulation.setEmulatedMedia", media),
            ("Emulation.setScrollbarsHidden", json!({"hidden": true})),
        ] {
            let set = cdp.send_raw(method, parameters).await;
            set.unwrap_or_else(|e| panic!("{method}: {e}"));
        }
    }
}
