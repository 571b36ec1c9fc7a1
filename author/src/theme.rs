//! From a vendor's accent to ten colours that keep their contrast, by the rule of the design: mix in steps of 4 %
//! until the ratio holds.

use content::catalogue::Palette;

type Rgb = [f64; 3];
const WHITE: Rgb = [255.0; 3];
const BLACK: Rgb = [0.0; 3];

/// A scheme's paper.
pub(crate) struct Paper {
    surface: Rgb,
    sunken: Rgb,
    ink: Rgb,
    tint: f64,
    dark: bool,
}

/// The light paper.
pub(crate) const LIGHT: Paper = Paper {
    surface: WHITE,
    sunken: [244.0, 245.0, 247.0],
    ink: [25.0, 28.0, 34.0],
    tint: 0.08,
    dark: false,
};
/// The dark paper.
pub(crate) const DARK: Paper = Paper {
    surface: [30.0, 32.0, 37.0],
    sunken: [41.0, 44.0, 50.0],
    ink: [236.0, 238.0, 242.0],
    tint: 0.14,
    dark: true,
};

/// Reads `#rgb` or `#rrggbb`.
pub(crate) fn colour(text: &str) -> Option<Rgb> {
    let hex = text.strip_prefix('#')?;
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |s: &str| u8::from_str_radix(s, 16).ok().map(f64::from);
    match hex.len() {
        3 => {
            let one = |n: usize| byte(&hex[n..=n].repeat(2));
            Some([one(0)?, one(1)?, one(2)?])
        }
        6 => Some([byte(&hex[0..2])?, byte(&hex[2..4])?, byte(&hex[4..6])?]),
        _ => None,
    }
}

fn hex([r, g, b]: Rgb) -> String {
    format!(
        "#{:02x}{:02x}{:02x}",
        r.round() as u8,
        g.round() as u8,
        b.round() as u8
    )
}

fn mix(a: Rgb, b: Rgb, t: f64) -> Rgb {
    std::array::from_fn(|n| (a[n] + (b[n] - a[n]) * t).round())
}

fn luminance(c: Rgb) -> f64 {
    let [r, g, b] = c.map(|v| {
        let v = v / 255.0;
        if v <= 0.04045 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The WCAG contrast ratio of two colours.
pub(crate) fn ratio(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn until(from: Rgb, towards: Rgb, holds: impl Fn(Rgb) -> bool) -> Rgb {
    (0..=25)
        .map(|n| mix(from, towards, f64::from(n) * 0.04))
        .find(|c| holds(*c))
        .unwrap_or(towards)
}

/// The five colours of an accent on a paper.
pub(crate) fn derive(accent: Rgb, paper: &Paper) -> Palette {
    let away = if paper.dark { WHITE } else { BLACK };
    let spread = accent.iter().copied().fold(f64::MIN, f64::max)
        - accent.iter().copied().fold(f64::MAX, f64::min);
    let fill = if !paper.dark {
        accent
    } else if spread < 24.0 && ratio(accent, paper.surface) < 3.0 {
        paper.ink
    } else {
        until(accent, WHITE, |c| ratio(c, paper.surface) >= 3.0)
    };
    let on = if ratio(WHITE, fill) >= 4.5 {
        WHITE
    } else {
        BLACK
    };
    let hover = mix(fill, if on == WHITE { BLACK } else { WHITE }, 0.1);
    let edge = until(fill, away, |c| ratio(c, paper.surface) >= 3.0);
    let tint = mix(paper.surface, fill, paper.tint);
    let ink = until(fill, away, |c| {
        [paper.surface, paper.sunken, tint]
            .iter()
            .all(|p| ratio(c, *p) >= 4.5)
    });
    Palette {
        fill: hex(fill),
        on: hex(on),
        edge: hex(edge),
        hover: hex(hover),
        ink: hex(ink),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accent: &str, light: [&str; 3], dark: [&str; 3]) {
        let accent = colour(accent).unwrap();
        let palette = |p: Palette| [p.fill, p.on, p.ink];
        assert_eq!(palette(derive(accent, &LIGHT)), light);
        assert_eq!(palette(derive(accent, &DARK)), dark);
    }

    #[test]
    fn the_table_of_the_design() {
        check(
            "#0b57d0",
            ["#0b57d0", "#ffffff", "#0b57d0"],
            ["#286bd6", "#ffffff", "#6494e1"],
        );
        check(
            "#0f7b5a",
            ["#0f7b5a", "#ffffff", "#0f7b5a"],
            ["#0f7b5a", "#ffffff", "#5ca58f"],
        );
        check(
            "#e8590c",
            ["#e8590c", "#000000", "#ba470a"],
            ["#e8590c", "#000000", "#ec7433"],
        );
        check(
            "#ffd400",
            ["#ffd400", "#000000", "#856e00"],
            ["#ffd400", "#000000", "#ffd400"],
        );
        check(
            "#111111",
            ["#111111", "#ffffff", "#111111"],
            ["#eceef2", "#000000", "#eceef2"],
        );
        check(
            "#d6336c",
            ["#d6336c", "#ffffff", "#c52f63"],
            ["#d6336c", "#ffffff", "#e16c95"],
        );
    }

    #[test]
    fn no_accent_defeats_the_contrast() {
        let steps = [0.0, 51.0, 102.0, 128.0, 153.0, 204.0, 255.0];
        let on = |a: &str, b: Rgb| ratio(colour(a).unwrap(), b);
        for r in steps {
            for g in steps {
                for b in steps {
                    for paper in [&LIGHT, &DARK] {
                        let palette = derive([r, g, b], paper);
                        let fill = colour(&palette.fill).unwrap();
                        assert!(on(&palette.on, fill) >= 4.5, "{palette:?}");
                        let hover = colour(&palette.hover).unwrap();
                        assert!(on(&palette.on, hover) >= 4.5, "{palette:?}");
                        assert!(on(&palette.ink, paper.sunken) >= 4.5, "{palette:?}");
                        let tint = mix(paper.surface, fill, paper.tint);
                        assert!(on(&palette.ink, tint) >= 4.5, "{palette:?}");
                        assert!(on(&palette.ink, paper.surface) >= 4.5, "{palette:?}");
                        assert!(on(&palette.edge, paper.surface) >= 3.0, "{palette:?}");
                    }
                }
            }
        }
    }
}
