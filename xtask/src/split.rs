//! One wasm in two: what every page needs, and a second module that shares its memory and table and is fetched when
//! something in it is wanted. Enters: the linked wasm with its relocations, the same bound to its glue, and the doors;
//! leaves: both modules. A door is a function of the first module that leads into the second one, through a slot of the
//! table which holds a function that does nothing until the second module fills it. Nothing else of the second module
//! is named in the first, neither by code nor by data: that is computed, and checked again.

mod cut;
mod graph;
mod links;

use walrus::Module;

use self::graph::Graph;
use self::links::Links;
use crate::shell::{Outcome, Stop};

/// The module that the second one imports the first one's functions from.
pub(crate) const FIRST: &str = "b";

/// Both modules.
pub(crate) struct Parts {
    pub(crate) first: Vec<u8>,
    pub(crate) second: Vec<u8>,
}

/// Cuts `bound` in two at these doors. `raw` is what it was bound from, and still knows what refers to what.
pub(crate) fn split(raw: &[u8], bound: &[u8], doors: &[&str]) -> Outcome<Parts> {
    let graph = Graph::new(&parse(bound)?, &Links::read(raw)?, doors)?;
    let plan = graph.plan();
    graph.check(&plan)?;
    Ok(Parts {
        first: cut::first(parse(bound)?, &graph, &plan)?,
        second: cut::second(parse(bound)?, &graph, &plan)?,
    })
}

/// The same module without what no reference reaches: not even a table or static data.
pub(crate) fn trim(raw: &[u8], bound: &[u8]) -> Outcome<Vec<u8>> {
    let graph = Graph::new(&parse(bound)?, &Links::read(raw)?, &[])?;
    let plan = graph.plan();
    graph.check(&plan)?;
    cut::first(parse(bound)?, &graph, &plan)
}

fn parse(wasm: &[u8]) -> Outcome<Module> {
    Module::from_buffer(wasm).map_err(|error| Stop::failed(format!("wasm: {error:#}")))
}
