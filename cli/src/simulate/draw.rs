//! Randomness of the simulator: each account, person and purpose has a stream of its own, so that one more of them
//! changes nobody else. In: a seed and what it is for. Out: draws.

/// SplitMix64 on a mixed seed.
#[derive(Clone)]
pub(super) struct Draw(u64);

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

impl Draw {
    /// The stream of a seed for one thing: say account 3, person 5, purpose 1.
    pub(super) fn of(seed: u64, what: &[u64]) -> Self {
        let start = mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15));
        Draw(what.iter().fold(start, |state, part| {
            mix(state ^ mix(part.wrapping_add(0xD1B5_4A32_D192_ED03)))
        }))
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// Evenly in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    pub(super) fn happens(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    pub(super) fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        mean + sd * radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    pub(super) fn log_normal(&mut self, middle: f64, sd: f64) -> f64 {
        (middle.ln() + self.normal(0.0, sd)).exp()
    }

    /// A UUID of its own.
    pub(super) fn uuid(&mut self, ms: i64) -> String {
        let (a, b) = (self.bits(), self.bits());
        let time = (ms as u64) & 0xffff_ffff_ffff;
        format!(
            "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
            time >> 16,
            time & 0xffff,
            a & 0xfff,
            0x8000 | (a >> 20) & 0x3fff,
            b & 0xffff_ffff_ffff
        )
    }
}

pub(super) fn sigma(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// A chance moved on the logit scale.
pub(super) fn moved(chance: f64, by: f64) -> f64 {
    let p = chance.clamp(1e-6, 1.0 - 1e-6);
    sigma((p / (1.0 - p)).ln() + by)
}
