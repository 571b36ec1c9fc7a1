//! Kumo's server: one process on loopback that is the whole path. Four folders come in; Kumo's pages, Shirube's
//! files, published content, collector and dashboard come out under one origin. Not here: how any of those work.
//! Everything is what a vendor has too: `publish`, static files, and the collector's public routes.

mod files;
mod release;
mod site;
mod violations;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use clap::Parser;
use collector::{Collector, Config, Person, Settings, Tenant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use release::Release;

const MAIL: &str = "csm@kumo.example";
const PASSWORD: &str = "demo";
const DRAIN: Duration = Duration::from_secs(10);

/// The demo: Kumo with Shirube, its content, its collector and its dashboard.
#[derive(Parser)]
#[command(name = "kumo", version)]
struct Args {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 4600)]
    port: u16,
    /// Where the collector's database and the published content live.
    #[arg(long)]
    data: PathBuf,
    /// What `cargo xtask dist` wrote: loader, module, wasm.
    #[arg(long)]
    dist: PathBuf,
    /// Kumo's front end.
    #[arg(long)]
    site: PathBuf,
    /// Kumo's guidance, as YAML.
    #[arg(long)]
    content: PathBuf,
    /// Serves Kumo under a policy that forbids WebAssembly.
    #[arg(long)]
    without_wasm: bool,
    /// What the tag says about the engine: auto, wasm or js.
    #[arg(long)]
    engine: Option<String>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kumo: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Failure> {
    if !args.site.join("index.html").is_file() {
        return Err(format!("no index.html in {}", args.site.display()).into());
    }
    if !args.dist.join("shirube.js").is_file() {
        eprintln!(
            "kumo: no shirube.js in {}: the site works, without guidance",
            args.dist.display()
        );
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address}: {error}"))?;
    let address = listener.local_addr()?;
    std::fs::create_dir_all(&args.data)
        .map_err(|error| format!("{}: {error}", args.data.display()))?;
    let collector = collector::open(Config {
        data: args.data.clone(),
        tenants: vec![tenant()],
        insecure_loopback: true,
        settings: Settings::default(),
    })?;

    let published = args.data.join("content");
    let ready = Arc::new(AtomicBool::new(false));
    let app = router(&args, published.clone(), &collector, ready.clone());
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        // A dropped sender means the same: stop.
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());

    let outcome = tokio::select! {
        outcome = live(address, args.content, published, &ready) => outcome,
        () = asked_to_stop() => Ok(()),
    };
    drop(stop);
    if tokio::time::timeout(DRAIN, server).await.is_err() {
        eprintln!(
            "kumo: some requests were still open after {} s",
            DRAIN.as_secs()
        );
    }
    // Closing waits for the disk, which an async worker must not.
    tokio::task::spawn_blocking(move || collector.close()).await?;
    outcome
}

/// Publishes, tells the collector, opens for business, and stays until asked to stop.
async fn live(
    address: SocketAddr,
    content: PathBuf,
    published: PathBuf,
    ready: &AtomicBool,
) -> Result<(), Failure> {
    let release = tokio::task::spawn_blocking(move || {
        release::publish(content, published, &format!("http://{address}"))
    })
    .await??;
    ready.store(true, Ordering::Release);
    introduce(address, &release);
    std::future::pending().await
}

fn router(
    args: &Args,
    published: PathBuf,
    collector: &Collector,
    ready: Arc<AtomicBool>,
) -> Router {
    Router::new()
        .merge(violations::routes())
        .merge(files::routes(args.dist.clone(), published))
        .merge(site::routes(site::Site {
            folder: args.site.clone(),
            without_wasm: args.without_wasm,
            engine: args.engine.clone(),
        }))
        .merge(collector.router())
        .layer(from_fn_with_state(ready, not_before_published))
}

/// The collector is alive from the start; the demo is ready only once its content is out.
async fn not_before_published(
    State(ready): State<Arc<AtomicBool>>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path() == "/healthz" && !ready.load(Ordering::Acquire) {
        return (StatusCode::SERVICE_UNAVAILABLE, "publishing\n").into_response();
    }
    next.run(request).await
}

fn tenant() -> Tenant {
    Tenant {
        name: release::TENANT.to_owned(),
        write_keys: vec!["pk_demo".to_owned()],
        secret_keys: vec![release::SECRET_KEY.to_owned()],
        people: vec![Person {
            mail: MAIL.to_owned(),
            password: PASSWORD.to_owned(),
        }],
    }
}

fn introduce(address: SocketAddr, release: &Release) {
    let sign_in = format!("sign in: {MAIL} / {PASSWORD}");
    let files = format!("release {}, {} warnings", release.version, release.warnings);
    let lines = [
        ("site", "/", "?control serves it without the tag"),
        ("dashboard", "/dashboard/", &sign_in),
        ("content", "/shirube/content/", &files),
        (
            "collector",
            "/v1/events",
            "write key pk_demo, secret key sk_demo",
        ),
    ];
    for (name, path, note) in lines {
        println!(
            "  {name:<10} {:<46} {note}",
            format!("http://{address}{path}")
        );
    }
}

/// Ctrl-C, or the signal that a supervisor sends.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
