//! `shirube user`: people who may sign in to the dashboard. The password comes on standard input, never as an argument.

use std::io::BufRead as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use collector::{Role, admin};

use crate::tenant::Store;

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Add somebody, or give them a new password and role; the password is the first line of standard input.
    Add {
        /// Their mail address.
        mail: String,
        /// Whose.
        #[arg(long)]
        tenant: String,
        /// owner, author, reviewer, csm or auditor.
        #[arg(long, default_value = "csm")]
        role: String,
        #[command(flatten)]
        store: Store,
    },
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let Action::Add {
        mail,
        tenant,
        role,
        store,
    } = &options.action;
    let Some(role) = Role::named(role) else {
        return crate::wrong_use("--role is owner, author, reviewer, csm or auditor");
    };
    let mut password = String::new();
    if let Err(error) = std::io::stdin().lock().read_line(&mut password) {
        return crate::failed(&format!("standard input: {error}"));
    }
    let password = password.trim_end_matches(['\r', '\n']);
    let added = admin::add_user(&store.data, tenant, mail, role, password);
    crate::ended(added.map(|()| println!("{mail} may sign in as {}", role.name())))
}
