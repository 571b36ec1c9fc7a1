//! Who is measured: how each one reaches the host page, and its version.

use std::path::Path;

use serde_json::Value;

/// A library, or nobody: the host page by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Library {
    /// The page alone, to know what it costs by itself.
    Host,
    /// Ours.
    Shirube,
    /// driver.js.
    Driver,
    /// Shepherd.
    Shepherd,
    /// Intro.js.
    Intro,
    /// React Joyride.
    Joyride,
}

impl Library {
    /// Ours first.
    pub const ALL: [Library; 5] = [
        Library::Shirube,
        Library::Driver,
        Library::Shepherd,
        Library::Intro,
        Library::Joyride,
    ];
    /// Everybody else.
    pub const PEERS: [Library; 4] = [
        Library::Driver,
        Library::Shepherd,
        Library::Intro,
        Library::Joyride,
    ];

    /// As its makers write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Library::Host => "host alone",
            Library::Shirube => "Shirube",
            Library::Driver => "driver.js",
            Library::Shepherd => "Shepherd",
            Library::Intro => "Intro.js",
            Library::Joyride => "React Joyride",
        }
    }

    /// In addresses and file names.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Library::Host => "host",
            Library::Shirube => "shirube",
            Library::Driver => "driver",
            Library::Shepherd => "shepherd",
            Library::Intro => "intro",
            Library::Joyride => "joyride",
        }
    }

    /// What stands in the head of the host page.
    #[must_use]
    pub fn head(self) -> String {
        let key = self.key();
        let own = match self {
            Library::Host => String::new(),
            Library::Shirube => {
                r#"<script async src="/shirube/shirube.js" data-content="/content/"></script>"#
                    .to_owned()
            }
            Library::Joyride => format!(r#"<script defer src="/peers/{key}.js"></script>"#),
            _ => format!(
                r#"<link rel="stylesheet" href="/peers/{key}.css"><script defer src="/peers/{key}.js"></script>"#
            ),
        };
        format!(r#"{own}<script defer src="/page/adapter/{key}.js"></script>"#)
    }

    /// The npm package and the version that was installed; ours is this workspace's.
    #[must_use]
    pub fn version(self, peers: &Path) -> String {
        let package = match self {
            Library::Host | Library::Shirube => return env!("CARGO_PKG_VERSION").to_owned(),
            Library::Driver => "driver.js",
            Library::Shepherd => "shepherd.js",
            Library::Intro => "intro.js",
            Library::Joyride => "react-joyride",
        };
        let file = peers
            .join("node_modules")
            .join(package)
            .join("package.json");
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|e| panic!("{package} is installed by cargo xtask bench: {e}"));
        let json: Value = serde_json::from_str(&text).expect("package.json");
        json["version"].as_str().expect("a version").to_owned()
    }
}
