//! `shirube translate`: texts to translators as a table or XLIFF, and what they bring back into the same files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use author::{Format, State, Translation, read_table, write_table};
use clap::{Args, Subcommand, ValueEnum};

use crate::said::{bold, count, good, odd, say};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write the texts of a folder for translators; stale translations are marked.
    Export {
        /// The content folder.
        #[arg(default_value = "content")]
        source: PathBuf,
        /// The language translated to.
        #[arg(long, value_name = "TAG")]
        to: String,
        /// The language of the originals; without it the folder's default.
        #[arg(long, value_name = "TAG")]
        from: Option<String>,
        /// The form of the file; without it by the ending of --out.
        #[arg(long, value_enum)]
        format: Option<Form>,
        /// The file; without it standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Leave out what is translated and as new as its original.
        #[arg(long)]
        open: bool,
    },
    /// Write translations that came back into the folder, keeping comments and order.
    Import {
        /// The file that came back.
        file: PathBuf,
        /// The content folder.
        #[arg(default_value = "content")]
        source: PathBuf,
        /// The language of the originals; without it the folder's default.
        #[arg(long, value_name = "TAG")]
        from: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Csv,
    Xliff,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let done = match &options.action {
        Action::Export {
            source,
            to,
            from,
            format,
            out,
            open,
        } => {
            let by_ending = || {
                let ending = out.as_ref().and_then(|p| p.extension());
                ending.is_some_and(|e| e == "xlf" || e == "xliff")
            };
            let format = match format {
                Some(Form::Xliff) => Format::Xliff,
                None if by_ending() => Format::Xliff,
                _ => Format::Csv,
            };
            export(source, from.as_deref(), to, format, out.as_ref(), *open)
        }
        Action::Import { file, source, from } => import(file, source, from.as_deref()),
    };
    done.unwrap_or_else(|error| crate::wrong_use(&error))
}

fn export(
    source: &std::path::Path,
    from: Option<&str>,
    to: &str,
    format: Format,
    out: Option<&PathBuf>,
    open: bool,
) -> Result<ExitCode, String> {
    let mut translation = Translation::open(source, from, to).map_err(|e| e.to_string())?;
    translation.remember().map_err(|e| e.to_string())?;
    let (from, to) = translation.languages();
    let mut units = translation.units();
    let states = [State::Translated, State::Stale, State::New]
        .map(|s| units.iter().filter(|u| u.state == s).count());
    units.retain(|u| !open || u.state != State::Translated);
    let text = write_table(&units, from, to, format);
    match out {
        Some(path) => std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?,
        None => print!("{text}"),
    }
    let [translated, stale, new] = states;
    let n = units.len();
    eprintln!(
        "{}",
        say(
            format!(
                "{from} → {to}：{n} 件を書き出しました（翻訳済み {translated}、原文が変わった {stale}、未翻訳 {new}）"
            ),
            format!(
                "{from} → {to}: {} written ({translated} translated, {stale} stale, {new} new)",
                count(n, "text")
            ),
        )
    );
    Ok(ExitCode::SUCCESS)
}

fn import(
    file: &std::path::Path,
    source: &std::path::Path,
    from: Option<&str>,
) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let (rows, to) = read_table(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut translation = Translation::open(source, from, &to).map_err(|e| e.to_string())?;
    let done = translation.import(&rows).map_err(|e| e.to_string())?;
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for id in &done.written {
        *files.entry(id.split('#').next().unwrap_or("")).or_default() += 1;
    }
    for (file, n) in &files {
        println!(
            "{}  {}",
            bold(file),
            say(format!("{n} 件"), count(*n, "text"))
        );
    }
    let told = [
        (
            &done.variables,
            "{} の変数が原文と違います",
            "{}: its variables are not those of the original",
        ),
        (
            &done.outdated,
            "{} の原文は書き出した後に変わりました（要確認のままです）",
            "{}: the original has changed since the export; it stays marked as stale",
        ),
        (
            &done.unknown,
            "{} という文はもうありません",
            "{}: there is no such text any more",
        ),
    ];
    let mut odds = 0;
    for (ids, ja, en) in told {
        for id in ids {
            odds += 1;
            println!("{}", odd(&say(ja, en).replace("{}", id)));
        }
    }
    let n = done.written.len();
    println!(
        "{}",
        good(&say(
            format!("{to}：{n} 件を書き込みました"),
            format!("{to}: {} written", count(n, "text")),
        ))
    );
    Ok(ExitCode::from(u8::from(odds > 0)))
}
