//! The size table and its budget. Enters: the page in `dist/` and `pkg-config/budget.toml`; leaves: a table, and
//! a failure naming every line that is over.

use std::fs;
use std::io::Write as _;

use crate::house::House;
use crate::page::Page;
use crate::shell::{Explained as _, Outcome, Stop};

/// Bytes of one file, or of several together.
struct Size {
    name: &'static str,
    raw: usize,
    brotli: usize,
}

/// The table as text, and what is over budget.
pub(crate) struct Sizes {
    pub(crate) table: String,
    over: Vec<String>,
}

impl Sizes {
    /// Fails with one sentence that names each line over budget.
    pub(crate) fn within_budget(&self) -> Outcome {
        if self.over.is_empty() {
            Ok(())
        } else {
            Err(Stop::failed(format!(
                "over budget: {}",
                self.over.join("; ")
            )))
        }
    }
}

/// Compresses as a static host would at its best (brotli 11) and compares.
pub(crate) fn measure(house: &House, page: &Page) -> Outcome<Sizes> {
    let budget = fs::read_to_string(house.at("pkg-config/budget.toml"))
        .explained("pkg-config/budget.toml")?;
    let budget: toml::Table = budget.parse().explained("pkg-config/budget.toml")?;
    let mut sizes = Vec::new();
    for (name, file) in [
        ("loader", &page.loader),
        ("module", &page.module),
        ("wasm", &page.wasm),
    ] {
        let bytes = fs::read(house.dist().join(file)).explained(file)?;
        sizes.push(Size {
            name,
            raw: bytes.len(),
            brotli: brotli_size(&bytes)?,
        });
    }
    let raw = sizes.iter().map(|size| size.raw).sum();
    let brotli = sizes.iter().map(|size| size.brotli).sum();
    sizes.push(Size {
        name: "sum",
        raw,
        brotli,
    });
    // Instead of the wasm, never beside it, or fetched when help opens: no part of the sum.
    let search = &page.search;
    for (name, files) in [
        ("twin", &[&page.twin][..]),
        ("search", &[&search.module, &search.wasm]),
        ("search twin", &[&search.module, &search.twin]),
        ("words (ar)", &[&page.words]),
    ] {
        let mut size = Size {
            name,
            raw: 0,
            brotli: 0,
        };
        for file in files {
            let bytes = fs::read(house.dist().join(file)).explained(file)?;
            size.raw += bytes.len();
            size.brotli += brotli_size(&bytes)?;
        }
        sizes.push(size);
    }

    let mut table = format!(
        "{:<12}{:>10}{:>12}{:>10}\n",
        "file", "raw", "brotli 11", "budget"
    );
    let mut over = Vec::new();
    for size in &sizes {
        let limit = budget
            .get("brotli")
            .and_then(|limits| limits.get(size.name))
            .and_then(toml::Value::as_integer);
        let shown = limit.map(|limit| limit.to_string()).unwrap_or_default();
        table.push_str(&format!(
            "{:<12}{:>10}{:>12}{:>10}\n",
            size.name, size.raw, size.brotli, shown
        ));
        if let Some(limit) = limit
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| size.brotli > *limit)
        {
            over.push(format!(
                "{} is {} bytes and may be {limit}",
                size.name, size.brotli
            ));
        }
    }
    let of = |name: &str| sizes.iter().find(|size| size.name == name);
    if let (Some(wasm), Some(twin)) = (of("wasm"), of("twin"))
        && twin.brotli > 2 * wasm.brotli
    {
        over.push(format!(
            "twin is {} bytes, more than twice the wasm's {}",
            twin.brotli, wasm.brotli
        ));
    }
    Ok(Sizes { table, over })
}

fn brotli_size(bytes: &[u8]) -> Outcome<usize> {
    let mut compressed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 24);
        writer.write_all(bytes).explained("brotli")?;
    }
    Ok(compressed.len())
}
