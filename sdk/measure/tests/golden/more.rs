//! The golden tables of groups, detection, experiments, waiting times, questions and business figures.

use measure::calibration::{Prediction, quality};
use measure::detect::{Window, false_discovery, fisher, rate_change};
use measure::experiment::{Arm, in_words, mixture, sample_ratio};
use measure::interval::Z95;
use measure::items::{self, health};
use measure::kpi::{Period, revenue, value_at};
use measure::nps::{self, adjusted, score};
use measure::parity::{self, parity};
use measure::rollup::users_who_know;
use measure::spread::between_groups;
use measure::support::deflection;
use measure::survival::{Curve, Wait, curve};
use measure::uniformity::{Cell, Delivery, modal_share, same_version, uniformity};

use super::{Check, count, number, read};

pub(super) fn all() -> Vec<(&'static str, usize, Vec<Check>)> {
    vec![
        ("poisson_binomial", 4 * 4, knowing()),
        ("uniformity", 4 * 3 + 4, delivered()),
        ("two_window_rate", 12 * 3, windows()),
        ("two_window_fisher", 6 * 2, days()),
        ("bh", 10 * 2, discoveries()),
        ("msprt", 12 * 5, mixtures()),
        ("beta_binomial", 5 * 2, words()),
        ("sample_ratio", 4, ratios()),
        ("nps_ci", 8 * 4, promoters()),
        ("kpi", 3 * 8, business()),
        ("survival", 33 * 3 - 2, waiting()),
        ("survival_quantiles", 8 * 3, quantiles()),
        ("deflection", 4 * 3, spared()),
        ("parity", 3 * 3, languages()),
        ("point_biserial", 3, discrimination()),
        ("quality", 3 * 3, predictions()),
        ("spread", 3, groups()),
    ]
}

fn numbers(cell: &str) -> Vec<f64> {
    cell.split(' ').map(number).collect()
}

fn counts(cell: &str) -> Vec<u64> {
    cell.split(' ').map(count).collect()
}

fn knowing() -> Vec<Check> {
    read(
        "poisson_binomial",
        include_str!("poisson_binomial.csv"),
        |sheet, cell| {
            let got = users_who_know(&numbers(cell[0])).expect("people");
            sheet.check(got.mean, cell[1], 1e-9);
            sheet.check(got.variance, cell[2], 1e-9);
            sheet.check(f64::from(got.low), cell[3], 0.0);
            sheet.check(f64::from(got.high), cell[4], 0.0);
        },
    )
}

/// The factors alone, and the index from cells where the table's shares can be laid out as cells.
fn delivered() -> Vec<Check> {
    read(
        "uniformity",
        include_str!("uniformity.csv"),
        |sheet, cell| {
            let versions = counts(cell[1]);
            let (coverage, language) = (number(cell[0]), number(cell[2]));
            let same = same_version(&versions).expect("deliveries");
            sheet.check(same, cell[3], 1e-9);
            sheet.check(modal_share(&versions).expect("deliveries"), cell[4], 1e-9);
            sheet.check(coverage * same * language, cell[5], 1e-9);
            let mut cells = Vec::new();
            for (version, times) in (1..).zip(&versions) {
                for _ in 0..*times {
                    let in_language = (20.0 * language + 0.5) as u32;
                    let delivery = Delivery::Whole {
                        version,
                        current: true,
                        steps: 20,
                        in_language,
                    };
                    cells.push(Cell {
                        user: 0,
                        item: 7,
                        delivery,
                    });
                }
            }
            let all = (cells.len() as f64 / coverage + 0.5) as usize;
            cells.resize(
                all,
                Cell {
                    user: 0,
                    item: 7,
                    delivery: Delivery::NotYet,
                },
            );
            let got = uniformity(&cells).expect("required");
            sheet.check(got.index.expect("delivered"), cell[5], 1e-9);
        },
    )
}

fn windows() -> Vec<Check> {
    read(
        "two_window_rate",
        include_str!("two_window_rate.csv"),
        |sheet, cell| {
            let window = |at: usize| Window {
                count: count(cell[at]),
                days: number(cell[at + 1]),
            };
            let got = rate_change(window(0), window(2));
            sheet.check(got.drop, cell[4], 1e-9);
            sheet.check(got.rise, cell[5], 1e-9);
            sheet.check(got.ratio, cell[6], 1e-9);
        },
    )
}

