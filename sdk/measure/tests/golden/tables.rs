//! Every golden table, computed: one check a figure. Shared by the native test and the wasm example, so
//! that both compute the same. Here: comprehension, motivation, intervals. The rest: `more.rs`.

use measure::comprehension::{Assumptions, Cell, Observation, retention, right_answer};
use measure::evidence::{Evidence, Kind, default_row};
use measure::interval::{Interval, Z80, Z90, Z95, Z99, credible, exact, garwood, wilson};
use measure::motivation::{COMPONENTS, JEFFREYS, Model, Prior, Trials, index, posterior};

#[path = "more.rs"]
mod more;

/// A figure of ours beside a published one.
pub(crate) struct Check {
    /// Table and line.
    pub(crate) place: String,
    /// What we compute.
    pub(crate) got: f64,
    /// What the table says.
    pub(crate) expected: f64,
    /// How far apart they may be.
    pub(crate) tolerance: f64,
}

/// One table's checks as they gather.
pub(crate) struct Sheet {
    table: &'static str,
    line: String,
    checks: Vec<Check>,
}

impl Sheet {
    fn check(&mut self, got: f64, expected: &str, tolerance: f64) {
        let place = format!("{}: {}", self.table, self.line);
        let expected = expected
            .parse()
            .unwrap_or_else(|_| panic!("{place}: no number {expected}"));
        self.checks.push(Check {
            place,
            got,
            expected,
            tolerance,
        });
    }

    /// Both ends.
    fn range(&mut self, got: Interval, low: &str, high: &str, tolerance: f64) {
        self.check(got.low, low, tolerance);
        self.check(got.high, high, tolerance);
    }

    /// A figure that is there exactly where the table has one.
    fn maybe(&mut self, got: Option<f64>, expected: &str, tolerance: f64) {
        match got {
            Some(got) => self.check(
                got,
                if expected.is_empty() { "nan" } else { expected },
                tolerance,
            ),
            None => self.check(
                if expected.is_empty() { 0.0 } else { f64::NAN },
                "0",
                tolerance,
            ),
        }
    }
}

/// Reads a table: `line` gets the cells of each line.
fn read(table: &'static str, text: &str, mut line: impl FnMut(&mut Sheet, &[&str])) -> Vec<Check> {
    let mut sheet = Sheet {
        table,
        line: String::new(),
        checks: Vec::new(),
    };
    for text in text.lines().skip(1) {
        text.clone_into(&mut sheet.line);
        let cells: Vec<&str> = text.split(',').collect();
        line(&mut sheet, &cells);
    }
    sheet.checks
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap_or_else(|_| panic!("no number: {cell}"))
}

fn count(cell: &str) -> u64 {
    cell.parse().unwrap_or_else(|_| panic!("no count: {cell}"))
}

/// All tables with the number of figures that each must give.
pub(crate) fn all() -> Vec<(&'static str, usize, Vec<Check>)> {
    let mut all = vec![
        ("evidence_table", 18 * 5, evidence()),
        ("comprehension_trace", 24 * 5 + 12 * 3, trace()),
        ("bkt", 31 * 4, knowledge_tracing()),
        ("forgetting", 50, forgetting()),
        ("motivation_index", 10 * 5, motivation()),
        ("beta_component", 8 * 4, components()),
        ("wilson", 52 * 4, shares()),
        ("poisson_garwood", 14 * 2, counts()),
    ];
    all.extend(more::all());
    all
}

fn kind(name: &str) -> Kind {
    let single = |options, right| Kind::SingleChoice { options, right };
    let multiple = |right| Kind::MultipleChoice { options: 4, right };
    let ordering = |right| Kind::Ordering { items: 4, right };
    match name {
        "single4_ok" => single(4, true),
        "single4_ng" => single(4, false),
        "single3_ok" => single(3, true),
        "single3_ng" => single(3, false),
        "multi4_ok" => multiple(true),
        "multi4_ng" => multiple(false),
        "order4_ok" => ordering(true),
        "order4_ng" => ordering(false),
        "task_ok" => Kind::TaskDone,
        "task_ng" => Kind::TaskFailed,
        "transfer_ok" => Kind::Transfer,
        "guided_done" => Kind::GuideFinished,
        "viewed" => Kind::Viewed,
        "guide_repeat" => Kind::GuideReopened,
        "help_after" => Kind::HelpSearched,
        "backstep" => Kind::BackSteps,
        "enquiry" => Kind::Inquiry,
        "rapid" => Kind::RapidGuess,
        other => panic!("no kind {other}"),
    }
}

fn evidence() -> Vec<Check> {
    read(
        "evidence_table",
        include_str!("evidence_table.csv"),
        |sheet, cell| {
            let row = default_row(kind(cell[0]));
            sheet.check(row.if_known, cell[1], 5e-7); // six printed digits
            sheet.check(row.if_unknown, cell[2], 5e-7);
            sheet.check(row.weight, cell[3], 0.0);
            sheet.check(row.learn, cell[4], 0.0);
            sheet.check(f64::from(u8::from(row.retrieval)), cell[5], 0.0);
        },
    )
}

fn trace() -> Vec<Check> {
    let mut state = Cell::new(Assumptions::default());
    let mut case = String::new();
    read(
        "comprehension_trace",
        include_str!("comprehension_trace.csv"),
        |sheet, cell| {
            if cell[0] != case {
                cell[0].clone_into(&mut case);
                state = Cell::new(Assumptions::default());
            }
            let day = number(cell[1]);
            if cell[2] == "(read)" {
                sheet.check(state.known_at(day), cell[3], 1e-9);
            } else {
                let evidence = default_row(kind(cell[2]));
                let seen = state.observe(Observation { day, evidence });
                sheet.check(seen.before, cell[3], 1e-9);
                sheet.check(seen.after_evidence, cell[4], 1e-9);
                sheet.check(seen.after_learning, cell[5], 1e-9);
            }
            sheet.check(state.stability(), cell[6], 1e-9);
            sheet.check(state.evidence(), cell[7], 1e-9);
        },
    )
}

