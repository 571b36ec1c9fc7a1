//! `cargo xtask bench` runs this: every library in turn, run by run, and a table at the end.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use perf::library::Library;
use perf::report::Report;
use perf::scenario::Bench;
use perf::server::Server;
use perf::session::Session;

/// Measures Shirube beside its peers.
#[derive(Parser)]
struct Arguments {
    /// What `cargo xtask dist` wrote.
    #[arg(long)]
    dist: PathBuf,
    /// Where the peers are installed and bundled.
    #[arg(long)]
    peers: PathBuf,
    /// Where the result is written.
    #[arg(long)]
    result: PathBuf,
    /// Which state of the project this is.
    #[arg(long)]
    commit: String,
    /// How often each scenario runs.
    #[arg(long)]
    runs: usize,
    /// How often a tour starts and stops in the search for leaks.
    #[arg(long)]
    cycles: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let server = Server::start(&arguments.dist, &arguments.peers).await;
    let start = Instant::now();
    let steady = Bench {
        server: server.clone(),
        session: Session::steady().await,
    };
    let bench = Bench {
        server,
        session: Session::start().await,
    };
    let mut report = Report::default();
    let often = arguments.runs > 3;
    for run in 0..arguments.runs {
        // Counts and distances hardly differ from run to run; times do.
        let counts = run == 0 || often && run % 2 == 0;
        // Nobody always comes first: what the machine does besides falls on everyone alike.
        let mut order = Library::ALL;
        order.rotate_left(run % Library::ALL.len());
        for library in order {
            eprintln!(
                "  {:>4.0} s  run {} of {}: {}",
                start.elapsed().as_secs_f64(),
                run + 1,
                arguments.runs,
                library.name()
            );
            report.take(library, bench.first_cards(library, run == 0).await);
            report.take(library, bench.steps(library, false).await);
            if run < 2 || often {
                report.take(library, bench.steps(library, true).await);
            }
            if counts {
                report.take(library, bench.nested(library).await);
                report.take(library, bench.window(library).await);
                report.take(library, bench.shift(library).await);
                report.take(library, bench.mutations(library, 3).await);
            }
            if run == 0 {
                report.take(library, steady.leaks(library, arguments.cycles).await);
            }
        }
        if counts {
            report.take(Library::Host, bench.nested(Library::Host).await);
            report.take(Library::Host, bench.window(Library::Host).await);
            report.take(Library::Host, bench.mutations(Library::Host, 3).await);
        }
    }
    let browser = bench.session.version().await;
    drop((bench, steady));

    let versions = |library: Library| match library {
        Library::Host => library.name().to_owned(),
        _ => format!("{} {}", library.name(), library.version(&arguments.peers)),
    };
    let table = report.table(versions);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let text = format!(
        "# Shirube beside its peers\n\n\
         Written by `cargo xtask bench` at {}, {}, {} runs of each scenario, {} starts and stops; {} cores, {}, a window of 1280 × 860.\n\
         One host page for all, a fresh tab for every scenario, libraries in turn. Each cell: median (quartiles) ×ratio to Shirube; \
         smaller is better on every line. Time of the main thread is its own CPU time.\n\n{table}",
        arguments.commit,
        jiff::Zoned::now().date(),
        arguments.runs,
        arguments.cycles,
        cores,
        browser,
    );
    print!("{text}");
    if let Err(error) = std::fs::write(&arguments.result, &text) {
        eprintln!("{}: {error}", arguments.result.display());
        return ExitCode::FAILURE;
    }
    if report.shirube_held() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
