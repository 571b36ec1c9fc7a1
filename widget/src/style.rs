//! The style sheets, each adopted once, and the vendor's theme, written as custom properties through the CSSOM.
//! Also the one writer of lengths: no float formatting goes into the page.

use content::catalogue::{Palette, Theme};
use content::decimal;
use js_sys::Array;
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot};

const SHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));
const PANELS: &str = include_str!(concat!(env!("OUT_DIR"), "/panels.css"));

/// Gives the shadow root our one style sheet.
pub(crate) fn adopt(root: &ShadowRoot) {
    if let Ok(sheet) = CssStyleSheet::new() {
        let _ = sheet.replace_sync(SHEET);
        root.set_adopted_style_sheets(&Array::of1(&sheet));
    }
}

/// Puts the sheet of quizzes, surveys and panels behind it.
#[inline(never)]
pub(crate) fn door_adopt(root: &ShadowRoot) {
    if let Ok(sheet) = CssStyleSheet::new() {
        let _ = sheet.replace_sync(PANELS);
        let first = root.adopted_style_sheets().get(0);
        root.set_adopted_style_sheets(&Array::of2(&first, &sheet));
    }
}

/// Writes the vendor's colours, radius and font; scheme and density are attributes of the layer.
pub(crate) fn dress(layer: &HtmlElement, theme: &Theme) {
    paint(layer, &theme.light, "-l");
    paint(layer, &theme.dark, "-d");
    set(layer, "--sr-r", &px(f64::from(theme.radius.min(16))));
    if theme.font.is_empty() {
        let _ = layer.style().remove_property("--sr-face");
    } else {
        set(layer, "--sr-face", &[&theme.font, ","].concat());
    }
}

fn paint(layer: &HtmlElement, palette: &Palette, scheme: &str) {
    for (name, colour) in [
        ("accent", &palette.fill),
        ("on", &palette.on),
        ("edge", &palette.edge),
        ("hover", &palette.hover),
        ("aink", &palette.ink),
    ] {
        set(layer, &["--sr-", name, scheme].concat(), colour);
    }
}

/// Writes one property of our own element.
pub(crate) fn set(element: &HtmlElement, property: &str, value: &str) {
    let _ = element.style().set_property(property, value);
}

/// A length in px, to the nearest quarter.
pub(crate) fn px(value: f64) -> String {
    let quarters = (value * 4.0 + 0.5).floor() as i32;
    let (sign, size) = if quarters < 0 {
        ("-", quarters.saturating_neg())
    } else {
        ("", quarters)
    };
    let part = match size % 4 {
        1 => ".25px",
        2 => ".5px",
        3 => ".75px",
        _ => "px",
    };
    [sign, &decimal((size / 4) as u32), part].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_to_the_quarter() {
        let check = |value: f64, expected: &str| assert_eq!(px(value), expected, "{value}");
        check(0.0, "0px");
        check(12.0, "12px");
        check(12.3, "12.25px");
        check(12.49, "12.5px");
        check(12.8, "12.75px");
        check(12.9, "13px");
        check(-0.1, "0px");
        check(-3.5, "-3.5px");
    }

    #[test]
    fn the_sheet_keeps_what_part_one_draws() {
        for rule in [
            ":host{all:initial!important",
            "[part~=spotlight]",
            "@container sr (max-width:480px)",
            "\"Hiragino Sans\",\"Hiragino Kaku Gothic ProN\"",
            "calc(var(--sr-u)*-2 - 1px)",
        ] {
            assert!(SHEET.contains(rule), "{rule}");
        }
        for sheet in [SHEET, PANELS] {
            assert!(!sheet.contains("/*") && !sheet.contains('\n'));
            assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
        }
    }
}
