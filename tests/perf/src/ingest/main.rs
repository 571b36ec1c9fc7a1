//! `cargo xtask bench --only ingest`: how many events the collector acknowledges, by wrk on loopback, beside a loop of
//! bare SQLite commits on the same disk in the same run. Both wait for the disk at every commit.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;

/// Measures the collector's ingest beside a bare loop of commits.
#[derive(Parser)]
struct Arguments {
    /// The release build of `shirube`.
    #[arg(long)]
    shirube: PathBuf,
    /// A folder on the disk that is measured.
    #[arg(long)]
    folder: PathBuf,
    /// Where the result is written.
    #[arg(long)]
    result: PathBuf,
    /// Which state of the project this is.
    #[arg(long)]
    commit: String,
    /// How often each line is measured.
    #[arg(long)]
    runs: usize,
    /// How long each measurement lasts, in seconds.
    #[arg(long)]
    seconds: u64,
}

/// Connections and events a post.
const LOADS: [(u32, u32); 4] = [(1, 1), (32, 1), (32, 10), (32, 50)];

/// What one run of wrk came to.
struct Came {
    posts: f64,
    refused: u64,
    p50_ms: f64,
    p99_ms: f64,
}

/// A collector of its own on a fresh folder.
struct Served {
    child: Child,
    base: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match measure(&arguments) {
        Ok(text) => {
            print!("{text}");
            let written = fs::write(&arguments.result, text);
            written.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
        }
        Err(cause) => {
            eprintln!("ingest: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn measure(asked: &Arguments) -> Result<String, String> {
    let _ = fs::remove_dir_all(&asked.folder);
    fs::create_dir_all(&asked.folder).map_err(|e| e.to_string())?;
    let lasts = Duration::from_secs(asked.seconds);
    let mut bare = [Vec::new(), Vec::new()];
    let mut came: Vec<Vec<Came>> = LOADS.iter().map(|_| Vec::new()).collect();
    for run in 0..asked.runs {
        eprintln!("  run {} of {}", run + 1, asked.runs);
        for (rows, all) in [1, 50].into_iter().zip(&mut bare) {
            all.push(commits(&asked.folder, run, rows, lasts)?);
        }
        for (n, (&(connections, size), all)) in LOADS.iter().zip(&mut came).enumerate() {
            let data = asked.folder.join(format!("data-{run}-{n}"));
            all.push(posts(
                asked,
                &data,
                (run * LOADS.len() + n, connections, size),
            )?);
            let _ = fs::remove_dir_all(&data);
        }
    }
    let _ = fs::remove_dir_all(&asked.folder);
    Ok(report(asked, &bare, &came))
}

/// Rows a second of a loop that commits so many at once; the rows are what a collector would store of an event.
fn commits(folder: &Path, run: usize, rows: u64, lasts: Duration) -> Result<f64, String> {
    let file = folder.join(format!("bare-{run}-{rows}.sqlite"));
    let told = |e: rusqlite::Error| e.to_string();
    let db = rusqlite::Connection::open(&file).map_err(told)?;
    db.pragma_update(None, "journal_mode", "WAL")
        .map_err(told)?;
    db.pragma_update(None, "synchronous", "FULL")
        .map_err(told)?;
    db.execute_batch("CREATE TABLE event (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID")
        .map_err(told)?;
    let body = "x".repeat(280);
    let (begun, mut done) = (Instant::now(), 0_u64);
    while begun.elapsed() < lasts {
        db.execute_batch("BEGIN IMMEDIATE").map_err(told)?;
        for _ in 0..rows {
            let id = format!("01935f00-0000-7000-8000-{done:012x}");
            db.prepare_cached("INSERT INTO event VALUES (?1, ?2)")
                .and_then(|mut insert| insert.execute([id.as_str(), body.as_str()]))
                .map_err(told)?;
            done += 1;
        }
        db.execute_batch("COMMIT").map_err(told)?;
    }
    Ok(done as f64 / begun.elapsed().as_secs_f64())
}

fn posts(
    asked: &Arguments,
    data: &Path,
    (run, connections, size): (usize, u32, u32),
) -> Result<Came, String> {
    let key = write_key(&asked.shirube, data)?;
    let served = serve(&asked.shirube, data)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ingest/post.lua");
    let out = Command::new("wrk")
        .args([
            "-t",
            &connections.min(2).to_string(),
            "-c",
            &connections.to_string(),
        ])
        .args([
            "-d",
            &format!("{}s", asked.seconds),
            "--timeout",
            "30s",
            "-s",
        ])
        .arg(script)
        .arg(&served.base)
        .envs([
            ("BENCH_SIZE", size.to_string()),
            ("BENCH_KEY", key),
            ("BENCH_RUN", run.to_string()),
        ])
        .output()
        .map_err(|e| format!("wrk: {e}"))?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let line = said.lines().find_map(|l| l.strip_prefix("RESULT "));
    let numbers: Vec<f64> = line
        .unwrap_or_default()
        .split(' ')
        .filter_map(|n| n.parse().ok())
        .collect();
    let [requests, us, refused, p50, p99, _] = numbers[..] else {
        return Err(format!(
            "wrk said {said} {}",
            String::from_utf8_lossy(&out.stderr)
        ));
    };
    drop(served);
    // What was acknowledged must be there: wrk counts answers that came, and a few were on their way at the end.
    let stored = stored(data)?;
    let acknowledged = (requests - refused) * f64::from(size);
    let under_way = f64::from(connections * size);
    if stored < acknowledged || stored > acknowledged + under_way + refused * f64::from(size) {
        return Err(format!("{acknowledged} acknowledged and {stored} stored"));
    }
    Ok(Came {
        posts: (requests - refused) / (us / 1e6),
        refused: refused as u64,
        p50_ms: p50 / 1e3,
        p99_ms: p99 / 1e3,
    })
}

fn write_key(shirube: &Path, data: &Path) -> Result<String, String> {
    let out = Command::new(shirube)
        .args(["tenant", "add", "bench", "--data"])
        .arg(data)
        .output();
    let out = out.map_err(|e| format!("shirube: {e}"))?;
    let said = String::from_utf8_lossy(&out.stdout);
    let line = said.lines().find(|l| l.starts_with("live pages"));
    let key = line.and_then(|l| l.split_whitespace().last());
    key.map(str::to_owned)
        .ok_or_else(|| format!("no key: {said}"))
}

fn serve(shirube: &Path, data: &Path) -> Result<Served, String> {
    let mut child = Command::new(shirube)
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--log",
            "off",
            "--tenant-rate",
            "100000000",
            "--data",
        ])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("shirube: {e}"))?;
    let out = child.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    let base = lines.find_map(|l| {
        Some(
            l.strip_prefix("dashboard ")?
                .trim_end_matches("/dashboard/")
                .to_owned(),
        )
    });
    let served = Served {
        child,
        base: base.unwrap_or_default(),
    };
    if served.base.is_empty() {
        Err("the collector did not start".to_owned())
    } else {
        Ok(served)
    }
}

