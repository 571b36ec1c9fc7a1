//! `cargo xtask demo`: builds the page and Kumo, then becomes Kumo, so that one signal ends everything.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};

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
    /// Fills the database with this many made-up customers, once.
    #[arg(long, value_name = "N")]
    customers: Option<u32>,
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
        if let Some(customers) = self.customers {
            self.fill(house, &data, customers)?;
        }
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

    /// Starts what will fill the database once Kumo answers; it lives by what Kumo publishes, and goes in by the door
    /// that every vendor's server has.
    fn fill(&self, house: &House, data: &Path, customers: u32) -> Outcome {
        step("building the command line", || {
            run(&mut house.cargo(&["build", "--package", "shirube-cli"]))
        })?;
        let done = data.join(format!("customers-{customers}.json"));
        if done.is_file() {
            return Ok(());
        }
        std::fs::create_dir_all(data)
            .map_err(|error| Stop::failed(format!("{}: {error}", data.display())))?;
        let base = format!("http://127.0.0.1:{}", self.port);
        let mut filling = house.command(house.binary("shirube"));
        filling
            .args(["simulate", "--until", "yesterday", "--key", "sk_demo"])
            .args(["--customers", &customers.to_string(), "--to", &base])
            .args([
                "--manifest",
                &format!("{base}/shirube/content/manifest.json"),
            ])
            .arg("--truth")
            .arg(done);
        match filling.spawn() {
            Ok(_) => Ok(()),
            Err(error) => Err(Stop::failed(format!("shirube simulate: {error}"))),
        }
    }
}
