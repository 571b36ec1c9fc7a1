//! How good predictions were: of right answers, made before each answer was seen (E8).
//! In: (predicted chance, outcome). Out: ranking, calibration and loss. Only the chance of a right answer
//! can be held against data; knowing itself is never observed.

use crate::sample::{NotEnough, Sample};

/// A prediction and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// Chance of a right answer, 0–1.
    pub chance: f64,
    /// Whether it was right.
    pub right: bool,
}

/// One bin of the calibration plot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Predictions in it.
    pub count: u64,
    /// Their mean chance.
    pub chance: f64,
    /// Share that was right.
    pub right: f64,
}

/// How good the predictions were.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// Chance that a right answer was given a higher chance than a wrong one; `None` when all were alike.
    pub auc: Option<f64>,
    /// Mean absolute distance of predicted and observed over ten bins, by their counts.
    pub calibration_error: f64,
    /// Mean squared error (Brier).
    pub squared_error: f64,
    /// Mean of `-ln` of what was given to the outcome.
    pub log_loss: f64,
    /// Ten bins of equal width.
    pub bins: [Bin; 10],
}

/// Quality of predictions.
///
/// # Errors
/// Without predictions.
pub fn quality(predictions: &[Prediction]) -> Result<Quality, NotEnough> {
    NotEnough::unless(Sample::Answers, predictions.len() as u64, 1)?;
    let n = predictions.len() as f64;
    let mut bins = [Bin::default(); 10];
    let (mut squares, mut loss) = (0.0, 0.0);
    for one in predictions {
        let outcome = f64::from(u8::from(one.right));
        squares += (one.chance - outcome) * (one.chance - outcome);
        let given = if one.right {
            one.chance
        } else {
            1.0 - one.chance
        };
        loss -= libm::log(given.max(1e-12));
        let place = ((one.chance * 10.0) as usize).min(9);
        if let Some(bin) = bins.get_mut(place) {
            bin.count += 1;
            bin.chance += one.chance;
            bin.right += outcome;
        }
    }
    let mut off = 0.0;
    for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
        off += (bin.chance - bin.right).abs();
        bin.chance /= bin.count as f64;
        bin.right /= bin.count as f64;
    }
    Ok(Quality {
        auc: auc(predictions),
        calibration_error: off / n,
        squared_error: squares / n,
        log_loss: loss / n,
        bins,
    })
}

/// By ranks (Mann and Whitney); ties count for half.
fn auc(predictions: &[Prediction]) -> Option<f64> {
    let mut sorted: Vec<&Prediction> = predictions.iter().collect();
    sorted.sort_unstable_by(|a, b| a.chance.total_cmp(&b.chance));
    let (mut wrong_below, mut wins) = (0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.chance == b.chance) {
        let right = tie.iter().filter(|one| one.right).count() as f64;
        let wrong = tie.len() as f64 - right;
        wins += right * (wrong_below + wrong / 2.0);
        wrong_below += wrong;
    }
    let pairs = (predictions.len() as f64 - wrong_below) * wrong_below;
    (pairs > 0.0).then(|| wins / pairs)
}
