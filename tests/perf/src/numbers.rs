//! A distribution from some runs: its middle and its spread.

/// Every run's number, in no order.
#[derive(Clone, Debug, Default)]
pub struct Numbers(Vec<f64>);

impl Numbers {
    /// Takes one more.
    pub fn push(&mut self, number: f64) {
        self.0.push(number);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was measured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The middle one, or the mean of the two in the middle.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The smallest and the largest.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        Some((self.quantile(0.0)?, self.quantile(1.0)?))
    }

    /// First and third quartile.
    #[must_use]
    pub fn quartiles(&self) -> Option<(f64, f64)> {
        Some((self.quantile(0.25)?, self.quantile(0.75)?))
    }

    /// Linear between neighbours.
    fn quantile(&self, at: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = at * (sorted.len().checked_sub(1)?) as f64;
        let (low, high) = (
            sorted[place.floor() as usize],
            sorted[place.ceil() as usize],
        );
        Some(low + (high - low) * place.fract())
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        Self(numbers.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn middles_and_spreads() {
        let check = |numbers: &[f64], median: f64, quartiles: (f64, f64)| {
            let numbers: Numbers = numbers.iter().copied().collect();
            assert_eq!(numbers.median(), Some(median), "{numbers:?}");
            assert_eq!(numbers.quartiles(), Some(quartiles), "{numbers:?}");
        };
        check(&[3.0], 3.0, (3.0, 3.0));
        check(&[4.0, 1.0], 2.5, (1.75, 3.25));
        check(&[9.0, 1.0, 5.0], 5.0, (3.0, 7.0));
        check(&[1.0, 2.0, 3.0, 4.0, 100.0], 3.0, (2.0, 4.0));
        assert_eq!(Numbers::default().median(), None);
    }
}
