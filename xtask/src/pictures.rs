//! `cargo xtask pictures`: screenshots of every surface and of the demo by a real browser. Enters: the checkout;
//! leaves: the README's in `docs/pictures/`, all of them in `target/pictures/`, to be looked at.

use crate::gallery;
use crate::house::House;
use crate::install;
use crate::page;
use crate::shell::{Outcome, run, say, step};

/// Makes the README's screenshots from the demo, and others to look at.
#[derive(Debug, clap::Args)]
pub(crate) struct Pictures {
    /// Only the gallery's: every surface in every state.
    #[arg(long)]
    gallery: bool,
}

impl Pictures {
    pub(crate) fn run(&self, house: &House) -> Outcome {
        install::for_browser(house)?;
        let all = house.target().join("pictures");
        let gallery = gallery::build(house)?;
        step("building the photographer", || {
            run(&mut house.cargo(&["build", "--package=tests", "--bin=surfaces"]))
        })?;
        step("taking pictures of every surface", || {
            run(house
                .command(house.binary("surfaces"))
                .env("SHIRUBE_GALLERY", &gallery)
                .env("SHIRUBE_PICTURES", all.join("surfaces")))
        })?;
        if self.gallery {
            say(house.relative(&all.join("surfaces")).display());
            return Ok(());
        }
        page::build(house)?;
        step("building Kumo and the photographer", || {
            run(&mut house.cargo(&["build", "--package=kumo", "--package=tests", "--bins"]))
        })?;
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
