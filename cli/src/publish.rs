//! `shirube publish`: a content folder to a folder that a static host serves, and the release to the collector.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use author::{Ask, Draft, PublishError, PublishRequest, Stage};
use clap::Args;
use replay::{Reach, Release};

use crate::known::Known;
use crate::said::{self, Progress, count, dim, good, say};
use crate::told::Collector;

#[derive(Args)]
pub(crate) struct Options {
    /// The content folder.
    #[arg(default_value = "content")]
    source: PathBuf,
    /// The folder to publish to.
    #[arg(long)]
    to: PathBuf,
    /// Sign with the keys of this file (see `shirube keys new`).
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
    /// Whose content it is.
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Publish without asking, however many people it reaches.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    collector: Collector,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if !options.source.is_dir() {
        return crate::wrong_use(&crate::no_folder(&options.source));
    }
    let request = PublishRequest {
        source: options.source.clone(),
        to: options.to.clone(),
        now: crate::now(),
        tenant: options.tenant.clone(),
    };
    let keys = match options.sign.as_deref().map(crate::keys::read).transpose() {
        Ok(keys) => keys,
        Err(error) => return crate::wrong_use(&error),
    };
    let past = match (
        options.known.past(&options.tenant),
        options.collector.place(),
    ) {
        (Ok(None), Some((url, key))) => Ok(crate::known::ask(url, key)
            // A collector that does not answer keeps nobody from publishing.
            .inspect_err(|error| {
                eprintln!(
                    "{}",
                    say(
                        format!("届く人数はわかりません：{error}"),
                        format!("whom it reaches is not known: {error}"),
                    )
                );
            })
            .ok()),
        (past, _) => past,
    };
    let past = match past {
        Ok(past) => past,
        Err(error) => return crate::wrong_use(&error),
    };
    if let Some(sentence) = crate::community::take_in(&options.source) {
        eprintln!("{sentence}");
    }
    let progress = Progress::begin();
    let ask = |draft: Draft| {
        progress.tell(|| say("届く人を数えています…", "counting whom it reaches…"));
        let now = request.now;
        let after = Release::of_draft(draft).zip(past.as_ref());
        let reach = after.map(|(after, past)| {
            let before = Release::published(&options.to);
            replay::reach(before.as_ref(), &after, past, now)
        });
        reach.is_none_or(|reach| goes_out(&reach, options.yes))
    };
    let ask: Option<Ask> = past.is_some().then_some(&ask);
    let signer = |bytes: &[u8]| keys.as_ref().map_or_else(Vec::new, |k| k.sign(bytes));
    let published = author::publish_asked(
        &request,
        &signer,
        &|stage| progress.tell(|| words(stage)),
        ask,
    );
    drop(progress);
    let published = match published {
        Ok(published) => published,
        Err(PublishError::Refused(findings)) => {
            for finding in &findings {
                println!("{}", said::finding(finding));
            }
            return crate::failed(&say(
                "公開していません。先にエラーを直してください",
                "not published; mend the errors first",
            ));
        }
        Err(PublishError::Declined) => {
            return crate::failed(&say("公開していません", "nothing is published"));
        }
        Err(error) => return crate::failed(&error.to_string()),
    };
    for finding in &published.findings {
        println!("{}", said::finding(finding));
    }
    let (version, to) = (published.version, options.to.display());
    let (written, kept) = (published.leaves_written, published.leaves_kept);
    if published.unchanged {
        println!(
            "{}",
            say(
                format!("変更はありません。{to} のリリース {version} のままです"),
                format!("nothing has changed: release {version} in {to} stays"),
            )
        );
    } else {
        println!(
            "{}",
            good(&say(
                format!(
                    "リリース {version} を {to} に公開しました（書き込み {written} 件、そのまま {kept} 件）"
                ),
                format!("release {version} in {to}: {written} files written, {kept} unchanged"),
            ))
        );
    }
    let told = options.collector.tell(version, &published.release_document);
    if told != ExitCode::SUCCESS {
        return told;
    }
    crate::check::status(&published.findings)
}

/// Says whom it reaches; asks when they are many.
fn goes_out(reach: &Reach, yes: bool) -> bool {
    let Reach { known, newly, .. } = *reach;
    let percent = reach.percent();
    eprintln!(
        "{}",
        say(
            format!(
                "把握している利用者 {known} 人のうち {newly} 人（{percent} %）が新しく対象になります"
            ),
            format!("{newly} of {known} known users ({percent} %) become eligible"),
        )
    );
    for one in reach.items.iter().take(5) {
        let kind = said::spoken().field(one.kind);
        let users = say(format!("{} 人", one.users), count(one.users, "user"));
        eprintln!("  {}  {}  {users}", one.id, dim(&kind));
    }
    if reach.undescribed > 0 {
        let n = reach.undescribed;
        eprintln!(
            "{}",
            dim(&say(
                format!(
                    "  属性がわからない利用者 {n} 人は、属性の条件にあてはまらないとみなしました"
                ),
                format!("  no traits are known of {n} of them: they meet no condition on traits"),
            ))
        );
    }
    if !reach.is_many() || yes {
        return true;
    }
    if !std::io::stdin().is_terminal() {
        eprintln!(
            "{}",
            say(
                "20 % を超えるので確認が必要です。このままでよければ --yes を付けてください",
                "that is more than 20 %: say --yes to publish all the same",
            )
        );
        return false;
    }
    eprint!("{}", say("公開しますか？ [y/N] ", "publish? [y/N] "));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer).is_ok();
    read && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "はい")
}

/// How far it is, in words.
fn words(stage: Stage) -> String {
    match stage {
        Stage::Reading => say("読んでいます…", "reading…"),
        Stage::Compiling => say("組み立てています…", "compiling…"),
        Stage::Writing(n, all) => say(
            format!("書いています… {n}/{all}"),
            format!("writing… {n} of {all}"),
        ),
        Stage::Proving => say("確かめています…", "proving what was written…"),
    }
}
