//! Where things lie in a checkout. Nothing is created or read here.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A checkout of the project.
#[derive(Clone, Debug)]
pub(crate) struct House {
    root: PathBuf,
    /// Where release files go instead of `dist/`, and page builds beside them.
    aside: Option<PathBuf>,
}

impl House {
    /// The checkout that this workshop was compiled from.
    pub(crate) fn here() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self {
            root: own.parent().unwrap_or(own).to_path_buf(),
            aside: None,
        }
    }

    /// Another checkout, built from nothing into a folder of its own.
    pub(crate) fn elsewhere(root: PathBuf, folder: PathBuf) -> Self {
        Self {
            root,
            aside: Some(folder),
        }
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn dist(&self) -> PathBuf {
        self.aside
            .as_ref()
            .map_or_else(|| self.at("dist"), |folder| folder.join("dist"))
    }

    pub(crate) fn tools(&self) -> PathBuf {
        self.at("pkg-config/tools")
    }

    pub(crate) fn node_modules(&self) -> PathBuf {
        self.tools().join("node_modules")
    }

    /// Programs that the workshop builds for itself.
    pub(crate) fn tools_built(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// Firefox's driver, where the system has none.
    pub(crate) fn geckodriver(&self) -> PathBuf {
        self.tools_built().join("bin/geckodriver")
    }

    /// A program that came with the npm packages.
    pub(crate) fn npm_program(&self, name: &str) -> Command {
        self.command(self.node_modules().join(".bin").join(name))
    }

    /// The page build has caches of its own: its flags would otherwise throw the native ones away.
    pub(crate) fn page_target(&self) -> PathBuf {
        self.aside
            .as_ref()
            .map_or_else(|| self.target().join("page"), |folder| folder.join("page"))
    }

    /// Where native builds go.
    pub(crate) fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.at("target"), |folder| self.root.join(folder))
    }

    /// A binary of the workspace, as the dev profile leaves it.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target().join("debug").join(name)
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments);
        command
    }

    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A path as a person would type it from the root.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}
