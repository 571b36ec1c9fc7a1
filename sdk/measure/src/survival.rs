//! How long things take while some are still waiting: Kaplan and Meier's estimate.
//! In: waiting times, reached or not yet. Out: the curve with its 90 % band, quantiles, the share reached
//! by a day. People still waiting are censored, not dropped: dropping them makes onboarding look fast.

use crate::interval::{Interval, Z90, wilson};
use crate::sample::{Figure, NotEnough, Sample};

/// One person or thing that waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// Time from the start to the end, or until now; days, or any one unit.
    pub time: f64,
    /// Whether the end came.
    pub reached: bool,
}

/// The curve just after one of its steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub time: f64,
    /// Share still waiting.
    pub waiting: f64,
    /// 90 % range of it (Greenwood, on the log-log scale).
    pub range: Interval,
    /// How many were still watched just before.
    pub at_risk: u64,
}

/// A quantile of the waiting time; an end that the curve has not come to yet is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// When the share was reached.
    pub time: Option<f64>,
    /// Lower end of its 90 % range.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
}

/// An estimated curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// One point for each time at which an end came, in order.
    pub points: Vec<Point>,
    /// How many are in it.
    pub people: u64,
    /// For how many of them the end came.
    pub reached: u64,
    /// The longest time anybody was watched for.
    pub watched: f64,
}

/// People below whom no curve is drawn.
pub const PEOPLE_NEEDED: u64 = 5;

/// The curve of `waits`; times below 0 count as 0, what is no number is left out.
///
/// # Errors
/// Below five people.
pub fn curve(waits: &[Wait]) -> Result<Curve, NotEnough> {
    let mut sorted: Vec<Wait> = waits
        .iter()
        .filter(|wait| wait.time.is_finite())
        .map(|wait| Wait {
            time: wait.time.max(0.0),
            ..*wait
        })
        .collect();
    NotEnough::unless(Sample::Users, sorted.len() as u64, PEOPLE_NEEDED)?;
    sorted.sort_unstable_by(|a, b| a.time.total_cmp(&b.time));
    let mut at_risk = sorted.len() as u64;
    let (mut waiting, mut greenwood) = (1.0, 0.0);
    let mut points: Vec<Point> = Vec::new();
    for tie in sorted.chunk_by(|a, b| a.time == b.time) {
        let ended = tie.iter().filter(|wait| wait.reached).count() as u64;
        if ended > 0 {
            let (n, d) = (at_risk as f64, ended as f64);
            waiting *= 1.0 - d / n;
            greenwood += d / (n * (n - d));
            points.push(Point {
                time: tie.first().map_or(0.0, |wait| wait.time),
                waiting,
                range: band(waiting, greenwood, points.last()),
                at_risk,
            });
        }
        at_risk -= tie.len() as u64;
    }
    Ok(Curve {
        points,
        people: sorted.len() as u64,
        reached: sorted.iter().filter(|wait| wait.reached).count() as u64,
        watched: sorted.last().map_or(0.0, |wait| wait.time),
    })
}

fn band(waiting: f64, greenwood: f64, before: Option<&Point>) -> Interval {
    if waiting <= 0.0 {
        // Everybody watched to here is through, and Greenwood's variance is gone; the last bound stands.
        return Interval {
            low: 0.0,
            high: before.map_or(1.0, |point| point.range.high),
        };
    }
    let log = libm::log(waiting);
    let reach = Z90 * libm::sqrt(greenwood) / log;
    Interval {
        low: libm::exp(log * libm::exp(-reach)),
        high: libm::exp(log * libm::exp(reach)),
    }
}

impl Curve {
    /// When `share` (0–1, below 1) of the people had reached the end; 0.5 is the median. The range is
    /// that of Brookmeyer and Crowley.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Quantile {
        let first = |below: &dyn Fn(&Point) -> f64| {
            self.points
                .iter()
                .find(|point| below(point) <= 1.0 - share + 1e-12)
                .map(|point| point.time)
        };
        Quantile {
            time: first(&|point| point.waiting),
            low: first(&|point| point.range.low),
            high: first(&|point| point.range.high),
        }
    }

    /// Share that had reached the end by `time`, with its 90 % range; `n` is the people. What is called
    /// activation when the end is the value event.
    ///
    /// # Errors
    /// When nobody was watched for that long and some still wait.
    pub fn reached_by(&self, time: f64) -> Result<Figure, NotEnough> {
        let passed = self.points.iter().take_while(|point| point.time <= time);
        let last = passed.last();
        let waiting = last.map_or(1.0, |point| point.waiting);
        if time > self.watched && waiting > 0.0 {
            return Err(NotEnough {
                of: Sample::Users,
                have: 0,
                need: 1,
            });
        }
        let range = last.map_or(
            Interval {
                low: 0.0,
                high: wilson(0, self.people, Z90).high,
            },
            |point| Interval {
                low: 1.0 - point.range.high,
                high: 1.0 - point.range.low,
            },
        );
        Ok(Figure {
            value: 1.0 - waiting,
            range,
            n: self.people as f64,
        })
    }
}