fn days() -> Vec<Check> {
    read(
        "two_window_fisher",
        include_str!("two_window_fisher.csv"),
        |sheet, cell| {
            let (drop, rise) = fisher(
                (count(cell[0]), count(cell[1])),
                (count(cell[2]), count(cell[3])),
            );
            sheet.check(drop, cell[4], 1e-9);
            sheet.check(rise, cell[5], 1e-9);
        },
    )
}

fn discoveries() -> Vec<Check> {
    let text = include_str!("bh.csv");
    let p_values: Vec<f64> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .map(number)
        .collect();
    let mut q_values = false_discovery(&p_values).into_iter();
    read("bh", text, |sheet, cell| {
        let q = q_values.next().expect("a q-value");
        sheet.check(q, cell[1], 1e-9);
        sheet.check(f64::from(u8::from(q <= 0.10)), cell[2], 0.0);
    })
}

fn arms(cell: &[&str]) -> (Arm, Arm) {
    let arm = |at: usize| Arm {
        successes: count(cell[at]),
        trials: count(cell[at + 1]),
    };
    (arm(0), arm(2))
}

fn mixtures() -> Vec<Check> {
    read("msprt", include_str!("msprt.csv"), |sheet, cell| {
        let (control, treated) = arms(cell);
        let rate = |arm: Arm| arm.successes as f64 / arm.trials as f64;
        let variance = |arm: Arm| rate(arm) * (1.0 - rate(arm)) / arm.trials as f64;
        let difference = rate(treated) - rate(control);
        let (scale, alpha) = (number(cell[4]), number(cell[5]));
        let got = mixture(
            difference,
            variance(control) + variance(treated),
            scale,
            alpha,
        );
        let got = got.expect("a variance");
        sheet.check(got.difference, cell[6], 1e-9);
        sheet.check(got.ratio, cell[8], 1e-9 * got.ratio.max(1.0));
        sheet.check(got.p, cell[9], 1e-9);
        sheet.range(got.range, cell[10], cell[11], 1e-9);
    })
}

fn words() -> Vec<Check> {
    read(
        "beta_binomial",
        include_str!("beta_binomial.csv"),
        |sheet, cell| {
            let (control, treated) = arms(cell);
            let got = in_words(control, treated);
            sheet.check(got.better, cell[4], 1e-9);
            sheet.check(got.expected_loss, cell[5], 1e-9);
        },
    )
}

fn ratios() -> Vec<Check> {
    read(
        "sample_ratio",
        include_str!("sample_ratio.csv"),
        |sheet, cell| {
            let got = sample_ratio(&counts(cell[0]), &numbers(cell[1])).expect("people");
            sheet.check(got, cell[2], 1e-9);
        },
    )
}

fn promoters() -> Vec<Check> {
    read("nps_ci", include_str!("nps_ci.csv"), |sheet, cell| {
        let [promoters, passives, detractors] = [0, 1, 2].map(|at: usize| count(cell[at]));
        let answers = nps::Answers {
            promoters,
            passives,
            detractors,
        };
        match score(answers, Z95) {
            Ok(figure) => sheet.check(figure.value, cell[3], 1e-9),
            Err(missing) => sheet.check(missing.have as f64, cell[0], 0.0),
        }
        let (value, range) = adjusted(answers, Z95);
        sheet.check(value, cell[6], 1e-9);
        sheet.range(range, cell[7], cell[8], 1e-9);
    })
}

fn business() -> Vec<Check> {
    read("kpi", include_str!("kpi.csv"), |sheet, cell| {
        let [start, new, expansion, contraction, churned] =
            [0, 1, 2, 3, 4].map(|at: usize| number(cell[at]));
        let (logos, logos_lost) = (count(cell[5]), count(cell[6]));
        let got = revenue(&Period {
            start,
            new,
            expansion,
            contraction,
            churned,
            logos,
            logos_lost,
        });
        sheet.check(got.end, cell[10], 1e-9);
        sheet.check(got.annual, cell[11], 1e-9);
        sheet.maybe(got.gross_retention, cell[12], 1e-9);
        sheet.maybe(got.net_retention, cell[13], 1e-9);
        sheet.check(got.logo_churn.expect("customers").value, cell[14], 1e-9);
        sheet.maybe(got.revenue_churn, cell[15], 1e-9);
        // What the table calls infinite is nothing that can be said.
        let finite = |at: usize| if cell[at] == "inf" { "" } else { cell[at] };
        sheet.maybe(got.quick, finite(16), 1e-9);
        sheet.maybe(
            value_at(number(cell[7]), number(cell[8]), number(cell[9])),
            finite(17),
            1e-9,
        );
    })
}