fn stored(data: &Path) -> Result<f64, String> {
    let db =
        rusqlite::Connection::open(data.join("collector.sqlite")).map_err(|e| e.to_string())?;
    let count: i64 = db
        .query_row("SELECT COUNT(*) FROM event", [], |r| r.get(0))
        .map_err(|e| e.to_string())?;
    Ok(count as f64)
}

/// Median and range.
fn spread(all: &[f64]) -> (f64, f64, f64) {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    let at = |n: usize| all.get(n).copied().unwrap_or(f64::NAN);
    (at(all.len() / 2), at(0), at(all.len().saturating_sub(1)))
}

fn report(asked: &Arguments, bare: &[Vec<f64>; 2], came: &[Vec<Came>]) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut text = format!(
        "# Ingest beside a bare loop of commits\n\nWritten by `cargo xtask bench --only ingest` at {}; {} runs of {} s each, {cores} cores that wrk and the collector share, loopback, one disk.\n\
         Both commit with WAL and `synchronous=FULL`. An event is acknowledged only after its commit. Median (least–most).\n\n\
         | what | rows a second | ÷ the loop of one row | posts a second | p50 ms | p99 ms | refused |\n|---|---|---|---|---|---|---|\n",
        asked.commit, asked.runs, asked.seconds
    );
    let (loop_of_one, ..) = spread(&bare[0]);
    for (name, all) in [
        "SQLite alone, a row a commit",
        "SQLite alone, 50 rows a commit",
    ]
    .iter()
    .zip(bare)
    {
        let (median, least, most) = spread(all);
        text += &format!(
            "| {name} | {median:.0} ({least:.0}–{most:.0}) | {:.2} | | | | |\n",
            median / loop_of_one
        );
    }
    for ((connections, size), all) in LOADS.iter().zip(came) {
        let column = |of: fn(&Came) -> f64| spread(&all.iter().map(of).collect::<Vec<_>>());
        let (posts, least, most) = column(|c| c.posts);
        let size_f = f64::from(*size);
        text += &format!(
            "| wrk, {connections} connections, {size} events a post | {:.0} ({:.0}–{:.0}) | {:.2} | {posts:.0} | {:.1} | {:.1} | {} |\n",
            posts * size_f,
            least * size_f,
            most * size_f,
            posts * size_f / loop_of_one,
            column(|c| c.p50_ms).0,
            column(|c| c.p99_ms).0,
            all.iter().map(|c| c.refused).sum::<u64>(),
        );
    }
    text
}
