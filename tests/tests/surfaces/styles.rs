//! Style sheets of the page leave every surface as it is: computed beside `* {all: unset !important}`, and to the
//! pixel beside what Tailwind and Bootstrap bring.

use std::fs;

use serde_json::{Value, json};
use tests::driver::Brand;
use tests::gallery::{Gallery, VIEWS};
use tests::kumo::npm_package;

/// Where everything stands and what it looks like: what a page's style sheet could change.
const LOOKS: &str = "[...root.querySelectorAll('.layer, .layer *')].map((e) => { \
    const r = e.getBoundingClientRect(), s = getComputedStyle(e); \
    return [r.x, r.y, r.width, r.height, s.color, s.backgroundColor, s.font, s.letterSpacing, s.borderTopColor, \
        s.borderTopWidth, s.boxShadow, s.opacity, s.visibility, s.direction, s.textAlign, s.lineHeight].join('|'); })";

pub(crate) async fn hostile_styles_leave_every_surface_as_it_is(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    // A page without its styles is shorter: no scroll bar may take room from either.
    gallery.look(1000, 760, 1, "light", false).await;
    for view in VIEWS {
        // What stands beside an element of the page moves with it; the rest must not.
        if view.starts_with("card") || view.starts_with("tip") {
            continue;
        }
        gallery.show(view, "ja", "light", "").await;
        let kind = gallery.browser.run(LOOKS).await;
        gallery.show(view, "ja", "light", "&hostile=1").await;
        let hostile = gallery.browser.run(LOOKS).await;
        let differs = |(a, b): &(&Value, &Value)| a != b;
        let (kind, hostile) = (kind.as_array().cloned(), hostile.as_array().cloned());
        let (kind, hostile) = (kind.unwrap_or_default(), hostile.unwrap_or_default());
        assert!(!kind.is_empty() && kind.len() == hostile.len(), "{view}");
        let first = kind.iter().zip(&hostile).find(differs);
        assert!(first.is_none(), "{view}: {first:?}");
    }
    gallery.browser.close().await;
}

/// The page's own elements move with its style sheets and are not looked at; what stands over them is.
const UNSEEN: &str =
    ":root{background:#fff!important} body>:not(shirube-root){visibility:hidden!important}";

pub(crate) async fn framework_styles_leave_every_pixel_as_it_is(brand: Brand) {
    let sheet = |package: &str, file: &str| {
        let path = npm_package(package).join(file);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let sheets = [
        ("nothing", String::new()),
        ("Tailwind", sheet("tailwindcss", "preflight.css")),
        (
            "Bootstrap",
            sheet("bootstrap", "dist/css/bootstrap.min.css"),
        ),
    ];
    let gallery = Gallery::open(brand, 1000, 760).await;
    gallery.look(1000, 760, 1, "light", false).await;
    for view in VIEWS.iter().filter(|view| !view.starts_with("tip")) {
        // Without a target a card stands by itself, and not by what the style sheets move.
        let view = if view.starts_with("card") {
            format!("{view},center")
        } else {
            (*view).to_owned()
        };
        gallery.show(&view, "ja", "light", "").await;
        let mut plain = None;
        for (name, sheet) in &sheets {
            let sheet = json!(format!("{sheet} {UNSEEN}"));
            let adopted = format!(
                "(() => {{ const sheet = new CSSStyleSheet(); sheet.replaceSync({sheet}); \
                 document.adoptedStyleSheets = [sheet]; document.activeElement?.blur(); \
                 root.activeElement?.blur(); \
                 return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1)))) }})()"
            );
            gallery.browser.run(&adopted).await;
            let seen = gallery.browser.session().screenshot_as_png().await;
            let seen = seen.expect("a picture");
            let plain = plain.get_or_insert_with(|| seen.clone());
            assert!(*plain == seen, "{view} looks otherwise beside {name}");
        }
    }
    gallery.browser.close().await;
}
