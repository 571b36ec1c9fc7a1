//! `cargo xtask demo`: builds the page and Kumo, then becomes Kumo, so that one signal ends everything.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;

use crate::house::House;
use crate::install;
use crate::page;
use crate::shell::{Outcome, Stop, run, step};

/// Serves the demo site, its content, the collector and the dashboard until it is killed.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Port on 127.0.0.1.
    #[arg(long, default_value_t = 4600)]
    port: u16,
    /// Folder of the database; what is in it is kept.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Serves Kumo under a policy that forbids WebAssembly; the twin runs there.
    #[arg(long)]
    without_wasm: bool,
}

impl Demo {
    /// Returns only when something went wrong before Kumo took over.
    pub(crate) fn run(&self, house: &House) -> Outcome {
        install::for_page(house)?;
        page::build(house)?;
        step("building Kumo and its collector", || {
            run(&mut house.cargo(&["build", "--package", "kumo"]))
        })?;
        // Said relative to where the caller stands; Kumo starts at the root.
        let data = match &self.data {
            Some(folder) => std::path::absolute(folder)
                .map_err(|error| Stop::failed(format!("--data: {error}")))?,
            None => house.target().join("demo"),
        };
        let mut kumo = house.command(house.binary("kumo"));
        kumo.args(["--port", &self.port.to_string(), "--data"])
            .arg(data)
            .args([
                "--dist",
                "dist",
                "--site",
                "demo-site/site",
                "--content",
                "demo-site/content",
            ]);
        if self.without_wasm {
            kumo.args(["--without-wasm", "--engine", "js"]);
        }
        Err(Stop::failed(format!(
            "Kumo could not be started: {}",
            kumo.exec()
        )))
    }
}
