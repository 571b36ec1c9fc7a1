//! A tenant's own priors for the components of motivation, by empirical Bayes (E12).
//! In: successes and trials of each of the tenant's users. Out: a beta prior.
//! Not here: when it is refitted and under which version it is kept (the collector).

use crate::motivation::{COMPONENTS, JEFFREYS, Prior, Trials};

/// Users with two trials or more from whom a prior of one's own is fitted.
pub const USERS_NEEDED: usize = 30;
const LEAST_STRENGTH: f64 = 1.0;
const MOST_STRENGTH: f64 = 30.0;

/// The prior of one component: `mu = sum(s) / sum(n)`, `rho` from Pearson's statistic of the users
/// about it, strength `1 / rho - 1` within 1 to 30; Jeffreys' below [`USERS_NEEDED`].
#[must_use]
pub fn fit(users: &[Trials]) -> Prior {
    let counted = || {
        users
            .iter()
            .map(|seen| seen.sound())
            .filter(|seen| seen.trials >= 2.0)
    };
    let many = counted().count();
    if many < USERS_NEEDED {
        return JEFFREYS;
    }
    let (successes, trials) = counted().fold((0.0, 0.0), |(s, n), seen| {
        (s + seen.successes, n + seen.trials)
    });
    let share = if successes > 0.0 && successes < trials {
        successes / trials
    } else {
        // Nobody ever failed, or nobody ever succeeded: a prior of 0 or 1 could never be unlearnt.
        (successes + 0.5) / (trials + 1.0)
    };
    let pearson: f64 = counted()
        .map(|seen| {
            let off = seen.successes - seen.trials * share;
            off * off / (seen.trials * share * (1.0 - share))
        })
        .sum();
    let excess = pearson - (many as f64 - 1.0);
    let pairs = trials - many as f64;
    let strength = if excess > 0.0 {
        (pairs / excess - 1.0).clamp(LEAST_STRENGTH, MOST_STRENGTH)
    } else {
        MOST_STRENGTH
    };
    Prior {
        a: share * strength,
        b: (1.0 - share) * strength,
    }
}

/// The priors of all components; one row of `users` a person.
#[must_use]
pub fn fit_all(users: &[[Trials; COMPONENTS]]) -> [Prior; COMPONENTS] {
    let mut column = Vec::with_capacity(users.len());
    core::array::from_fn(|at| {
        column.clear();
        column.extend(users.iter().filter_map(|row| row.get(at).copied()));
        fit(&column)
    })
}
