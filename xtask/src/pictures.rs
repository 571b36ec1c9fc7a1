//! `cargo xtask pictures`: screenshots of the demo by a real browser. Enters: the checkout; leaves: the README's in
//! `docs/pictures/`, all of them in `target/pictures/`, to be looked at.

use crate::house::House;
use crate::install;
use crate::page;
use crate::shell::{Outcome, run, say, step};

/// Makes the README's screenshots from the demo, and others to look at.
#[derive(Debug, clap::Args)]
pub(crate) struct Pictures {}

impl Pictures {
    pub(crate) fn run(&self, house: &House) -> Outcome {
        install::for_browser(house)?;
        page::build(house)?;
        step("building Kumo and the photographer", || {
            run(&mut house.cargo(&["build", "--package=kumo", "--package=tests", "--bins"]))
        })?;
        let all = house.target().join("pictures");
        let readme = house.at("docs/pictures");
        step("taking pictures", || {
            run(house
                .command(house.binary("pictures"))
                .env("SHIRUBE_DIST", house.dist())
                .env("SHIRUBE_KUMO", house.binary("kumo"))
                .env("SHIRUBE_PICTURES", &all)
                .env("SHIRUBE_README_PICTURES", &readme))
        })?;
        for folder in [&all, &readme] {
            say(house.relative(folder).display());
        }
        Ok(())
    }
}
