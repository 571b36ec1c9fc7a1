//! What holds for every surface, shown by the gallery: nothing for axe-core to find, the same picture on a page whose
//! style sheets mean harm (`styles`), and what people with other eyes, hands and settings need (`needs`).

mod needs;
mod styles;

use std::process::ExitCode;

use serde_json::json;
use tests::driver::Brand;
use tests::gallery::{Gallery, VIEWS};
use tests::kumo::npm_package;

use crate::needs::{
    a_step_is_announced_once_and_politely, every_target_can_be_hit,
    forced_colours_tell_hole_focus_choice_and_rest_apart, nothing_is_lost_at_200_and_400_percent,
    reduced_motion_moves_nothing, text_mode_is_a_list_of_steps,
};
use crate::styles::{
    framework_styles_leave_every_pixel_as_it_is, hostile_styles_leave_every_surface_as_it_is,
};

fn main() -> ExitCode {
    tests::suite::run(tests::tests![
        axe_finds_nothing_on_any_surface,
        axe_finds_nothing_on_a_phone,
        hostile_styles_leave_every_surface_as_it_is,
        framework_styles_leave_every_pixel_as_it_is,
        every_target_can_be_hit,
        nothing_is_lost_at_200_and_400_percent,
        reduced_motion_moves_nothing,
        forced_colours_tell_hole_focus_choice_and_rest_apart,
        a_step_is_announced_once_and_politely,
        text_mode_is_a_list_of_steps,
    ])
}

/// The rules of WCAG 2.2 AA and the good habits beside them, on our root alone.
const RUN: &str = "axe.run({include: [['shirube-root']]}, {runOnly: \
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})\
    .then((found) => found.violations.map((v) => v.id + ' ' + v.nodes[0].target.join(' ')).join('; '))";

async fn axe_finds_nothing_on_any_surface(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    axe_finds_nothing(&gallery).await;
    gallery.browser.close().await;
}

async fn axe_finds_nothing_on_a_phone(brand: Brand) {
    let gallery = Gallery::open(brand, 500, 780).await;
    gallery.look(390, 780, 1, "light", false).await;
    axe_finds_nothing(&gallery).await;
    gallery.browser.close().await;
}

async fn axe_finds_nothing(gallery: &Gallery) {
    let script = npm_package("axe-core").join("axe.min.js");
    let axe = std::fs::read_to_string(&script);
    let axe = axe.unwrap_or_else(|e| panic!("{}: {e}", script.display()));
    let mut findings = Vec::new();
    for language in ["ja", "en", "ar"] {
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
}
