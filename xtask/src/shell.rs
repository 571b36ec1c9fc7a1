//! Running programs and saying so. Enters: a command line; leaves: its success, its output, or one sentence
//! about what went wrong. Not here: which programs there are.

use std::fmt::Display;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How long nothing may be heard of a step.
const SILENCE: Duration = Duration::from_secs(10);

/// Why a command ended early: one sentence for a person, and the exit status.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) sentence: String,
    pub(crate) status: u8,
}

pub(crate) type Outcome<T = ()> = Result<T, Stop>;

impl Stop {
    pub(crate) fn failed(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            status: 1,
        }
    }

    /// What was asked for is not something this command does.
    pub(crate) fn wrong_use(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            status: 2,
        }
    }
}

/// Gives an error the sentence it lacks.
pub(crate) trait Explained<T> {
    fn explained(self, what: impl Display) -> Outcome<T>;
}

impl<T, E: Display> Explained<T> for Result<T, E> {
    fn explained(self, what: impl Display) -> Outcome<T> {
        self.map_err(|error| Stop::failed(format!("{what}: {error}")))
    }
}

/// One line of progress on the error stream, so that the output stays what was asked for.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "  {line}");
}

/// Announces a long step whose programs are heard, and its seconds when it ends well.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    say(format_args!("{what} …"));
    let start = Instant::now();
    let value = work()?;
    say(format_args!(
        "{what}: {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    Ok(value)
}

/// As `step`, for what says nothing while it works.
pub(crate) fn silent_step<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    step(what, || heard_of(what, work))
}

/// Says now and then that something silent is still at work.
pub(crate) fn heard_of<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let (done, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            while waiting.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
                say(format_args!(
                    "{what}: still running after {:.0} s",
                    start.elapsed().as_secs_f64()
                ));
            }
        });
        let value = work();
        drop(done);
        value
    })
}

/// Runs with the terminal shared, so that the program's own progress is seen.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().explained(name(command))?;
    if status.success() {
        Ok(())
    } else {
        Err(Stop::failed(format!(
            "{} ended with {status}",
            name(command)
        )))
    }
}

/// Runs silently and returns what was printed; on failure everything that was printed is shown.
pub(crate) fn output(command: &mut Command) -> Outcome<Vec<u8>> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .explained(name(command))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let _ = std::io::stderr().write_all(&output.stdout);
    let _ = std::io::stderr().write_all(&output.stderr);
    Err(Stop::failed(format!(
        "{} ended with {}",
        name(command),
        output.status
    )))
}

/// As `output`, as text.
pub(crate) fn text(command: &mut Command) -> Outcome<String> {
    Ok(String::from_utf8_lossy(&output(command)?).into_owned())
}

/// Whether a program of this name can be started.
pub(crate) fn has_program(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let first = command
        .get_args()
        .next()
        .map(|argument| format!(" {}", argument.to_string_lossy()))
        .unwrap_or_default();
    format!(
        "{}{first}",
        program
            .file_name()
            .unwrap_or(program.as_os_str())
            .to_string_lossy()
    )
}
