//! `shirube tenant`: customers of a collector and their keys. Works beside a running `serve`, which sees it within a second.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use collector::{Environment, admin};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make a tenant and its keys, which are shown once.
    Add {
        /// a-z, 0-9 and -.
        name: String,
        #[command(flatten)]
        store: Store,
    },
    /// Make two more keys; older ones go on until they are revoked.
    Keys {
        /// Whose.
        name: String,
        /// Real customers, or trials: reports never mix them.
        #[arg(long, value_enum, default_value_t = Which::Live)]
        environment: Which,
        #[command(flatten)]
        store: Store,
    },
    /// Make a key for identity tokens: from then on, events that name a user without a token are kept apart.
    Identity {
        /// Whose.
        name: String,
        /// The vendor's Ed25519 public key, 32 bytes in base64; without it a secret for HMAC-SHA256 is made and shown once.
        #[arg(long)]
        ed25519: Option<String>,
        /// Real customers, or trials.
        #[arg(long, value_enum, default_value_t = Which::Live)]
        environment: Which,
        #[command(flatten)]
        store: Store,
    },
    /// End a key at once.
    Revoke {
        /// The whole key, or the id of a key for identity tokens.
        key: String,
        #[command(flatten)]
        store: Store,
    },
}

/// Which collector.
#[derive(Args)]
pub(crate) struct Store {
    /// Folder of the database.
    #[arg(long, default_value = "shirube-data")]
    pub(crate) data: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    Live,
    Test,
}

impl Which {
    fn is(self) -> Environment {
        match self {
            Which::Live => Environment::Live,
            Which::Test => Environment::Test,
        }
    }
}

pub(crate) fn run(options: &Options) -> ExitCode {
    let print = |environment: Environment, keys: &admin::Keys| {
        println!("{} pages   {}", environment.name(), keys.write);
        println!("{} servers {}", environment.name(), keys.secret);
    };
    let done = match &options.action {
        Action::Add { name, store } => admin::add_tenant(&store.data, name).map(|all| {
            for (environment, keys) in &all {
                print(*environment, keys);
            }
        }),
        Action::Keys {
            name,
            environment,
            store,
        } => {
            let environment = environment.is();
            admin::add_keys(&store.data, name, environment).map(|keys| print(environment, &keys))
        }
        Action::Identity {
            name,
            ed25519,
            environment,
            store,
        } => {
            let made =
                admin::add_identity_key(&store.data, name, environment.is(), ed25519.as_deref());
            made.map(|key| {
                println!("kid    {}", key.id);
                if let Some(secret) = key.secret {
                    println!("secret {secret}");
                }
            })
        }
        Action::Revoke { key, store } => {
            let ended = if key.starts_with("pk_") || key.starts_with("sk_") {
                admin::revoke_key(&store.data, key)
            } else {
                admin::revoke_identity_key(&store.data, key)
            };
            ended.map(|()| println!("revoked"))
        }
    };
    crate::ended(done)
}
