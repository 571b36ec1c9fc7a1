//! `shirube draft`: what people looked for and did not find, and an article begun from one of it.

use std::path::PathBuf;
use std::process::ExitCode;

use author::Wish;
use clap::Args;
use replay::Wanted;

use crate::known::Known;
use crate::said::{count, dim, good, say};

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// Begin an article for these words that somebody searched for.
    #[arg(long, value_name = "WORDS", conflicts_with = "inquiry")]
    search: Option<String>,
    /// Begin an article for this category of inquiries.
    #[arg(long, value_name = "ID")]
    inquiry: Option<String>,
    /// Whose events, in a collector's folder.
    #[arg(long, default_value = "default")]
    tenant: String,
    #[command(flatten)]
    known: Known,
}

/// So many are listed.
const LISTED: usize = 20;

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    let wish = match (&options.search, &options.inquiry) {
        (Some(words), _) => Wish::Search(words),
        (_, Some(id)) => Wish::Inquiry(id),
        _ => return list(options),
    };
    match author::begin_article(&options.source, wish) {
        Ok((_, files)) => {
            for file in files {
                println!("{}", good(&file));
            }
            println!(
                "{}",
                say(
                    "下書きを作りました。draft: true の行を消すと、次の公開に含まれます",
                    "begun; it goes out with the next release once its line draft: true is gone",
                )
            );
            ExitCode::SUCCESS
        }
        Err(error) => crate::failed(&error.to_string()),
    }
}

fn list(options: &Options) -> ExitCode {
    let past = match options.known.past(&options.tenant) {
        Ok(Some(past)) => past,
        Ok(None) => {
            return crate::wrong_use(&say(
                "--search か --inquiry で記事を始めるか、--events か --data で探されたことばを一覧します",
                "begin one with --search or --inquiry, or list what was looked for with --events or --data",
            ));
        }
        Err(error) => return crate::wrong_use(&error),
    };
    for Wanted {
        words,
        inquiry,
        times,
        people,
    } in past.wanted.iter().take(LISTED)
    {
        let option = if *inquiry { "--inquiry" } else { "--search" };
        let many = say(
            format!("{people} 人、{times} 回"),
            format!("{}, {}", count(*people, "user"), count(*times, "time")),
        );
        println!("{option} \"{words}\"  {}", dim(&many));
    }
    if past.wanted.is_empty() {
        println!(
            "{}",
            say(
                "見つからなかった検索も、問い合わせもありません",
                "no search failed, and nobody inquired",
            )
        );
    }
    ExitCode::SUCCESS
}
