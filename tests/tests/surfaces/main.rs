//! What holds for every surface, shown by the gallery: nothing for axe-core to find, and the same picture on a page
//! whose style sheets mean harm.

use std::process::ExitCode;

use serde_json::{Value, json};
use tests::driver::Brand;
use tests::gallery::{Gallery, VIEWS};
use tests::kumo::npm_package;

fn main() -> ExitCode {
    tests::suite::run(tests::tests![
        axe_finds_nothing_on_any_surface,
        hostile_styles_leave_every_surface_as_it_is,
    ])
}

/// The rules of WCAG 2.2 AA and the good habits beside them, on our root alone.
const RUN: &str = "axe.run({include: [['shirube-root']]}, {runOnly: \
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})\
    .then((found) => found.violations.map((v) => v.id + ' ' + v.nodes[0].target.join(' ')).join('; '))";

async fn axe_finds_nothing_on_any_surface(brand: Brand) {
    let script = npm_package("axe-core").join("axe.min.js");
    let axe = std::fs::read_to_string(&script);
    let axe = axe.unwrap_or_else(|e| panic!("{}: {e}", script.display()));
    let gallery = Gallery::open(brand, 1000, 760).await;
    let mut findings = Vec::new();
    for language in ["ja", "en"] {
        for scheme in ["light", "dark"] {
            for view in VIEWS {
                gallery.show(view, language, scheme, "").await;
                gallery
                    .browser
                    .run(&format!("(() => {{ {axe}; return 1 }})()"))
                    .await;
                let found = gallery.browser.run(RUN).await;
                if found != json!("") {
                    findings.push(format!("{view} {language} {scheme}: {found}"));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    gallery.browser.close().await;
}

/// Where everything stands and what it looks like: what a page's style sheet could change.
const LOOKS: &str = "[...root.querySelectorAll('.layer, .layer *')].map((e) => { \
    const r = e.getBoundingClientRect(), s = getComputedStyle(e); \
    return [r.x, r.y, r.width, r.height, s.color, s.backgroundColor, s.font, s.letterSpacing, s.borderTopColor, \
        s.borderTopWidth, s.boxShadow, s.opacity, s.visibility, s.direction, s.textAlign, s.lineHeight].join('|'); })";

async fn hostile_styles_leave_every_surface_as_it_is(brand: Brand) {
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
