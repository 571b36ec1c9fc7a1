//! How much one tenant and one person may send: token buckets in memory, bounded in number.
//! In: who, how many events, when. Out: fine, or how many seconds to wait.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::Instant;

/// People whose buckets are remembered at once.
const REMEMBERED: usize = 100_000;

/// Events a second in the long run, and how many may come at once.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Refilled each second.
    pub per_second: f64,
    /// What a full bucket holds.
    pub burst: f64,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// The buckets of everybody of a kind.
struct Buckets<K> {
    rate: Rate,
    by: HashMap<K, Bucket>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(rate: Rate) -> Self {
        Buckets {
            rate,
            by: HashMap::new(),
        }
    }

    fn left(&self, key: &K, now: Instant) -> f64 {
        self.by.get(key).map_or(self.rate.burst, |bucket| {
            let since = now.saturating_duration_since(bucket.at).as_secs_f64();
            (bucket.left + since * self.rate.per_second).min(self.rate.burst)
        })
    }

    /// Seconds until `n` are there, if they are not.
    fn wait(&self, key: &K, n: f64, now: Instant) -> Option<f64> {
        let missing = n.min(self.rate.burst) - self.left(key, now);
        (missing > 0.0).then(|| missing / self.rate.per_second)
    }

    fn take(&mut self, key: &K, n: f64, now: Instant) {
        let left = self.left(key, now) - n;
        if self.by.len() >= REMEMBERED && !self.by.contains_key(key) {
            // Whoever has a full bucket need not be remembered.
            let rate = self.rate;
            self.by.retain(|_, b| {
                let since = now.saturating_duration_since(b.at).as_secs_f64();
                b.left + since * rate.per_second < rate.burst
            });
        }
        if self.by.len() < REMEMBERED || self.by.contains_key(key) {
            let left = left.max(0.0);
            self.by.insert(key.clone(), Bucket { left, at: now });
        }
    }
}

/// The limits of tenants and of people.
pub(crate) struct Limits {
    tenants: Mutex<Buckets<String>>,
    people: Mutex<Buckets<(String, String)>>,
}

impl Limits {
    pub(crate) fn new(tenant: Rate, person: Rate) -> Self {
        Limits {
            tenants: Mutex::new(Buckets::new(tenant)),
            people: Mutex::new(Buckets::new(person)),
        }
    }

    /// Takes `n` events of somebody of a tenant; else the seconds to wait. One person's flood takes nothing from others.
    pub(crate) fn take(
        &self,
        tenant: &str,
        person: &str,
        n: usize,
        now: Instant,
    ) -> Result<(), u32> {
        let (Ok(mut tenants), Ok(mut people)) = (self.tenants.lock(), self.people.lock()) else {
            return Ok(());
        };
        let (n, tenant) = (n as f64, tenant.to_owned());
        let pair = (tenant.clone(), person.to_owned());
        let waits = [people.wait(&pair, n, now), tenants.wait(&tenant, n, now)];
        if let Some(wait) = waits.into_iter().flatten().reduce(f64::max) {
            return Err(wait.ceil().clamp(1.0, 3600.0) as u32);
        }
        people.take(&pair, n, now);
        tenants.take(&tenant, n, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_flood_waits_and_nobody_else_does() {
        let rate = |per_second: f64, burst: f64| Rate { per_second, burst };
        let limits = Limits::new(rate(100.0, 1000.0), rate(10.0, 100.0));
        let start = Instant::now();
        let after = |s: u64| start + Duration::from_secs(s);
        let check = |tenant: &str, person: &str, n: usize, s: u64, expected: Result<(), u32>| {
            let got = limits.take(tenant, person, n, after(s));
            assert_eq!(got, expected, "{tenant} {person} {n} at {s}");
        };
        check("a", "x", 100, 0, Ok(()));
        check("a", "x", 50, 0, Err(5));
        check("a", "y", 100, 0, Ok(()));
        check("b", "x", 100, 0, Ok(()));
        check("a", "x", 50, 4, Err(1));
        check("a", "x", 50, 5, Ok(()));
        // More than a bucket holds passes when it is full: it could never pass otherwise.
        check("a", "x", 500, 60, Ok(()));
        check("a", "x", 1, 60, Err(1));
        // A tenant's own bound, over all its people.
        for person in 0..10 {
            check("c", &person.to_string(), 100, 0, Ok(()));
        }
        check("c", "one more", 100, 0, Err(1));
        check("d", "one more", 100, 0, Ok(()));
    }
}
