//! Makes the style sheets: `style/*.css` in this order, without comments and needless white space.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// Later files may lean on earlier ones; preferences and narrow screens have the last word.
const FIRST: &[&str] = &[
    "root",
    "text",
    "controls",
    "surface",
    "card",
    "hint",
    "launcher",
    "panel",
    "announcement",
    "narrow",
    "preferences",
];
/// What comes with the second module (`engine::second`), and stands behind the first sheet.
const PANELS: &[&str] = &["quiz", "help", "narrow-panels"];

fn main() {
    println!("cargo:rerun-if-changed=style");
    write("style.css", FIRST);
    write("panels.css", PANELS);
}

fn write(to: &str, files: &[&str]) {
    let mut sheet = String::new();
    for name in files {
        let path = Path::new("style").join(name).with_extension("css");
        let source =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let _ = write!(sheet, "{}", minify(&source));
    }
    let out = env::var_os("OUT_DIR").unwrap_or_else(|| panic!("cargo gives OUT_DIR"));
    let path = Path::new(&out).join(to);
    fs::write(&path, sheet).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Drops comments, line ends and the space that no rule needs; what stands in quotes stays as it is.
fn minify(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if c == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            rest = rest.trim_start();
            let before = out.ends_with(['{', '}', ';', ',', '>']) || out.is_empty();
            let after = rest.starts_with(['{', '}', ';', ',', '>']) || rest.is_empty();
            // A colon may begin a selector (`a :b`), so only the space behind a property's own colon goes.
            let value = out.ends_with(':');
            if !before && !after && !value {
                out.push(' ');
            }
        } else {
            if c == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}
