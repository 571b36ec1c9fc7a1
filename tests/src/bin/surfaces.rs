//! Pictures of every surface in every state, from the gallery: light and dark, Japanese and English, right to left, at
//! 390 and 320 px, and in forced colours, into `SHIRUBE_PICTURES`. `cargo xtask pictures` builds the gallery first.

use std::fs;

use tests::driver::Brand;
use tests::gallery::{Gallery, VIEWS};
use tests::kumo::path;

/// Name, width, height, pixels a pixel, language, scheme, forced colours.
const LOOKS: &[(&str, u32, u32, u32, &str, &str, bool)] = &[
    ("ja-light", 1000, 760, 1, "ja", "light", false),
    ("en-light", 1000, 760, 1, "en", "light", false),
    ("ja-dark", 1000, 760, 1, "ja", "dark", false),
    ("en-dark", 1000, 760, 1, "en", "dark", false),
    ("ar-light", 1000, 760, 1, "ar", "light", false),
    ("ja-390", 390, 780, 2, "ja", "light", false),
    ("en-390-dark", 390, 780, 2, "en", "dark", false),
    ("en-320", 320, 640, 2, "en", "light", false),
    ("ja-forced", 1000, 760, 1, "ja", "dark", true),
];

#[tokio::main]
async fn main() {
    let folder = path("SHIRUBE_PICTURES");
    fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let gallery = Gallery::open(Brand::Chromium, 1000, 900).await;
    for &(name, width, height, scale, language, scheme, forced) in LOOKS {
        gallery.look(width, height, scale, scheme, forced).await;
        for view in VIEWS {
            gallery.show(view, language, scheme, "").await;
            let file = format!("{}-{name}.png", view.replace(',', "-"));
            gallery.browser.picture(&folder.join(file)).await;
        }
        println!("{name}: {} views", VIEWS.len());
    }
    gallery.browser.close().await;
}