/// The cases of pyBKT without forgetting by step, as far as our bounds of 0.001 and 0.999 let them go.
fn knowledge_tracing() -> Vec<Check> {
    let cases: Vec<Vec<&str>> = include_str!("bkt_cases.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    let (mut state, mut is_over) = (Cell::new(Assumptions::default()), false);
    read(
        "bkt_posterior",
        include_str!("bkt_posterior.csv"),
        |sheet, cell| {
            let case = cases
                .iter()
                .find(|case| case[0] == cell[0])
                .expect("a case");
            let (learn, guess, slip) = (number(case[2]), number(case[3]), number(case[4]));
            if cell[1] == "1" {
                is_over = number(case[5]) != 0.0;
                let prior = number(case[1]);
                state = Cell::new(Assumptions {
                    prior,
                    ..Assumptions::default()
                });
            }
            is_over = is_over || !(0.001..=0.999).contains(&number(cell[6]));
            if is_over {
                return;
            }
            let (if_known, if_unknown) = if cell[2] == "1" {
                (1.0 - slip, guess)
            } else {
                (slip, 1.0 - guess)
            };
            sheet.check(
                right_answer(state.known_at(0.0), slip, guess),
                cell[4],
                1e-9,
            );
            let evidence = Evidence {
                if_known,
                if_unknown,
                weight: 1.0,
                learn,
                retrieval: true,
            };
            let seen = state.observe(Observation { day: 0.0, evidence });
            sheet.check(seen.before, cell[3], 1e-9);
            sheet.check(seen.after_evidence, cell[5], 1e-9);
            sheet.check(seen.after_learning, cell[6], 1e-9);
        },
    )
}

fn forgetting() -> Vec<Check> {
    read(
        "forgetting",
        include_str!("forgetting.csv"),
        |sheet, cell| {
            sheet.check(retention(number(cell[1]), number(cell[0])), cell[2], 1e-9);
        },
    )
}

fn motivation() -> Vec<Check> {
    let fitted = [
        (1.2, 4.8),
        (2.4, 3.6),
        (7.2, 1.8),
        (2.0, 2.0),
        (4.5, 1.5),
        (3.0, 1.0),
    ];
    read(
        "motivation_index",
        include_str!("motivation_index.csv"),
        |sheet, cell| {
            let mut model = Model::default();
            if cell[1] == "eb_example" {
                model.priors = fitted.map(|(a, b)| Prior { a, b });
            }
            let seen: [Trials; COMPONENTS] = core::array::from_fn(|at| Trials {
                successes: number(cell[2 + 2 * at]),
                trials: number(cell[3 + 2 * at]),
            });
            let got = posterior(&seen, &model);
            sheet.check(got.mean, cell[14], 1e-9);
            sheet.check(got.sd, cell[15], 1e-9);
            sheet.range(got.range, cell[16], cell[17], 1e-7); // the table takes 1.6448536
            sheet.check(
                f64::from(u8::from(index(&seen, &model).is_ok())),
                cell[18],
                0.0,
            );
        },
    )
}

/// One component alone, under Beta(2, 2), which the table takes.
fn components() -> Vec<Check> {
    read(
        "beta_component",
        include_str!("beta_component.csv"),
        |sheet, cell| {
            let (successes, trials) = (number(cell[0]), number(cell[1]));
            let mut model = Model {
                priors: [Prior { a: 2.0, b: 2.0 }; COMPONENTS],
                ..Model::default()
            };
            model.used = core::array::from_fn(|at| at == 0);
            let mut seen = [Trials::default(); COMPONENTS];
            seen[0] = Trials { successes, trials };
            let got = posterior(&seen, &model);
            sheet.check(got.mean, cell[2], 1e-9);
            sheet.check(got.sd, cell[3], 1e-9);
            assert_ne!(model.priors[0], JEFFREYS);
            let range = credible(2.0 + successes, 2.0 + trials - successes, 0.9);
            sheet.range(range, cell[4], cell[5], 1e-9);
        },
    )
}

fn shares() -> Vec<Check> {
    read("wilson", include_str!("wilson.csv"), |sheet, cell| {
        let level = number(cell[2]);
        let z = [(0.8, Z80), (0.9, Z90), (0.95, Z95), (0.99, Z99)];
        let (_, z) = z
            .into_iter()
            .find(|(of, _)| *of == level)
            .expect("a quantile");
        sheet.range(
            wilson(count(cell[0]), count(cell[1]), z),
            cell[3],
            cell[4],
            1e-12,
        );
        sheet.range(
            exact(count(cell[0]), count(cell[1]), level),
            cell[5],
            cell[6],
            1e-9,
        );
    })
}

fn counts() -> Vec<Check> {
    read(
        "poisson_garwood",
        include_str!("poisson_garwood.csv"),
        |sheet, cell| {
            let got = garwood(count(cell[0]), number(cell[1]));
            // Twelve printed digits of numbers up to 126.
            sheet.range(got, cell[2], cell[3], 1e-9);
        },
    )
}

/// The bits of every figure, in the order of the tables.
#[allow(
    dead_code,
    reason = "of the three that share this file, one does not compare bits"
)]
pub(crate) fn bits() -> Vec<u64> {
    all()
        .iter()
        .flat_map(|(_, _, checks)| checks)
        .map(|check| check.got.to_bits())
        .collect()
}
