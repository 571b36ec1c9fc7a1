//! Who needs whom: functions by calls and taken addresses, static data by what it points to. Enters: the module and
//! its links; leaves: what belongs to the first module and what only lies behind doors. Not here: writing either.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, Module, TableId,
};

use super::links::{Links, Target};
use crate::breakdown::readable;
use crate::shell::{Outcome, Stop};

/// A function by its place in the module, the same in every reading of it; or static data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    Function(usize),
    Blob(usize),
}

/// A module as references.
pub(crate) struct Graph {
    /// What each node needs.
    needs: BTreeMap<Node, BTreeSet<Node>>,
    roots: BTreeSet<Node>,
    pub(crate) doors: BTreeSet<usize>,
    /// Where blobs lie in memory.
    pub(crate) places: Vec<Range<u32>>,
    /// Functions of the table by slot.
    pub(crate) table: BTreeMap<u32, usize>,
}

/// Which node goes where. What is in neither is not needed at all.
pub(crate) struct Plan {
    pub(crate) first: BTreeSet<Node>,
    pub(crate) second: BTreeSet<Node>,
}

impl Graph {
    pub(crate) fn new(module: &Module, links: &Links, doors: &[&str]) -> Outcome<Self> {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for function in module.funcs.iter() {
            if let Some(name) = &function.name {
                by_name.entry(name).or_default().push(function.id().index());
            }
        }
        // One function a name, here and in what was linked: else nobody knows who is meant.
        let mut linked: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (number, name) in &links.names {
            linked.entry(name).or_default().push(*number);
        }
        let mut here = BTreeMap::new();
        for (name, number) in &links.exports {
            if let Some([index]) = by_name.get(name.as_str()).map(Vec::as_slice) {
                here.insert(*number, *index);
            }
        }
        for (name, numbers) in &linked {
            if let ([number], Some([index])) = (&numbers[..], by_name.get(name).map(Vec::as_slice))
            {
                here.insert(*number, *index);
            }
        }
        let node = |target: &Target| match target {
            Target::Function(number) => here.get(number).copied().map(Node::Function),
            Target::Blob(blob) => Some(Node::Blob(*blob)),
        };
        let mut graph = Self {
            needs: BTreeMap::new(),
            roots: BTreeSet::new(),
            doors: BTreeSet::new(),
            places: links.blobs.iter().map(|blob| blob.place.clone()).collect(),
            table: table(module)?,
        };
        let known: BTreeMap<usize, u32> = here.iter().map(|(n, index)| (*index, *n)).collect();
        for function in module.funcs.iter() {
            let index = function.id().index();
            let mut needs = BTreeSet::new();
            if let FunctionKind::Local(local) = &function.kind {
                let mut seen = Calls::default();
                dfs_in_order(&mut seen, local, local.entry_block());
                let snipped = seen.others == 0;
                needs.extend(seen.calls.iter().map(|id| Node::Function(id.index())));
                let number = known.get(&index);
                if number.is_none() && seen.names {
                    return Err(Stop::failed(format!(
                        "nobody knows what {:?} refers to; see xtask/src/split/graph.rs",
                        function.name
                    )));
                }
                let links = number.and_then(|n| links.functions.get(n));
                if !snipped {
                    needs.extend(links.into_iter().flatten().filter_map(node));
                }
            }
            graph.needs.insert(Node::Function(index), needs);
        }
        for (number, blob) in links.blobs.iter().enumerate() {
            let needs = blob.refers.iter().filter_map(node).collect();
            graph.needs.insert(Node::Blob(number), needs);
        }
        for export in module.exports.iter() {
            if let ExportItem::Function(id) = export.item {
                graph.roots.insert(Node::Function(id.index()));
            }
        }
        // A function of the table that the linker does not know is somebody else's to find.
        for index in graph.table.values() {
            if !known.contains_key(index) {
                graph.roots.insert(Node::Function(*index));
            }
        }
        graph.find_doors(module, doors)?;
        Ok(graph)
    }

