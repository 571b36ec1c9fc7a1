//! What a ranking by the motivation index is worth: how far ranks move when the weights do (E16).
//! In: components of each person, a seed. Out: a range of ranks each, and whether points may be ranked.

use crate::motivation::COMPONENTS;

/// Weightings that are tried.
pub const WEIGHTINGS: usize = 1_000;

/// A person's place in a list, 1 being the highest index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// With equal weights.
    pub equal: u32,
    /// Lower end of the range that 90 % of the weightings stay in.
    pub best: u32,
    /// Upper end of it.
    pub worst: u32,
}

/// What a list may be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Ranks hold whatever the weights.
    Point,
    /// They do not; order by the lower end of the range, and show it.
    Range,
}

/// Ranks under 1,000 weightings drawn evenly from all that sum to 1 (Dirichlet with ones), the same for
/// the same seed, and what the list may be ordered by: by range when the median person moves over more
/// than a third of it.
#[must_use]
pub fn ranks(people: &[[f64; COMPONENTS]], seed: u64) -> (Vec<Rank>, Order) {
    let mut places: Vec<Vec<u32>> = vec![Vec::with_capacity(WEIGHTINGS); people.len()];
    let mut draw = Draw(seed);
    for _ in 0..WEIGHTINGS {
        let weights: [f64; COMPONENTS] = core::array::from_fn(|_| -libm::log(draw.next()));
        for (place, rank) in places.iter_mut().zip(order(people, &weights)) {
            place.push(rank);
        }
    }
    let equal = order(people, &[1.0; COMPONENTS]);
    let ranks: Vec<Rank> = places
        .into_iter()
        .zip(equal)
        .map(|(mut places, equal)| {
            places.sort_unstable();
            let at = |share: f64| {
                let place = (share * (places.len() as f64 - 1.0)) as usize;
                places.get(place).copied().unwrap_or(equal)
            };
            Rank {
                equal,
                best: at(0.05).min(equal),
                worst: at(0.95).max(equal),
            }
        })
        .collect();
    let mut widths: Vec<u32> = ranks.iter().map(|rank| rank.worst - rank.best).collect();
    widths.sort_unstable();
    let wide = widths
        .get(widths.len() / 2)
        .is_some_and(|width| f64::from(*width) > people.len() as f64 / 3.0);
    (ranks, if wide { Order::Range } else { Order::Point })
}

/// The rank of each person under these weights; equals share the better one.
fn order(people: &[[f64; COMPONENTS]], weights: &[f64; COMPONENTS]) -> Vec<u32> {
    let scores: Vec<f64> = people
        .iter()
        .map(|row| {
            row.iter()
                .zip(weights)
                .map(|(value, weight)| value * weight)
                .sum()
        })
        .collect();
    let mut sorted = scores.clone();
    sorted.sort_unstable_by(|a: &f64, b| b.total_cmp(a));
    scores
        .iter()
        .map(|score| {
            let above = sorted.partition_point(|other| other.total_cmp(score).is_gt());
            u32::try_from(above + 1).unwrap_or(u32::MAX)
        })
        .collect()
}

/// SplitMix64: the same stream for the same seed everywhere.
struct Draw(u64);

impl Draw {
    /// Evenly in (0, 1].
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        ((bits >> 11) as f64 + 1.0) / 9_007_199_254_740_992.0
    }
}
