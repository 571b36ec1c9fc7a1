//! Theme and launcher of `shirube.yaml`.

use content::catalogue::{Density, Launcher, Scheme, Show, Theme};

use crate::node::Node;
use crate::reader::Reader;
use crate::theme;

/// Kumo-blue: what stands in for a missing accent.
const ACCENT: [f64; 3] = [11.0, 87.0, 208.0];

impl Reader<'_> {
    pub(crate) fn theme(&self, node: Option<&Node>) -> Theme {
        let fields =
            node.and_then(|n| self.open(n, &["accent", "radius", "font", "density", "scheme"]));
        let get = |key: &str| fields.as_ref().and_then(|f| f.get(key));
        let accent = get("accent").and_then(|n| {
            let found = self.word(n).and_then(|t| theme::colour(&t));
            if found.is_none() {
                self.find(
                    n.place,
                    "E0021",
                    "an accent is a colour such as \"#0b57d0\"",
                );
            }
            found
        });
        let accent = accent.unwrap_or(ACCENT);
        let schemes = [
            ("auto", Scheme::Auto),
            ("light", Scheme::Light),
            ("dark", Scheme::Dark),
        ];
        let densities = [
            ("comfortable", Density::Comfortable),
            ("compact", Density::Compact),
        ];
        Theme {
            light: theme::derive(accent, &theme::LIGHT),
            dark: theme::derive(accent, &theme::DARK),
            radius: get("radius")
                .and_then(|n| self.number(n, 0..=16))
                .unwrap_or(8) as u32,
            font: get("font").and_then(|n| self.font(n)).unwrap_or_default(),
            density: get("density")
                .and_then(|n| self.one_of(n, &densities))
                .unwrap_or(Density::Comfortable),
            scheme: get("scheme")
                .and_then(|n| self.one_of(n, &schemes))
                .unwrap_or(Scheme::Auto),
        }
    }

    fn font(&self, node: &Node) -> Option<String> {
        let font = self.word(node)?;
        let plain = |c: char| c.is_alphanumeric() || " ,-_'\"".contains(c);
        if !font.chars().all(plain) {
            self.find(
                node.place,
                "E0021",
                "a font is a list of family names such as \"Noto Sans JP, sans-serif\"",
            );
            return None;
        }
        Some(font)
    }

    pub(crate) fn launcher(&self, node: Option<&Node>) -> Launcher {
        let fields = node.and_then(|n| self.open(n, &["show", "side", "offset", "icon"]));
        let get = |key: &str| fields.as_ref().and_then(|f| f.get(key));
        let shows = [
            ("when_useful", Show::WhenUseful),
            ("always", Show::Always),
            ("never", Show::Never),
        ];
        let icons = ["sign", "help"].map(|w| (w, w));
        let offset = get("offset").map(|n| (n, self.list(n)));
        let inset: Vec<i64> = offset
            .map(|(_, list)| list)
            .unwrap_or_default()
            .iter()
            .filter_map(|n| self.number(n, 0..=400))
            .collect();
        if let Some((node, list)) = offset.filter(|(_, list)| list.len() != 2) {
            self.find(
                node.place,
                "E0025",
                format!("expected two numbers, found {}", list.len()),
            );
        }
        Launcher {
            show: get("show")
                .and_then(|n| self.one_of(n, &shows))
                .unwrap_or(Show::WhenUseful),
            start_side: get("side")
                .and_then(|n| self.one_of(n, &[("end", false), ("start", true)]))
                .unwrap_or(false),
            inset_x: inset.first().copied().unwrap_or(20) as u32,
            inset_y: inset.get(1).copied().unwrap_or(20) as u32,
            icon: get("icon")
                .and_then(|n| self.one_of(n, &icons))
                .unwrap_or("sign")
                .to_owned(),
        }
    }
}