    fn find_doors(&mut self, module: &Module, doors: &[&str]) -> Outcome {
        let mut missing: BTreeSet<&str> = doors.iter().copied().collect();
        for function in module.funcs.iter() {
            let Some(name) = function.name.as_deref().map(readable) else {
                continue;
            };
            if let Some(door) = doors.iter().find(|door| **door == name) {
                missing.remove(door);
                self.doors.insert(function.id().index());
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let missing: Vec<_> = missing.into_iter().collect();
        Err(Stop::failed(format!(
            "the module no longer holds the doors {}; see xtask/src/snip.rs",
            missing.join(", ")
        )))
    }

    /// The first module is what can be reached without passing a door, the second one what lies behind.
    pub(crate) fn plan(&self) -> Plan {
        let first = self.reach(self.roots.iter().copied().collect(), true);
        let behind: Vec<Node> = self
            .doors
            .iter()
            .filter(|door| first.contains(&Node::Function(**door)))
            .flat_map(|door| self.needs[&Node::Function(*door)].iter().copied())
            .collect();
        let mut second = self.reach(behind, false);
        second.retain(|node| !first.contains(node) || self.is_door(*node));
        second.extend(self.doors.iter().map(|door| Node::Function(*door)));
        Plan { first, second }
    }

    fn is_door(&self, node: Node) -> bool {
        matches!(node, Node::Function(index) if self.doors.contains(&index))
    }

    fn reach(&self, from: Vec<Node>, stops_at_doors: bool) -> BTreeSet<Node> {
        let mut reached = BTreeSet::new();
        let mut next = from;
        while let Some(node) = next.pop() {
            if !reached.insert(node) || (stops_at_doors && self.is_door(node)) {
                continue;
            }
            next.extend(self.needs[&node].iter().copied());
        }
        reached
    }

    /// Fails unless everything that the first module names is in it, doors aside.
    pub(crate) fn check(&self, plan: &Plan) -> Outcome {
        for node in plan.first.iter().filter(|node| !self.is_door(**node)) {
            if let Some(stray) = self.needs[node].iter().find(|n| !plan.first.contains(n)) {
                return Err(Stop::failed(format!(
                    "{node:?} of the first module needs {stray:?} of the second"
                )));
            }
        }
        for node in &plan.second {
            let there = |n: &Node| plan.first.contains(n) || plan.second.contains(n);
            if let Some(stray) = self.needs[node].iter().find(|n| !there(n)) {
                return Err(Stop::failed(format!(
                    "{node:?} of the second module needs {stray:?}, which is nowhere"
                )));
            }
        }
        Ok(())
    }

    /// Functions of the first module that the second one calls or names.
    pub(crate) fn lent(&self, plan: &Plan) -> BTreeSet<usize> {
        let needed = plan.second.iter().flat_map(|node| &self.needs[node]);
        needed
            .filter(|node| !plan.second.contains(node))
            .filter_map(|node| match node {
                Node::Function(index) => Some(*index),
                Node::Blob(_) => None,
            })
            .collect()
    }
}

#[derive(Default)]
struct Calls {
    calls: Vec<FunctionId>,
    /// Instructions that are no trap.
    others: usize,
    /// It calls, or names a number that may be an address.
    names: bool,
}

impl<'a> Visitor<'a> for Calls {
    fn visit_instr(&mut self, instr: &'a ir::Instr, _: &'a ir::InstrLocId) {
        self.others += usize::from(!matches!(instr, ir::Instr::Unreachable(_)));
        self.names |= matches!(
            instr,
            ir::Instr::Call(_)
                | ir::Instr::CallIndirect(_)
                | ir::Instr::Const(_)
                | ir::Instr::Load(_)
                | ir::Instr::Store(_)
        );
    }

    fn visit_function_id(&mut self, function: &FunctionId) {
        self.calls.push(*function);
    }
}

/// The one table of functions.
pub(crate) fn table_of(module: &Module) -> Outcome<TableId> {
    module
        .tables
        .main_function_table()
        .ok()
        .flatten()
        .ok_or_else(|| Stop::failed("the module has no table of functions"))
}

fn table(module: &Module) -> Outcome<BTreeMap<u32, usize>> {
    let mut slots = BTreeMap::new();
    for segment in module.elements.iter() {
        let (ElementKind::Active { offset, .. }, ElementItems::Functions(functions)) =
            (&segment.kind, &segment.items)
        else {
            return Err(Stop::failed("a table segment that is no list of functions"));
        };
        let ConstExpr::Value(ir::Value::I32(start)) = offset else {
            return Err(Stop::failed("a table segment without a fixed place"));
        };
        let functions = functions.iter().map(|function| function.index());
        slots.extend((*start as u32..).zip(functions));
    }
    Ok(slots)
}
