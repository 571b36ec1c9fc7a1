//! The rule of changed behaviour (measurement.md 1.9) over all accounts of a tenant on one business day.
//! In: active user-days of each account in a recent and an earlier window. Out: a verdict each, with the
//! figures that a case freezes. A dip that all accounts share, a holiday week say, is no account's own.

use crate::detect::{Window, change, dispersion, false_discovery};
use crate::sample::{NotEnough, Sample};
use crate::special::binomial_below;

/// Active user-days of one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// In the recent window; by default the last 10 business days.
    pub recent: Window,
    /// In the window before; by default 30 business days.
    pub base: Window,
    /// The base in equal blocks; by default six of five days.
    pub blocks: Vec<u64>,
}

/// Thresholds of the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Largest share of false alerts among the alerts of a day.
    pub q: f64,
    /// Largest chance of the change, had nothing changed.
    pub p: f64,
    /// Largest ratio of a drop.
    pub drop: f64,
    /// Smallest ratio of a rise.
    pub rise: f64,
    /// Smallest count of the base window.
    pub base: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            q: 0.10,
            p: 0.05,
            drop: 0.6,
            rise: 1.8,
            base: 8,
        }
    }
}

/// What a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grounds {
    /// Count of the recent window.
    pub recent: u64,
    /// Count of the base window.
    pub base: u64,
    /// Factor by which the counts spread more than Poisson counts.
    pub dispersion: f64,
    /// Median factor that all accounts share, 1 unless a change is surely there.
    pub common: f64,
    /// Recent rate over base rate (Haldane), over the common factor.
    pub ratio: f64,
    /// Chance of the change, had the account only followed the others.
    pub p: f64,
    /// The same, corrected for the number of accounts looked at.
    pub q: f64,
}

/// What the rule says of one account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Too little to judge; never an alert.
    Unknown(NotEnough),
    /// No change beyond chance.
    Steady(Grounds),
    /// Surely less active.
    Dropped(Grounds),
    /// Surely more active.
    Rose(Grounds),
}

/// Accounts from whom a common change is read.
pub const ACCOUNTS_NEEDED: usize = 10;

/// The change that all accounts share, as a factor on their rates: the end nearest to 1 of a 90 %
/// interval of the median ratio (order statistics), or 1 when the interval holds it. Taking no more
/// than what is surely shared keeps the alerts of the accounts that fell on their own.
#[must_use]
pub fn common_change(accounts: &[Activity], limits: &Limits) -> f64 {
    common(accounts, limits).0
}

/// The end nearest to 1, and the median itself where there surely is a change; 1 and 1 where there is none.
fn common(accounts: &[Activity], limits: &Limits) -> (f64, f64) {
    let mut ratios: Vec<f64> = accounts
        .iter()
        .filter(|account| account.base.count >= limits.base)
        .map(|account| change(account.recent, account.base, 1.0).ratio)
        .collect();
    let n = ratios.len();
    if n < ACCOUNTS_NEEDED {
        return (1.0, 1.0);
    }
    ratios.sort_unstable_by(f64::total_cmp);
    // The largest rank that the median's lower bound may take with 5 % beyond it.
    let outside = (0..n as u64 / 2)
        .take_while(|k| binomial_below(*k, n as u64, 0.5) <= 0.05)
        .count();
    let at = |place: usize| ratios.get(place).copied().unwrap_or(1.0);
    let (low, high) = (at(outside.saturating_sub(1)), at(n - outside.max(1)));
    let median = (at((n - 1) / 2) + at(n / 2)) / 2.0;
    match () {
        () if high < 1.0 => (high, median),
        () if low > 1.0 => (low, median),
        () => (1.0, 1.0),
    }
}

/// One verdict an account, in the same order.
#[must_use]
pub fn judge(accounts: &[Activity], limits: &Limits) -> Vec<Verdict> {
    // Chance is reckoned against what is surely shared, so that who fell alone is seen; how far one fell is held against
    // what the middle one did, so that who only followed is not.
    let (sure, middle) = common(accounts, limits);
    // A dip explains drops and never rises; a surge the other way round.
    let (dip, surge) = (sure.min(1.0), sure.max(1.0));
    let tested: Vec<Result<(Grounds, Grounds), NotEnough>> = accounts
        .iter()
        .map(|account| {
            NotEnough::unless(Sample::Events, account.base.count, limits.base)?;
            let factor = dispersion(&account.blocks)?;
            let thin = |window: Window| Window {
                count: libm::round(window.count as f64 / factor) as u64,
                ..window
            };
            let grounds = |common: f64, p: f64| Grounds {
                recent: account.recent.count,
                base: account.base.count,
                dispersion: factor,
                common,
                ratio: change(account.recent, account.base, 1.0).ratio / common,
                p,
                q: 1.0,
            };
            let (recent, base) = (thin(account.recent), thin(account.base));
            Ok((
                grounds(middle.min(1.0), change(recent, base, dip).drop),
                grounds(middle.max(1.0), change(recent, base, surge).rise),
            ))
        })
        .collect();
    let known = || tested.iter().filter_map(|tested| tested.as_ref().ok());
    let drops = false_discovery(&known().map(|(drop, _)| drop.p).collect::<Vec<f64>>());
    let rises = false_discovery(&known().map(|(_, rise)| rise.p).collect::<Vec<f64>>());
    let mut q_values = drops.into_iter().zip(rises);
    tested
        .into_iter()
        .map(|tested| match tested {
            Err(missing) => Verdict::Unknown(missing),
            Ok((drop, rise)) => {
                let (drop_q, rise_q) = q_values.next().unwrap_or((1.0, 1.0));
                let drop = Grounds { q: drop_q, ..drop };
                let rise = Grounds { q: rise_q, ..rise };
                verdict(drop, rise, limits)
            }
        })
        .collect()
}

fn verdict(drop: Grounds, rise: Grounds, limits: &Limits) -> Verdict {
    let is_sure = |grounds: &Grounds| grounds.q <= limits.q && grounds.p <= limits.p;
    match () {
        () if is_sure(&drop) && drop.ratio <= limits.drop => Verdict::Dropped(drop),
        () if is_sure(&rise) && rise.ratio >= limits.rise => Verdict::Rose(rise),
        () if drop.p <= rise.p => Verdict::Steady(drop),
        () => Verdict::Steady(rise),
    }
}
