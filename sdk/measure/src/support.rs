//! Support figures (measurement.md 1.11), and what guidance may claim to have spared.
//! In: tickets of a period, rates of a holdout. Out: first response, resolution, reopening, backlog, deflection.
//! Medians, not means: one forgotten ticket moves a mean anywhere.

use crate::detect::Window;
use crate::interval::{Interval, Z90, exact, wilson};
use crate::sample::{Figure, NotEnough, Sample};
use crate::survival::{Curve, Quantile, Wait, curve};

/// One ticket; all times on one axis, in days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ticket {
    /// When it was opened.
    pub opened: f64,
    /// When it was first answered.
    pub answered: Option<f64>,
    /// When it was closed.
    pub resolved: Option<f64>,
    /// When it was opened again after that.
    pub reopened: Option<f64>,
}

/// Days after closing within which a reopened ticket counts as not resolved.
pub const REOPEN_DAYS: f64 = 7.0;

/// Support over the tickets of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Support {
    /// Tickets opened.
    pub volume: u64,
    /// Median time to the first answer, days; unanswered tickets are waiting, not forgotten.
    pub first_response: Result<Quantile, NotEnough>,
    /// Time within which nine of ten were answered, days.
    pub slow_response: Result<Quantile, NotEnough>,
    /// Closed and not reopened within a week, of closed; Wilson's 90 % range, `n` the closed.
    pub resolution: Result<Figure, NotEnough>,
    /// Reopened at any time, of closed.
    pub reopened: Result<Figure, NotEnough>,
    /// Ages of the open tickets, days, oldest first.
    pub backlog: Vec<f64>,
}

/// The figures as of `now`; what happened later counts as not happened yet.
#[must_use]
pub fn support(tickets: &[Ticket], now: f64) -> Support {
    let opened = || tickets.iter().filter(|ticket| ticket.opened <= now);
    let by_now = |time: Option<f64>| time.filter(|time| *time <= now);
    let waits: Vec<Wait> = opened()
        .map(|ticket| {
            let answered = by_now(ticket.answered);
            Wait {
                time: answered.unwrap_or(now) - ticket.opened,
                reached: answered.is_some(),
            }
        })
        .collect();
    let (mut closed, mut again, mut soon) = (0, 0, 0);
    let mut backlog = Vec::new();
    for ticket in opened() {
        let (resolved, reopened) = (by_now(ticket.resolved), by_now(ticket.reopened));
        if let Some(resolved) = resolved {
            closed += 1;
            again += u64::from(reopened.is_some());
            soon += u64::from(reopened.is_some_and(|at| at - resolved <= REOPEN_DAYS));
        }
        if resolved.is_none() || reopened.is_some() {
            backlog.push(now - ticket.opened);
        }
    }
    backlog.sort_unstable_by(|a: &f64, b| b.total_cmp(a));
    let answers = curve(&waits);
    let quantile = |share: f64| answers.as_ref().map(|curve: &Curve| curve.quantile(share));
    Support {
        volume: waits.len() as u64,
        first_response: quantile(0.5).map_err(|missing| *missing),
        slow_response: quantile(0.9).map_err(|missing| *missing),
        resolution: of_closed(closed - soon, closed),
        reopened: of_closed(again, closed),
        backlog,
    }
}

fn of_closed(part: u64, closed: u64) -> Result<Figure, NotEnough> {
    NotEnough::unless(Sample::Tickets, closed, 1)?;
    Ok(Figure {
        value: part as f64 / closed as f64,
        range: wilson(part, closed, Z90),
        n: closed as f64,
    })
}

/// Share of inquiries that guidance spared, `1 - treated rate / held-out rate`, with an exact 90 % range
/// (conditional binomial). Only a holdout can show it: that articles were read shows nothing. `days` of a
/// window is its exposure, user-days say; `n` is the inquiries of both.
///
/// # Errors
/// Without a single inquiry in the holdout, or without exposure.
pub fn deflection(treated: Window, held_out: Window) -> Result<Figure, NotEnough> {
    NotEnough::unless(Sample::Events, held_out.count, 1)?;
    let exposed = |window: Window| u64::from(window.days > 0.0);
    NotEnough::unless(Sample::Users, exposed(treated) + exposed(held_out), 2)?;
    let all = treated.count + held_out.count;
    let share = exact(treated.count, all, 0.9);
    let ratio = |share: f64| share / (1.0 - share) * held_out.days / treated.days;
    Ok(Figure {
        value: 1.0 - ratio(treated.count as f64 / all as f64),
        range: Interval {
            low: 1.0 - ratio(share.high),
            high: 1.0 - ratio(share.low),
        },
        n: all as f64,
    })
}
