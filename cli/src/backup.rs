//! `shirube backup` and `shirube restore`: a copy of a collector's store while it runs, and back.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use collector::backup;

use crate::tenant::Store;

#[derive(Args)]
pub(crate) struct BackupOptions {
    /// The new file.
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    store: Store,
}

#[derive(Args)]
pub(crate) struct RestoreOptions {
    /// A copy that `backup` made.
    #[arg(long)]
    from: PathBuf,
    #[command(flatten)]
    store: Store,
}

pub(crate) fn backup(options: &BackupOptions) -> ExitCode {
    let copied = backup::backup(&options.store.data, &options.to);
    crate::ended(copied.map(|()| println!("copied to {}", options.to.display())))
}

pub(crate) fn restore(options: &RestoreOptions) -> ExitCode {
    let restored = backup::restore(&options.from, &options.store.data);
    crate::ended(restored.map(|()| {
        let data = options.store.data.display();
        println!("restored; what was there before lies in {data}/collector.sqlite.before");
    }))
}
