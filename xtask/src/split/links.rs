//! What the linker knows and a finished module no longer says: which function and which static data refer to which
//! other data, and whose address is taken. Enters: a wasm linked with `--emit-relocs`; leaves: those references.
//! Not here: direct calls, which every module shows by itself.

use std::collections::BTreeMap;
use std::ops::Range;

use wasmparser::{
    DataKind, ExternalKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocationType,
    SymbolInfo, TypeRef,
};

use crate::shell::{Explained as _, Outcome, Stop};

/// What is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// The address of a function, by its number among all of them, imported ones first.
    Function(u32),
    /// Static data, by its number in `Links::blobs`.
    Blob(usize),
}

/// Static data of one name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Blob {
    /// Where it lies in memory.
    pub(crate) place: Range<u32>,
    pub(crate) refers: Vec<Target>,
}

/// All references but calls.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// Names of functions by number.
    pub(crate) names: BTreeMap<u32, String>,
    /// Numbers of exported functions by the name they are exported under, which becomes their name in the glue's hands.
    pub(crate) exports: BTreeMap<String, u32>,
    /// What a function refers to, by number.
    pub(crate) functions: BTreeMap<u32, Vec<Target>>,
    pub(crate) blobs: Vec<Blob>,
}

/// Offsets of a section's own payload in the file, and what lies in it.
#[derive(Default)]
struct Layout {
    code: usize,
    data: usize,
    /// Bodies in order.
    bodies: Vec<Range<usize>>,
    /// Where segments stand in the file and in memory, in order.
    segments: Vec<(Range<usize>, u32)>,
}

impl Links {
    pub(crate) fn read(raw: &[u8]) -> Outcome<Self> {
        let mut links = Self::default();
        let mut layout = Layout::default();
        let mut imported = 0_u32;
        let mut symbols: Vec<Option<Target>> = Vec::new();
        let mut relocated = 0;
        for payload in Parser::new(0).parse_all(raw) {
            match payload.explained("wasm")? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.explained("imports")?;
                        imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export.explained("exports")?;
                        if export.kind == ExternalKind::Func {
                            links
                                .exports
                                .insert(bound(export.name).to_owned(), export.index);
                        }
                    }
                }
                Payload::CodeSectionStart { range, .. } => layout.code = range.start,
                Payload::CodeSectionEntry(body) => layout.bodies.push(body.range()),
                Payload::DataSection(section) => {
                    layout.data = section.range().start;
                    for data in section {
                        layout
                            .segments
                            .push(segment(raw, &data.explained("data")?)?);
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Name(subsections) => {
                        for subsection in subsections {
                            if let Name::Function(map) = subsection.explained("names")? {
                                for naming in map {
                                    let naming = naming.explained("names")?;
                                    links.names.insert(naming.index, naming.name.to_owned());
                                }
                            }
                        }
                    }
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(table) = part.explained("linking")? {
                                for symbol in table {
                                    let symbol = symbol.explained("symbols")?;
                                    symbols.push(links.symbol(&symbol, &layout));
                                }
                            }
                        }
                    }
                    KnownCustom::Reloc(relocs) => {
                        let of_code = match section.name() {
                            "reloc.CODE" => true,
                            "reloc.DATA" => false,
                            _ => continue,
                        };
                        relocated += 1;
                        for entry in relocs.entries() {
                            let entry = entry.explained("relocations")?;
                            if !taken(entry.ty) {
                                continue;
                            }
                            let Some(Some(target)) = symbols.get(entry.index as usize) else {
                                continue;
                            };
                            let at = entry.offset as usize;
                            links.refer(&layout, imported, of_code, at, *target)?;
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if relocated != 2 {
            return Err(Stop::failed(
                "the linker left no relocations behind; see --emit-relocs in xtask/src/module.rs",
            ));
        }
        Ok(links)
    }

    fn symbol(&mut self, symbol: &SymbolInfo, layout: &Layout) -> Option<Target> {
        match symbol {
            SymbolInfo::Func { index, .. } => Some(Target::Function(*index)),
            SymbolInfo::Data {
                symbol: Some(defined),
                ..
            } => {
                // What is zero at first has no segment in the file, and nothing to move.
                let (_, address) = layout.segments.get(defined.index as usize)?;
                let start = address + defined.offset;
                self.blobs.push(Blob {
                    place: start..start + defined.size,
                    refers: Vec::new(),
                });
                Some(Target::Blob(self.blobs.len() - 1))
            }
            _ => None,
        }
    }

    fn refer(
        &mut self,
        layout: &Layout,
        imported: u32,
        of_code: bool,
        at: usize,
        target: Target,
    ) -> Outcome {
        let stray = || Stop::failed(format!("a relocation at {at} lies in nothing"));
        if of_code {
            let at = layout.code + at;
            let body = layout.bodies.partition_point(|body| body.end <= at);
            let held = layout.bodies.get(body).is_some_and(|b| b.contains(&at));
            let function = imported + body as u32;
            self.functions.entry(function).or_default().push(target);
            return if held { Ok(()) } else { Err(stray()) };
        }
        let at = layout.data + at;
        let (file, address) = layout
            .segments
            .iter()
            .find(|(file, _)| file.contains(&at))
            .ok_or_else(stray)?;
        let address = address + (at - file.start) as u32;
        let mut held = false;
        for blob in &mut self.blobs {
            if blob.place.contains(&address) {
                blob.refers.push(target);
                held = true;
            }
        }
        if held { Ok(()) } else { Err(stray()) }
    }
}

/// The name that wasm-bindgen gives an export: without the hash that keeps it apart until then.
fn bound(name: &str) -> &str {
    let hash = |end: &str| end.len() == 16 && end.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.rsplit_once('_')
        .filter(|(_, end)| hash(end))
        .map_or(name, |(name, _)| name)
}

/// Whether a relocation takes an address: of a function, or of data.
fn taken(kind: RelocationType) -> bool {
    matches!(
        kind,
        RelocationType::TableIndexSleb
            | RelocationType::TableIndexI32
            | RelocationType::MemoryAddrLeb
            | RelocationType::MemoryAddrSleb
            | RelocationType::MemoryAddrI32
    )
}

fn segment(raw: &[u8], data: &wasmparser::Data) -> Outcome<(Range<usize>, u32)> {
    let start = data.data.as_ptr() as usize - raw.as_ptr() as usize;
    let place = start..start + data.data.len();
    let DataKind::Active { offset_expr, .. } = &data.kind else {
        return Err(Stop::failed("a passive data segment"));
    };
    let first = offset_expr.get_operators_reader().read();
    match first.explained("data")? {
        Operator::I32Const { value } => Ok((place, value as u32)),
        _ => Err(Stop::failed("a data segment without a fixed place")),
    }
}
