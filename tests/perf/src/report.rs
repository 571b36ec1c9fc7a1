//! The table of a run: one line a measure, one column a library, ratios to Shirube. Enters: numbers; leaves: text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::library::Library;
use crate::measure::{LINES, Measure};
use crate::numbers::Numbers;
use crate::scenario::Found;

/// All numbers of a run.
#[derive(Default)]
pub struct Report {
    numbers: BTreeMap<(Measure, Library), Numbers>,
    failures: BTreeMap<(Library, String), usize>,
}

/// How Shirube stands on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Ahead,
    Level,
    Behind,
}

impl Standing {
    fn text(self) -> &'static str {
        match self {
            Standing::Ahead => "ahead",
            Standing::Level => "level",
            Standing::Behind => "BEHIND",
        }
    }
}

impl Report {
    /// Takes what a scenario found, or how it failed.
    pub fn take(&mut self, library: Library, found: Result<Found, String>) {
        match found {
            Ok(found) => {
                for (measure, number) in found.into_iter().filter(|(_, n)| n.is_finite()) {
                    self.numbers
                        .entry((measure, library))
                        .or_default()
                        .push(number);
                }
            }
            Err(failure) => *self.failures.entry((library, failure)).or_default() += 1,
        }
    }

    /// The middle of what was measured.
    #[must_use]
    pub fn median(&self, measure: Measure, library: Library) -> Option<f64> {
        self.numbers.get(&(measure, library))?.median()
    }

    /// Whether everything could be measured on Shirube.
    #[must_use]
    pub fn shirube_held(&self) -> bool {
        self.failures
            .keys()
            .all(|(library, _)| *library != Library::Shirube)
    }

    fn best_peer(&self, measure: Measure) -> Option<&Numbers> {
        let all = Library::PEERS
            .into_iter()
            .filter(|peer| self.counts(measure, *peer))
            .filter_map(|peer| self.numbers.get(&(measure, peer)));
        let medians = all.filter_map(|numbers| Some((numbers.median()?, numbers)));
        let best = medians.min_by(|(one, _), (other, _)| one.total_cmp(other));
        best.map(|(_, numbers)| numbers)
    }

    /// Who does not follow the target pays nothing for it, and is no measure of the cost.
    fn counts(&self, measure: Measure, peer: Library) -> bool {
        let distance = match measure {
            Measure::TrackNestedLayouts => Measure::TrackNested,
            Measure::TrackWindowLayouts => Measure::TrackWindow,
            _ => return true,
        };
        self.median(distance, peer).is_some_and(|px| px <= 1.0)
    }

    /// Apart are medians that differ by what matters, and whose quartiles do not reach each other.
    fn standing(&self, measure: Measure, matters: f64) -> Option<Standing> {
        let ours = self.numbers.get(&(measure, Library::Shirube))?;
        let best = self.best_peer(measure)?;
        let (low, high) = ours.quartiles()?;
        let (best_low, best_high) = best.quartiles()?;
        let difference = ours.median()? - best.median()?;
        Some(if difference <= -matters && high < best_low {
            Standing::Ahead
        } else if difference >= matters && best_high < low {
            Standing::Behind
        } else {
            Standing::Level
        })
    }

    fn cell(&self, measure: Measure, library: Library) -> String {
        let Some(numbers) = self.numbers.get(&(measure, library)) else {
            return "–".to_owned();
        };
        let (Some(median), Some((low, high))) = (numbers.median(), numbers.quartiles()) else {
            return "–".to_owned();
        };
        let mut text = short(median);
        if short(low) != short(high) {
            let _ = write!(text, " ({}–{})", short(low), short(high));
        }
        let ours = self
            .median(measure, Library::Shirube)
            .filter(|ours| *ours > 0.0);
        if let Some(ours) = ours.filter(|_| Library::PEERS.contains(&library)) {
            let _ = write!(text, " ×{:.2}", median / ours);
        }
        text
    }

    /// A Markdown table; `name` gives each library's heading.
    #[must_use]
    pub fn table(&self, name: impl Fn(Library) -> String) -> String {
        let columns: Vec<Library> = Library::ALL.into_iter().chain([Library::Host]).collect();
        let mut text = String::from("| measure | runs |");
        for library in &columns {
            let _ = write!(text, " {} |", name(*library));
        }
        text.push_str(" Shirube is |\n|---|---|");
        text.push_str(&"---|".repeat(columns.len() + 1));
        text.push('\n');
        for (measure, sentence, unit, matters) in LINES {
            let runs = self
                .numbers
                .get(&(*measure, Library::Shirube))
                .map_or(0, Numbers::len);
            let unit = if unit.is_empty() {
                String::new()
            } else {
                format!(", {unit}")
            };
            let _ = write!(text, "| {sentence}{unit} | {runs} |");
            for library in &columns {
                let _ = write!(text, " {} |", self.cell(*measure, *library));
            }
            let standing = self
                .standing(*measure, *matters)
                .map_or("–", Standing::text);
            let _ = writeln!(text, " {standing} |");
        }
        for ((library, failure), times) in &self.failures {
            let _ = writeln!(text, "\n{} failed {times} times: {failure}", library.name());
        }
        text
    }
}

fn short(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if size < 10.0 {
        let text = format!("{number:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{number:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Standing};
    use crate::library::Library;
    use crate::measure::Measure;

    #[test]
    fn ahead_of_all_is_ahead() {
        let check = |ours: &[f64], theirs: &[&[f64]], expected: Standing| {
            let mut report = Report::default();
            let peers = Library::PEERS.into_iter().zip(theirs);
            for (library, numbers) in peers.chain([(Library::Shirube, &ours)]) {
                for number in *numbers {
                    report.take(library, Ok(vec![(Measure::Step, *number)]));
                }
            }
            let standing = report.standing(Measure::Step, 5.0);
            assert_eq!(standing, Some(expected), "{ours:?} {theirs:?}");
        };
        check(&[50.0], &[&[300.0], &[400.0]], Standing::Ahead);
        check(&[50.0], &[&[300.0], &[40.0]], Standing::Behind);
        check(&[50.0], &[&[300.0], &[52.0]], Standing::Level);
        check(&[50.0], &[&[f64::NAN], &[300.0]], Standing::Ahead);
        check(&[40.0, 50.0, 60.0], &[&[30.0, 42.0, 58.0]], Standing::Level);
        check(
            &[50.0, 51.0, 52.0],
            &[&[30.0, 42.0, 44.0]],
            Standing::Behind,
        );
    }
}
