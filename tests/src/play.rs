//! A conformance case: a content folder and a script go in, one line for every effect comes out.
//! The script has one input a line, `<ms> <word> <rest>`; files that the engine asks for are given at once.

use std::fmt::Write as _;
use std::path::Path;

use content::anchor::Verdict;
use content::{Address, Catalogue, Digest, Value, catalogue};
use engine::input::{Direction, StartRequest};
use engine::view::{CardState, TaskState};
use engine::{Act, Effect, Engine, Input, Person, Progress, View, Watch};
use telemetry::By;

/// The published bytes of a case's content.
pub struct Content {
    catalogue: Catalogue,
    files: Vec<(String, Vec<u8>)>,
}

impl Content {
    /// Compiles a content folder; panics with the findings of one that has any.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let to = std::env::temp_dir().join(format!(
            "shirube-case-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        let _ = std::fs::remove_dir_all(&to);
        let request = author::PublishRequest {
            source: folder.to_owned(),
            to: to.clone(),
            now: 0,
            tenant: "case".to_owned(),
        };
        let published =
            author::publish(&request).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let compiled =
            author::compile_manifest(&published.manifest, 0).unwrap_or_else(|f| panic!("{f:?}"));
        let sealed = std::fs::read(to.join("catalogue.bin")).expect("a catalogue");
        assert_eq!(
            sealed, compiled.catalogue,
            "the page's compiler and publish write the same bytes"
        );
        let _ = std::fs::remove_dir_all(&to);
        let (catalogue, _) = Catalogue::open(&sealed).expect("our own catalogue opens");
        Content {
            catalogue,
            files: compiled.files,
        }
    }

    fn file(&self, folder: &str, digest: &Digest) -> Option<&[u8]> {
        let name = format!("{folder}/{}.bin", digest.hex());
        self.files
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, b)| b.as_slice())
    }
}

/// Plays a script and writes what the engine wanted done.
#[must_use]
pub fn play(content: &Content, script: &str) -> String {
    let mut player = Player {
        content,
        engine: Engine::new("/content/"),
        saved: Progress::default(),
        out: String::new(),
        lost: Vec::new(),
    };
    for line in script
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        let (ms, rest) = line.split_once(' ').unwrap_or((line, ""));
        let now = ms
            .parse()
            .unwrap_or_else(|_| panic!("a line begins with a time: {line}"));
        let _ = writeln!(player.out, "> {line}");
        player.line(now, rest);
    }
    player.out
}

struct Player<'a> {
    content: &'a Content,
    engine: Engine,
    saved: Progress,
    out: String,
    lost: Vec<String>,
}

impl Player<'_> {
    fn line(&mut self, now: i64, rest: &str) {
        let (word, argument) = rest.split_once(' ').unwrap_or((rest, ""));
        let text = || argument.to_owned();
        let watch = || {
            Watch(
                argument
                    .split(' ')
                    .next()
                    .and_then(|n| n.parse().ok())
                    .expect("a watch's number"),
            )
        };
        let second = argument.split(' ').nth(1);
        let input = match word {
            "lose" => return self.lost.push(text()),
            "reload" => {
                self.engine = Engine::new("/content/");
                return;
            }
            "boot" => {
                self.feed(now, Input::Zone(540));
                self.feed(now, Input::Language(second.unwrap_or("ja").to_owned()));
                self.feed(
                    now,
                    Input::Page(Address::parse(argument.split(' ').next().unwrap_or("/"))),
                );
                self.feed(
                    now,
                    Input::Catalogue(Box::new(self.content.catalogue.clone())),
                );
                return;
            }
            "person" => {
                let mut words = argument.split(' ');
                let user = words.next().filter(|u| *u != "-").map(str::to_owned);
                let traits = words
                    .filter_map(|w| w.split_once('='))
                    .map(|(k, v)| (k.to_owned(), Value::Text { text: v.to_owned() }))
                    .collect();
                let person = Person {
                    user,
                    device: "d1".to_owned(),
                    traits,
                    ..Person::default()
                };
                Input::Person(Box::new(person), Box::new(self.saved.clone()))
            }
            "session" => Input::Session(argument == "new"),
            "page" => Input::Page(Address::parse(argument)),
            "language" => Input::Language(text()),
            "track" => Input::Track(text(), None),
            "wake" => Input::Wake,
            "found" => Input::Anchor(watch(), Verdict::Found),
            "missing" => Input::Anchor(watch(), Verdict::Missing),
            "hidden" => Input::Anchor(watch(), Verdict::Hidden),
            "ambiguous" => Input::Anchor(watch(), Verdict::Ambiguous),
            "lost" => Input::Lost(watch()),
            "done" => Input::Target(watch(), second != Some("synthetic")),
            "start" | "force" => Input::Start(StartRequest {
                id: argument.split('#').next().unwrap_or("").to_owned(),
                step: argument.split_once('#').map(|(_, s)| s.to_owned()),
                force: word == "force",
                by: By::Api,
                call: 1,
            }),
            "stop" => Input::Stop,
            "next" => Input::Acted(Act::Next, true),
            "api-next" => Input::Move(Direction::Next),
            "back" => Input::Acted(Act::Back, true),
            "skip" => Input::Acted(Act::Skip, true),
            "snooze" => Input::Acted(Act::Snooze, true),
            "close" => Input::Acted(Act::Close, true),
            "go" => Input::Acted(Act::Go, true),
            "unclear" => Input::Acted(Act::Unclear, true),
            "seen" => Input::Acted(Act::Seen(text()), true),
            "tip" => Input::Acted(Act::OpenTip(text()), true),
            "untip" => Input::Acted(Act::CloseTip, true),
            "launcher" => Input::Acted(Act::Launcher, true),
            "task" => Input::Acted(Act::StartTask(text()), true),
            "attention" => Input::Attention(argument == "on"),
            "refused" => Input::CatalogueRefused("catalogue_damaged"),
            other => panic!("there is no input {other}"),
        };
        self.feed(now, input);
    }

    fn feed(&mut self, now: i64, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for effect in self.engine.advance(now, input) {
                match &effect {
                    Effect::FetchShard(digest) => {
                        inputs.push(match self.content.file("shard", digest) {
                            Some(bytes) => {
                                Input::Shard(*digest, catalogue::open_shard(bytes, digest))
                            }
                            None => Input::Unfetched(*digest),
                        })
                    }
                    Effect::FetchLeaf(digest) => inputs.push(
                        match self
                            .content
                            .file("leaf", digest)
                            .filter(|_| self.lost.is_empty())
                        {
                            Some(bytes) => {
                                Input::Leaf(*digest, catalogue::open_leaf(bytes, digest))
                            }
                            None => Input::Unfetched(*digest),
                        },
                    ),
                    Effect::Save(progress) => {
                        // What is remembered must survive its saved form.
                        self.saved = Progress::open(&progress.save()).expect("our own form opens");
                        assert_eq!(self.saved, **progress);
                    }
                    other => {
                        let line = tell(other);
                        let _ = writeln!(self.out, "  {line}");
                    }
                }
            }
        }
    }
}

