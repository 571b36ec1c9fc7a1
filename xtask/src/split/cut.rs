//! Writes both modules of a plan. The first keeps everything but what lies behind doors, and calls a door through the
//! table; the second imports memory, table, globals and functions of the first, and fills slots and data of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind,
    GlobalKind, ImportedFunction, Module, TableId, ValType,
};

use super::FIRST;
use super::graph::{Graph, Node, Plan, table_of};
use crate::border::letters;
use crate::shell::{Outcome, Stop};

/// The table as the first module exports it, and the prefix of what it lends.
const TABLE: &str = "_";
const LENT: &str = "_";

pub(crate) fn first(mut module: Module, graph: &Graph, plan: &Plan) -> Outcome<Vec<u8>> {
    let ids = functions(&module);
    let table = table_of(&module)?;
    let mut idle: BTreeMap<Vec<Vec<ValType>>, FunctionId> = BTreeMap::new();
    let mut slots: BTreeMap<u32, FunctionId> = graph
        .table
        .iter()
        .filter(|(_, index)| plan.first.contains(&Node::Function(**index)))
        .map(|(slot, index)| (*slot, ids[index]))
        .collect();
    let doors = door_slots(&module, graph)?;
    for (door, slot) in &doors {
        let id = ids[door];
        let ty = module.funcs.get(id).ty();
        let (params, results) = module.types.params_results(ty);
        let (params, results) = (params.to_vec(), results.to_vec());
        let name = module.funcs.get(id).name.clone();
        if results.iter().any(|result| *result != ValType::I32) || results.len() > 1 {
            return Err(Stop::failed(format!(
                "{} gives more than a yes or no, and so it cannot be a door",
                name.unwrap_or_default()
            )));
        }
        let arguments: Vec<_> = params.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut stub = FunctionBuilder::new(&mut module.types, &params, &results);
        let mut body = stub.func_body();
        for argument in &arguments {
            body.local_get(*argument);
        }
        body.i32_const(*slot as i32).call_indirect(ty, table);
        let stub = stub.local_func(arguments);
        module.funcs.get_mut(id).kind = FunctionKind::Local(stub);
        let idle = *idle
            .entry(vec![params.clone(), results.clone()])
            .or_insert_with(|| {
                let arguments = params.iter().map(|ty| module.locals.add(*ty)).collect();
                let mut nothing = FunctionBuilder::new(&mut module.types, &params, &results);
                if !results.is_empty() {
                    nothing.func_body().i32_const(0);
                }
                nothing.finish(arguments, &mut module.funcs)
            });
        slots.insert(*slot, idle);
    }
    fill_table(&mut module, &slots)?;
    let size = doors.values().map(|slot| u64::from(*slot) + 1).max();
    let grown = module.tables.get_mut(table);
    grown.initial = grown.initial.max(size.unwrap_or(0));
    grown.maximum = grown.maximum.map(|maximum| maximum.max(grown.initial));

    if !doors.is_empty() {
        lend(&mut module, graph, plan, &ids, table);
    }
    let gone = places(graph, |blob| !plan.first.contains(&Node::Blob(blob)));
    let kept = places(graph, |blob| plan.first.contains(&Node::Blob(blob)));
    for segment in segments(&module)? {
        let data = module.data.get_mut(segment.0);
        for place in &gone {
            for address in place.clone() {
                let at = address.checked_sub(segment.1).map(|at| at as usize);
                if let Some(byte) = at.and_then(|at| data.value.get_mut(at))
                    && !kept.iter().any(|place| place.contains(&address))
                {
                    *byte = 0;
                }
            }
        }
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Exports what the second module imports: the table, the globals, and the functions that it calls.
fn lend(
    module: &mut Module,
    graph: &Graph,
    plan: &Plan,
    ids: &BTreeMap<usize, FunctionId>,
    table: TableId,
) {
    module.exports.add(TABLE, table);
    let globals: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
    for (number, global) in globals.into_iter().enumerate() {
        module.exports.add(&global_name(number), global);
    }
    for (number, index) in graph.lent(plan).into_iter().enumerate() {
        if matches!(module.funcs.get(ids[&index]).kind, FunctionKind::Local(_)) {
            module.exports.add(&lent_name(number), ids[&index]);
        }
    }
}

pub(crate) fn second(mut module: Module, graph: &Graph, plan: &Plan) -> Outcome<Vec<u8>> {
    let ids = functions(&module);
    let table = table_of(&module)?;
    let memory = module
        .get_memory_id()
        .map_err(|error| Stop::failed(format!("{error:#}")))?;
    let doors = door_slots(&module, graph)?;
    for (number, index) in graph.lent(plan).into_iter().enumerate() {
        let id = ids[&index];
        let function = module.funcs.get_mut(id);
        if matches!(function.kind, FunctionKind::Local(_)) {
            let ty = function.ty();
            let import = module.imports.add(FIRST, &lent_name(number), id);
            module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
    }
    let globals: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
    for (number, global) in globals.into_iter().enumerate() {
        let import = module.imports.add(FIRST, &global_name(number), global);
        module.globals.get_mut(global).kind = GlobalKind::Import(import);
    }
    let own = graph.table.iter().map(|(slot, index)| (*slot, *index));
    let slots = own
        .chain(doors.iter().map(|(door, slot)| (*slot, *door)))
        .filter(|(_, index)| plan.second.contains(&Node::Function(*index)))
        // The first module's own address of a door is its stub.
        .filter(|(slot, index)| {
            !plan.first.contains(&Node::Function(*index)) || doors.get(index) == Some(slot)
        })
        .map(|(slot, index)| (slot, ids[&index]))
        .collect();
    fill_table(&mut module, &slots)?;
    let whole = module.tables.get(table).initial.max(
        doors
            .values()
            .map(|slot| u64::from(*slot) + 1)
            .max()
            .unwrap_or(0),
    );
    let import = module.imports.add(FIRST, TABLE, table);
    let lent = module.tables.get_mut(table);
    lent.import = Some(import);
    lent.initial = whole;
    lent.maximum = None;
    let import = module.imports.add(FIRST, "memory", memory);
    module.memories.get_mut(memory).import = Some(import);

    let moved = places(graph, |blob| {
        plan.second.contains(&Node::Blob(blob)) && !plan.first.contains(&Node::Blob(blob))
    });
    let mut values = Vec::new();
    for (segment, start) in segments(&module)? {
        let value = module.data.get(segment).value.clone();
        for place in &moved {
            let at = |address: u32| address.checked_sub(start).map(|at| at as usize);
            let bytes = at(place.start).zip(at(place.end));
            if let Some(bytes) = bytes.and_then(|(from, to)| value.get(from..to)) {
                values.push((place.start, bytes.to_vec()));
            }
        }
        module.data.delete(segment);
    }
    module.memories.get_mut(memory).data_segments.clear();
    for (start, bytes) in values {
        let offset = ConstExpr::Value(Value::I32(start as i32));
        let segment = module.data.add(DataKind::Active { memory, offset }, bytes);
        let held = &mut module.memories.get_mut(memory).data_segments;
        held.insert(segment);
    }
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    for export in exports {
        module.exports.delete(export);
    }
    module.start = None;
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Ids by place, which is the same in every reading of a module.
fn functions(module: &Module) -> BTreeMap<usize, FunctionId> {
    module
        .funcs
        .iter()
        .map(|function| (function.id().index(), function.id()))
        .collect()
}

/// A slot for each door, behind all that the table holds.
fn door_slots(module: &Module, graph: &Graph) -> Outcome<BTreeMap<usize, u32>> {
    let size = module.tables.get(table_of(module)?).initial as u32;
    Ok(graph.doors.iter().copied().zip(size..).collect())
}

/// Puts these functions in place of everything that the table held; a slot without one stays empty.
fn fill_table(module: &mut Module, slots: &BTreeMap<u32, FunctionId>) -> Outcome {
    let table = table_of(module)?;
    let before: Vec<_> = module.elements.iter().map(|segment| segment.id()).collect();
    for segment in before {
        module.tables.get_mut(table).elem_segments.remove(&segment);
        module.elements.delete(segment);
    }
    let mut runs: Vec<(u32, Vec<FunctionId>)> = Vec::new();
    for (slot, function) in slots {
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == *slot => run.push(*function),
            _ => runs.push((*slot, vec![*function])),
        }
    }
    for (start, run) in runs {
        let offset = ConstExpr::Value(Value::I32(start as i32));
        let kind = ElementKind::Active { table, offset };
        let segment = module.elements.add(kind, ElementItems::Functions(run));
        module.tables.get_mut(table).elem_segments.insert(segment);
    }
    Ok(())
}

/// Data segments and where they stand in memory.
fn segments(module: &Module) -> Outcome<Vec<(walrus::DataId, u32)>> {
    let place = |segment: &walrus::Data| match &segment.kind {
        DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } => Ok((segment.id(), *start as u32)),
        _ => Err(Stop::failed("a data segment without a fixed place")),
    };
    module.data.iter().map(place).collect()
}

/// Where these blobs lie, in order, what touches joined.
fn places(graph: &Graph, chosen: impl Fn(usize) -> bool) -> Vec<Range<u32>> {
    let mut places: Vec<_> = graph.places.iter().cloned().enumerate().collect();
    places.retain(|(blob, _)| chosen(*blob));
    places.sort_by_key(|(_, place)| (place.start, place.end));
    let mut joined: Vec<Range<u32>> = Vec::new();
    for (_, place) in places {
        match joined.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => joined.push(place),
        }
    }
    joined
}

fn global_name(number: usize) -> String {
    [LENT, &number.to_string()].concat()
}

fn lent_name(number: usize) -> String {
    [LENT, &letters(number)].concat()
}
