//! `shirube.yaml`: the product, its languages, topics, segments, look and limits.

use content::Catalogue;
use content::catalogue::{Density, Launcher, Limits, Scheme, Segment, Show, Theme};

use crate::node::Node;
use crate::reader::Reader;
use crate::theme;

pub(crate) const CONFIG: &[&str] = &[
    "shirube",
    "product",
    "timezone",
    "languages",
    "topics",
    "segments",
    "inquiries",
    "home",
    "touch",
    "contact",
    "community",
    "launcher",
    "theme",
    "limits",
    "events",
    "publish",
];

/// What stays with the collector and never reaches a page.
pub(crate) const PRIVATE: &[&str] = &["touch", "publish"];

impl Reader<'_> {
    /// The catalogue of a configuration, still without release, times and shards.
    pub(crate) fn config(&self, node: &Node, tenant: &str) -> Option<Catalogue> {
        let fields = self.open(node, CONFIG)?;
        let product = self.word(fields.need("product")?)?;
        fields.need("languages")?;
        for topic in fields
            .get("topics")
            .map(|n| self.list(n))
            .unwrap_or_default()
        {
            let topic = self.open(
                topic,
                &["id", "title", "task", "required_for", "after", "weight"],
            );
            if let Some(topic) = topic {
                topic.need("id");
                topic.title("title");
            }
        }
        let segments = fields
            .get("segments")
            .map(|n| self.list(n))
            .unwrap_or_default();
        let segments = segments
            .iter()
            .filter_map(|n| {
                let segment = self.open(n, &["id", "when"])?;
                Some(Segment {
                    id: self.word(segment.need("id")?)?,
                    when: self.condition(segment.need("when")?)?,
                })
            })
            .collect();
        let limits = fields
            .get("limits")
            .and_then(|n| self.open(n, &["interruptions_per_session", "interruptions_per_day"]));
        let limit = |key: &str, absent: i64| {
            limits
                .as_ref()
                .map_or(absent, |l| l.number(key, 0..=1000, absent)) as u32
        };
        Some(Catalogue {
            tenant: tenant.to_owned(),
            product,
            version: 0,
            issued: 0,
            expires: 0,
            languages: self.languages.to_vec(),
            limits: Limits {
                per_session: limit("interruptions_per_session", 1),
                per_day: limit("interruptions_per_day", 3),
            },
            segments,
            theme: self.theme(fields.get("theme")),
            launcher: self.launcher(fields.get("launcher")),
            home: fields.get("home").and_then(|n| self.word(n)),
            shards: Vec::new(),
        })
    }

    fn theme(&self, node: Option<&Node>) -> Theme {
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
        let accent = accent.unwrap_or([11.0, 87.0, 208.0]);
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
            font: get("font").and_then(|n| self.word(n)).unwrap_or_default(),
            density: get("density")
                .and_then(|n| self.one_of(n, &densities))
                .unwrap_or(Density::Comfortable),
            scheme: get("scheme")
                .and_then(|n| self.one_of(n, &schemes))
                .unwrap_or(Scheme::Auto),
        }
    }

    fn launcher(&self, node: Option<&Node>) -> Launcher {
        let fields = node.and_then(|n| self.open(n, &["show", "side", "offset", "icon"]));
        let get = |key: &str| fields.as_ref().and_then(|f| f.get(key));
        let shows = [
            ("when_useful", Show::WhenUseful),
            ("always", Show::Always),
            ("never", Show::Never),
        ];
        let offset: Vec<i64> = get("offset")
            .map(|n| self.list(n))
            .unwrap_or_default()
            .iter()
            .filter_map(|n| self.number(n, 0..=400))
            .collect();
        Launcher {
            show: get("show")
                .and_then(|n| self.one_of(n, &shows))
                .unwrap_or(Show::WhenUseful),
            start_side: get("side")
                .and_then(|n| self.one_of(n, &[("end", false), ("start", true)]))
                .unwrap_or(false),
            inset_x: offset.first().copied().unwrap_or(20) as u32,
            inset_y: offset.get(1).copied().unwrap_or(20) as u32,
            icon: get("icon")
                .and_then(|n| self.word(n))
                .unwrap_or_else(|| "sign".to_owned()),
        }
    }
}
