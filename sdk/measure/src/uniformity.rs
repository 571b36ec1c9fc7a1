//! Whether everybody got the same: the uniformity index with its three factors and its gap list (E17).
//! In: the required cells of one program and release, user by item. Out: coverage, version and language
//! factors, their product, who missed what. Not here: who is required to get what (the release).

use crate::interval::{Interval, Z90, wilson};
use crate::sample::{Figure, NotEnough, Sample};

/// What one user got of one required item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Shown to the last step, or completed.
    Whole {
        /// What was shown; the arms of a planned experiment count as one version.
        version: u32,
        /// Whether that is the release's own version.
        current: bool,
        /// Steps shown.
        steps: u32,
        /// Of those, steps whose text stood in the user's language.
        in_language: u32,
    },
    /// Begun, and not shown to the end.
    Partial,
    /// Not begun, and still in time.
    NotYet,
    /// Not begun, and too late.
    Overdue,
}

/// A required cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The user, as a number of the caller's.
    pub user: u32,
    /// The item, as a number of the caller's.
    pub item: u32,
    /// What became of it.
    pub delivery: Delivery,
}

/// Why a required cell is not as the others are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Not begun, and still in time.
    NotYet,
    /// Not begun, and too late.
    Overdue,
    /// Begun, and not shown to the end.
    Partial,
    /// Delivered in another version than the release's.
    OtherVersion,
    /// Delivered, but in part in another language.
    OtherLanguage,
}

impl Why {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Overdue => "overdue",
            Self::Partial => "partial",
            Self::OtherVersion => "other_version",
            Self::OtherLanguage => "other_language",
        }
    }
}

/// One line of the gap list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Who.
    pub user: u32,
    /// Missed what.
    pub item: u32,
    /// And why.
    pub why: Why,
}

/// Uniformity of one program and release.
#[derive(Clone, Debug, PartialEq)]
pub struct Uniformity {
    /// Delivered cells of all required, with Wilson's 90 % range; `n` is the required cells.
    pub coverage: Figure,
    /// Chance that two deliveries of an item were the same version, mean over items by deliveries.
    pub version: Result<f64, NotEnough>,
    /// Delivered steps in the user's language of all delivered.
    pub language: Result<f64, NotEnough>,
    /// Product of the three (E17).
    pub index: Result<f64, NotEnough>,
    /// Every required cell that is not as it should be, in the order of `cells`; a cell delivered both
    /// in another version and another language is named for its version.
    pub gaps: Vec<Gap>,
}

/// Chance that two deliveries were the same version (Simpson); `counts` of deliveries, one a version.
///
/// # Errors
/// Below two deliveries.
pub fn same_version(counts: &[u64]) -> Result<f64, NotEnough> {
    let all: u64 = counts.iter().sum();
    NotEnough::unless(Sample::Deliveries, all, 2)?;
    let pairs = |n: u64| n as f64 * (n as f64 - 1.0);
    Ok(counts.iter().map(|n| pairs(*n)).sum::<f64>() / pairs(all))
}

/// Share of the version that most got, `None` without deliveries.
#[must_use]
pub fn modal_share(counts: &[u64]) -> Option<f64> {
    let all: u64 = counts.iter().sum();
    let most = counts.iter().max().copied()?;
    (all > 0).then(|| most as f64 / all as f64)
}

/// Uniformity over required cells, one a user and item.
///
/// # Errors
/// When nothing is required of anybody.
pub fn uniformity(cells: &[Cell]) -> Result<Uniformity, NotEnough> {
    NotEnough::unless(Sample::Deliveries, cells.len() as u64, 1)?;
    let mut gaps = Vec::new();
    let mut shown: Vec<(u32, u32)> = Vec::new();
    let (mut steps, mut in_language) = (0, 0);
    for cell in cells {
        let why = match cell.delivery {
            Delivery::NotYet => Some(Why::NotYet),
            Delivery::Overdue => Some(Why::Overdue),
            Delivery::Partial => Some(Why::Partial),
            Delivery::Whole {
                version,
                current,
                steps: these,
                in_language: own,
            } => {
                shown.push((cell.item, version));
                steps += u64::from(these);
                in_language += u64::from(own.min(these));
                match () {
                    () if !current => Some(Why::OtherVersion),
                    () if own < these => Some(Why::OtherLanguage),
                    () => None,
                }
            }
        };
        gaps.extend(why.map(|why| Gap {
            user: cell.user,
            item: cell.item,
            why,
        }));
    }
    let (required, delivered) = (cells.len() as u64, shown.len() as u64);
    let coverage = Figure {
        value: delivered as f64 / required as f64,
        range: wilson(delivered, required, Z90),
        n: required as f64,
    };
    let version = version_factor(shown);
    let language =
        NotEnough::unless(Sample::Deliveries, steps, 1).map(|()| in_language as f64 / steps as f64);
    let index = version.and_then(|version| Ok(coverage.value * version * language?));
    Ok(Uniformity {
        coverage,
        version,
        language,
        index,
        gaps,
    })
}

/// Mean of [`same_version`] over items, by deliveries; items delivered once say nothing.
fn version_factor(mut shown: Vec<(u32, u32)>) -> Result<f64, NotEnough> {
    shown.sort_unstable();
    let (mut sum, mut weight, mut most) = (0.0, 0.0, 0);
    for item in shown.chunk_by(|a, b| a.0 == b.0) {
        let counts: Vec<u64> = item
            .chunk_by(|a, b| a == b)
            .map(|version| version.len() as u64)
            .collect();
        most = most.max(item.len() as u64);
        if let Ok(same) = same_version(&counts) {
            sum += same * item.len() as f64;
            weight += item.len() as f64;
        }
    }
    NotEnough::unless(Sample::Deliveries, most, 2)?;
    Ok(sum / weight)
}

/// Coverage of one segment: plan, success manager, region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Delivered required cells.
    pub delivered: u64,
    /// Required cells.
    pub required: u64,
}

/// How evenly segments were served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equity {
    /// Lowest coverage over highest, 0–1; the range from Wilson's 90 % bounds of the two. `n` is the
    /// number of segments compared.
    pub ratio: Figure,
    /// Place of the lowest in the list given.
    pub lowest: usize,
    /// Place of the highest.
    pub highest: usize,
}

/// The equity line: whether the loud were served better than the quiet.
///
/// # Errors
/// Below two segments of whom something is required, or when no segment got anything.
pub fn equity(segments: &[Segment]) -> Result<Equity, NotEnough> {
    let served = || {
        segments
            .iter()
            .enumerate()
            .filter(|(_, one)| one.required > 0)
    };
    let share = |one: &Segment| one.delivered.min(one.required) as f64 / one.required as f64;
    let by_share = |a: &(usize, &Segment), b: &(usize, &Segment)| share(a.1).total_cmp(&share(b.1));
    let (n, none) = (
        served().count() as u64,
        NotEnough {
            of: Sample::Segments,
            have: 0,
            need: 2,
        },
    );
    NotEnough::unless(Sample::Segments, n, 2)?;
    let (lowest, low) = served().min_by(by_share).ok_or(none)?;
    let (highest, high) = served().max_by(by_share).ok_or(none)?;
    NotEnough::unless(Sample::Deliveries, high.delivered, 1)?;
    let below = wilson(low.delivered, low.required, Z90);
    let above = wilson(high.delivered, high.required, Z90);
    Ok(Equity {
        ratio: Figure {
            value: share(low) / share(high),
            range: Interval {
                low: below.low / above.high,
                high: (below.high / above.low).min(1.0),
            },
            n: n as f64,
        },
        lowest,
        highest,
    })
}
