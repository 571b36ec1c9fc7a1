//! A small seeded generator for property tests: the same cases on every machine.
#![allow(dead_code, reason = "each test file uses a part of it")]

/// SplitMix64.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Evenly in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Evenly in 0..n.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Successes of `n` trials.
    pub(crate) fn binomial(&mut self, n: usize, p: f64) -> usize {
        (0..n).filter(|_| self.unit() < p).count()
    }

    /// Events of a Poisson count with this mean.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        let (mut count, mut left) = (0, (-mean).exp());
        let mut product = self.unit();
        while product > left {
            product *= self.unit();
            count += 1;
            if product < 1e-250 {
                (product, left) = (product * 1e200, left * 1e200);
            }
        }
        count
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