fn waits(text: &str) -> Vec<Wait> {
    let wait = |word: &str| Wait {
        time: number(word.trim_end_matches('+')),
        reached: !word.ends_with('+'),
    };
    text.split(' ').map(wait).collect()
}

fn curves() -> Vec<(String, Curve)> {
    let mut curves: Vec<(String, Curve)> = Vec::new();
    for line in include_str!("survival_quantiles.csv").lines().skip(1) {
        let cell: Vec<&str> = line.split(',').collect();
        if curves.iter().all(|(case, _)| case != cell[0]) {
            curves.push((cell[0].to_owned(), curve(&waits(cell[1])).expect("people")));
        }
    }
    curves
}

fn waiting() -> Vec<Check> {
    let curves = curves();
    read("survival", include_str!("survival.csv"), |sheet, cell| {
        let (_, curve) = curves
            .iter()
            .find(|(case, _)| case == cell[0])
            .expect("a case");
        let time = number(cell[1]);
        let point = curve
            .points
            .iter()
            .find(|point| point.time == time)
            .expect("a step");
        sheet.check(point.waiting, cell[2], 1e-9);
        if !cell[3].is_empty() {
            sheet.range(point.range, cell[3], cell[4], 1e-9);
        }
    })
}

fn quantiles() -> Vec<Check> {
    let curves = curves();
    read(
        "survival_quantiles",
        include_str!("survival_quantiles.csv"),
        |sheet, cell| {
            let (_, curve) = curves
                .iter()
                .find(|(case, _)| case == cell[0])
                .expect("a case");
            let got = curve.quantile(number(cell[2]));
            sheet.maybe(got.time, cell[3], 0.0);
            sheet.maybe(got.low, cell[4], 0.0);
            sheet.maybe(got.high, cell[5], 0.0);
        },
    )
}

fn spared() -> Vec<Check> {
    read(
        "deflection",
        include_str!("deflection.csv"),
        |sheet, cell| {
            let window = |at: usize| Window {
                count: count(cell[at]),
                days: number(cell[at + 1]),
            };
            let got = deflection(window(0), window(2)).expect("inquiries");
            sheet.check(got.value, cell[4], 1e-9);
            sheet.range(got.range, cell[5], cell[6], 1e-9);
        },
    )
}

fn languages() -> Vec<Check> {
    read("parity", include_str!("parity.csv"), |sheet, cell| {
        let mut answers = Vec::new();
        for (stratum, counts) in counts(cell[0]).chunks(4).enumerate() {
            let known = 0.1 + 0.2 * stratum as f64;
            for (times, (first, right)) in
                counts
                    .iter()
                    .zip([(true, true), (true, false), (false, true), (false, false)])
            {
                answers.extend((0..*times).map(|_| parity::Answer {
                    known,
                    first,
                    right,
                }));
            }
        }
        let got = parity(&answers).expect("answers");
        sheet.check(got.log_odds.value, cell[1], 1e-9);
        sheet.range(got.log_odds.range, cell[2], cell[3], 1e-9);
    })
}

fn discrimination() -> Vec<Check> {
    read(
        "point_biserial",
        include_str!("point_biserial.csv"),
        |sheet, cell| {
            let pairs = counts(cell[0]).into_iter().zip(numbers(cell[1]));
            let answers: Vec<items::Answer> = pairs
                .map(|(right, rest)| items::Answer {
                    choice: 0,
                    right: right == 1,
                    rest: Some(rest),
                })
                .collect();
            sheet.maybe(
                health(&answers, 4, 0).expect("answers").tells,
                cell[2],
                1e-9,
            );
        },
    )
}

fn predictions() -> Vec<Check> {
    read("quality", include_str!("quality.csv"), |sheet, cell| {
        let pairs = numbers(cell[0]).into_iter().zip(counts(cell[1]));
        let predictions: Vec<Prediction> = pairs
            .map(|(chance, right)| Prediction {
                chance,
                right: right == 1,
            })
            .collect();
        let got = quality(&predictions).expect("predictions");
        sheet.maybe(got.auc, cell[2], 1e-9);
        sheet.check(got.squared_error, cell[3], 1e-9);
        sheet.check(got.log_loss, cell[4], 1e-9);
    })
}

fn groups() -> Vec<Check> {
    read("spread", include_str!("spread.csv"), |sheet, cell| {
        let groups: Vec<Vec<f64>> = cell[0].split('|').map(numbers).collect();
        let groups: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
        sheet.check(between_groups(&groups).expect("groups"), cell[1], 1e-9);
    })
}
