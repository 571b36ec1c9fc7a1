//! `shirube serve`: the collector and its dashboard on one address until the process is asked to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use collector::{Config, Log, Mail, Rate, Settings, admin};

#[derive(Args)]
pub(crate) struct Options {
    /// Folder of the database; made where it is not.
    #[arg(long, default_value = "shirube-data")]
    data: PathBuf,
    /// Where to listen. Port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:4700")]
    listen: SocketAddr,
    /// The address that browsers use, as it stands behind a proxy: https://guide.example.
    #[arg(long)]
    public: Option<String>,
    /// The database stops growing there, in MiB.
    #[arg(long)]
    most_mib: Option<u64>,
    /// Events that one tenant may send each second in the long run; ten times as many may come at once.
    #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u32).range(1..))]
    tenant_rate: u32,
    /// Events older than this many days go (60 at least); for ever where it is not said.
    #[arg(long, value_parser = clap::value_parser!(u32).range(60..))]
    retention_days: Option<u32>,
    /// Where letters are handed in: smtps://user:password@mail.example. By the environment the password is not shown
    /// among the processes. Without it none are sent.
    #[arg(long, value_name = "URL", env = "SHIRUBE_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// From whom letters come: "Guide <guide@app.example>".
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// Webhooks may go to addresses of this machine and its network, and without encryption.
    #[arg(long)]
    webhooks_inside: bool,
    /// What is logged on standard error, one JSON object a line.
    #[arg(long, value_enum, default_value_t = Logged::Troubles)]
    log: Logged,
}

#[derive(Clone, Copy, ValueEnum)]
enum Logged {
    Off,
    Troubles,
    All,
}

pub(crate) fn run(options: Options) -> ExitCode {
    let public = options.public.as_deref().map(|p| p.trim_end_matches('/'));
    if public.is_some_and(|p| !p.starts_with("https://") && !p.starts_with("http://")) {
        return crate::wrong_use("--public takes an address such as https://guide.example");
    }
    // Without a word about a proxy, a loopback address is reached as plain http.
    let insecure = public.map_or(options.listen.ip().is_loopback(), |p| {
        p.starts_with("http://127.0.0.1") || p.starts_with("http://localhost")
    });
    if public.is_none() && !insecure {
        return crate::wrong_use(
            "--listen beyond loopback needs --public: sign-in cookies travel over https only",
        );
    }
    let smtp = options.smtp.as_ref().filter(|url| !url.is_empty());
    let mail = match (smtp, &options.from) {
        (Some(url), Some(from)) => match Mail::new(url, from) {
            Ok(mail) => Some(mail),
            Err(cause) => return crate::wrong_use(&format!("--smtp or --from: {cause}")),
        },
        (Some(_), None) => return crate::wrong_use("--smtp needs --from: who writes the letters"),
        (None, Some(_)) => {
            return crate::wrong_use("--from needs --smtp or SHIRUBE_SMTP: where letters go");
        }
        (None, None) => None,
    };
    let config = Config {
        data: options.data.clone(),
        tenants: Vec::new(),
        insecure_loopback: insecure,
        settings: Settings {
            most_bytes: options.most_mib.map(|mib| mib.saturating_mul(1 << 20)),
            log: match options.log {
                Logged::Off => Log::Off,
                Logged::Troubles => Log::Troubles,
                Logged::All => Log::All,
            },
            retention_days: options.retention_days,
            mail,
            inside: options.webhooks_inside,
            tenant_rate: Rate {
                per_second: options.tenant_rate.into(),
                burst: f64::from(options.tenant_rate) * 10.0,
            },
            ..Settings::default()
        },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let served = match runtime {
        Ok(runtime) => runtime.block_on(serve(&options, config, public)),
        Err(error) => Err(error.to_string()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => crate::failed(&cause),
    }
}

async fn serve(options: &Options, config: Config, public: Option<&str>) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .map_err(|e| format!("{}: {e}", options.listen))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let base = public.map_or_else(|| format!("http://{address}"), str::to_owned);
    let collector = collector::open(config).map_err(|e| e.to_string())?;
    if collector.is_unclaimed() {
        let token = admin::setup_token(&options.data).map_err(|e| e.to_string())?;
        println!("set up, once and within a day: {base}/dashboard/setup?token={token}");
    }
    println!("collector {base}/v1/events");
    println!("dashboard {base}/dashboard/");
    collector.serve(listener, asked_to_stop()).await;
    Ok(())
}

/// SIGTERM or Ctrl-C.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
