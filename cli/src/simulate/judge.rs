//! How well the truth was found again: rank correlation, ranking of true and false, calibration, coverage.

/// Ranks, ties sharing their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut begin = 0;
    while begin < order.len() {
        let mut end = begin + 1;
        while end < order.len() && values[order[end]] == values[order[begin]] {
            end += 1;
        }
        for place in &order[begin..end] {
            ranks[*place] = (begin + end - 1) as f64 / 2.0;
        }
        begin = end;
    }
    ranks
}

/// Spearman's correlation of pairs; `None` below three.
pub(super) fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (x, y) = (ranks(&x), ranks(&y));
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(&y) {
        xx += (x - mx) * (x - mx);
        yy += (y - my) * (y - my);
        xy += (x - mx) * (y - my);
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

/// Chance that something true stands above something false.
pub(super) fn auc(cells: &[(f64, bool)]) -> Option<f64> {
    let values: Vec<f64> = cells.iter().map(|c| c.0).collect();
    let ranks = ranks(&values);
    let trues = cells.iter().filter(|c| c.1).count() as f64;
    let falses = cells.len() as f64 - trues;
    let sum: f64 = ranks
        .iter()
        .zip(cells)
        .filter(|(_, c)| c.1)
        .map(|(r, _)| r + 1.0)
        .sum();
    (trues > 0.0 && falses > 0.0).then(|| (sum - trues * (trues + 1.0) / 2.0) / (trues * falses))
}

/// Mean distance of estimate and truth over ten bins.
pub(super) fn calibration(cells: &[(f64, bool)]) -> Option<f64> {
    let mut bins = [(0.0, 0.0); 10];
    for (value, is) in cells {
        let bin = &mut bins[((value * 10.0) as usize).min(9)];
        bin.0 += value;
        bin.1 += f64::from(u8::from(*is));
    }
    let off: f64 = bins.iter().map(|(a, b)| (a - b).abs()).sum();
    (!cells.is_empty()).then(|| off / cells.len() as f64)
}

pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_known_lists() {
        let near = |got: Option<f64>, expected: f64| {
            assert!(
                (got.expect("figure") - expected).abs() < 1e-12,
                "{got:?} {expected}"
            )
        };
        near(spearman(&[(1.0, 1.0), (2.0, 4.0), (3.0, 9.0)]), 1.0);
        near(spearman(&[(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]), -1.0);
        // Two ties: ranks .5 .5 2 3 against 0 1 2 3.
        near(
            spearman(&[(1.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 4.0)]),
            4.5 / (4.5_f64 * 5.0).sqrt(),
        );
        near(
            auc(&[(0.1, false), (0.4, false), (0.35, true), (0.8, true)]),
            0.75,
        );
        near(auc(&[(0.5, false), (0.5, true)]), 0.5);
        near(calibration(&[(0.25, false), (0.25, true)]), 0.25);
        assert_eq!(spearman(&[(1.0, 1.0)]), None);
        assert_eq!(auc(&[(1.0, true)]), None);
    }
}