fn tell(effect: &Effect) -> String {
    match effect {
        Effect::Watch {
            watch,
            anchor,
            wait_ms,
            awaits,
            ..
        } => {
            let name = anchor
                .css
                .as_ref()
                .or(anchor.test_id.as_ref())
                .or(anchor.text.as_ref())
                .or(anchor.name.as_ref());
            format!(
                "watch {} {} wait {wait_ms} {awaits:?}",
                watch.0,
                name.map_or("", String::as_str)
            )
        }
        Effect::Unwatch(watch) => format!("unwatch {}", watch.0),
        Effect::Show(view) => format!("show {}", sight(view)),
        Effect::Record(record) => {
            let mut line = format!("record {}", record.full_name());
            if let Some(subject) = &record.content {
                let _ = write!(
                    line,
                    " {}@{}/{}",
                    subject.id, subject.version, subject.language
                );
            }
            if let Some(step) = &record.step {
                let _ = write!(line, "#{step}");
            }
            if let Some(trusted) = record.trusted {
                line.push_str(if trusted { " trusted" } else { " untrusted" });
            }
            if !record.data.is_empty() {
                let _ = write!(line, " {}", record.data_json());
            }
            line
        }
        Effect::WakeAt(at) => at.map_or("sleep".to_owned(), |at| format!("wake at {at}")),
        Effect::Navigate(path) => format!("navigate {path}"),
        Effect::OpenWeb(url) => format!("open {url}"),
        Effect::Answer(answer) => format!("answer {}", answer.reason.unwrap_or("shown")),
        Effect::Fault(fault) => format!(
            "fault {} {}",
            fault.code,
            fault
                .about
                .get(..12)
                .filter(|_| fault.about.len() == 64)
                .unwrap_or(&fault.about)
        ),
        Effect::Ready => "ready".to_owned(),
        Effect::FetchShard(_) | Effect::FetchLeaf(_) | Effect::Save(_) => String::new(),
    }
}

fn sight(view: &View) -> String {
    let mut parts = Vec::new();
    if let Some(card) = &view.card {
        let state = match card.state {
            CardState::Here => "",
            CardState::Elsewhere => " elsewhere",
            CardState::Paused => " paused",
        };
        let target = card
            .target
            .map_or(String::new(), |w| format!(" at {}", w.0));
        parts.push(format!(
            "card {}#{} {}/{}{state}{target} \"{}\"",
            card.id, card.step, card.at, card.of, card.title
        ));
    }
    for dot in &view.hotspots {
        parts.push(format!(
            "hotspot {}{}",
            dot.id,
            if dot.open { " open" } else { "" }
        ));
    }
    if let Some(tip) = &view.tip {
        parts.push(format!("tip {}", tip.id));
    }
    if let Some(launcher) = &view.launcher {
        parts.push(
            launcher
                .progress
                .map_or("launcher".to_owned(), |(done, all)| {
                    format!("launcher {done}/{all}")
                }),
        );
    }
    if let Some(list) = &view.checklist {
        let tasks: Vec<String> = list
            .tasks
            .iter()
            .map(|t| {
                format!(
                    "{}:{}{}",
                    t.id,
                    t.state.text(),
                    if t.current && t.state == TaskState::Open {
                        "*"
                    } else {
                        ""
                    }
                )
            })
            .collect();
        parts.push(format!("checklist {} [{}]", list.id, tasks.join(" ")));
    }
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(" · ")
    }
}
