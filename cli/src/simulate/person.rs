//! One simulated person: what they are, what they do day by day, and what is true of them while they do it.
//! In: their account's days, the world. Out: events in the SDK's names, and the truth that the collector never sees.

use serde_json::{Map, Value, json};

use super::draw::{Draw, moved, sigma};
use super::world::World;

pub(super) const DAY_MS: i64 = 86_400_000;

/// Latents of a person.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) language: &'static str,
    pub(super) ability: f64,
    /// Motivation on the logit scale, about which it drifts.
    pub(super) will: f64,
    /// Of activity, acceptance, start, effort, persistence: what moves each behaviour besides the will.
    pub(super) nuisance: [f64; 5],
    /// Characters a minute.
    pub(super) speed: f64,
    /// Days until nine tenths are left.
    pub(super) stability: f64,
    pub(super) known: Vec<bool>,
    pub(super) finished: Vec<bool>,
    pub(super) blocks: bool,
    /// Whether the recommendation question was answered: nobody is asked twice.
    pub(super) answered: bool,
    pub(super) draw: Draw,
    pub(super) events: Vec<Value>,
    pub(super) session: String,
    pub(super) rates: Rates,
}

/// Expected rates, gathered over the last days.
#[derive(Default)]
pub(super) struct Rates {
    days: f64,
    active: f64,
    will: f64,
    sums: [f64; 6],
    weights: [f64; 6],
}

/// A day of an account.
#[derive(Clone, Copy)]
pub(super) struct Day {
    /// Midnight in Tokyo, ms.
    pub(super) start: i64,
    pub(super) works: bool,
    /// Factor on the chance of being active.
    pub(super) level: f64,
    /// Moves that chance on the logit scale: a season that all share.
    pub(super) season: f64,
    /// Whether the truth of motivation is gathered.
    pub(super) measured: bool,
}

/// What the account adds to its people.
pub(super) struct Setting<'a> {
    pub(super) world: &'a World,
    pub(super) mean_ability: f64,
    pub(super) mean_will: f64,
    /// Behaviour follows the will alone.
    pub(super) plain: bool,
}

impl Person {
    pub(super) fn new(setting: &Setting<'_>, id: String, account: &str, mut draw: Draw) -> Self {
        let ability = draw.normal(setting.mean_ability, 0.9);
        let will = draw.normal(0.3 + setting.mean_will, 1.0);
        let workload = draw.normal(0.0, 1.0);
        let nuisance = std::array::from_fn(|_| {
            if setting.plain {
                0.0
            } else {
                draw.normal(0.0, 0.8) + 0.6 * workload
            }
        });
        let expert = draw.happens(0.15);
        let topics = setting.world.topics.len();
        let known: Vec<bool> = setting
            .world
            .topics
            .iter()
            .map(|_| {
                draw.happens(if expert {
                    0.6
                } else {
                    sigma(-1.6 + 0.5 * ability)
                })
            })
            .collect();
        let language = match draw.unit() {
            u if u < 0.7 => "ja",
            u if u < 0.9 => "en",
            _ => "fr",
        };
        Person {
            id,
            account: account.to_owned(),
            language,
            ability,
            will,
            nuisance,
            speed: draw.log_normal(450.0, 0.3),
            stability: draw.log_normal(70.0, 0.5),
            finished: vec![false; topics],
            known,
            blocks: draw.happens(0.05),
            answered: false,
            draw,
            events: Vec::new(),
            session: String::new(),
            rates: Rates::default(),
        }
    }

    /// Lives through the days; (events, truth).
    pub(super) fn live(mut self, setting: &Setting<'_>, days: &[Day]) -> (Vec<Value>, Value) {
        let mut drift = self.draw.normal(0.0, 0.4);
        let (keep, asked_on) = (
            0.5_f64.powf(1.0 / 60.0),
            days.len() / 2 + self.draw.below(days.len() / 3 + 1),
        );
        for (n, day) in days.iter().enumerate() {
            drift = drift * keep + self.draw.normal(0.0, 0.4 * (1.0 - keep * keep).sqrt());
            let will = sigma(self.will + drift);
            for n in 0..self.known.len() {
                let stays = 0.9_f64.powf(1.0 / self.stability);
                if self.known[n] && !self.draw.happens(stays) {
                    self.known[n] = false;
                }
            }
            let chance = moved(
                sigma(-0.5 + 2.2 * (will - 0.5) + 0.3 * setting.mean_ability),
                self.nuisance[0] + day.season,
            ) * day.level;
            if day.measured {
                self.rates.will += will;
                self.rates.days += 1.0;
            }
            if !day.works {
                continue;
            }
            if day.measured {
                self.expect(will, chance, setting);
            }
            // Drawn on every day, so that a fate changes nothing before it begins.
            let (awake, mut own) = (self.draw.unit() < chance, self.draw.clone());
            self.draw.bits();
            if awake {
                std::mem::swap(&mut self.draw, &mut own);
                self.visit(
                    setting.world,
                    day.start,
                    will,
                    n == asked_on || (n > asked_on && n < asked_on + 10),
                );
                std::mem::swap(&mut self.draw, &mut own);
            }
        }
        let truth = json!({"user": self.id, "account": self.account, "blocks": self.blocks, "motivation": self.rates.will / self.rates.days.max(1.0),
            "rates": self.long_run(), "known": setting.world.topics.iter().zip(&self.known).map(|(t, k)| (t.id.clone(), json!(k))).collect::<Map<_, _>>()});
        (if self.blocks { Vec::new() } else { self.events }, truth)
    }

    /// Adds one day's expected rates, weighed by how often they would be tried.
    fn expect(&mut self, will: f64, active: f64, setting: &Setting<'_>) {
        let (accept, start, effort, persist) = self.chances(will);
        let obstacle = setting
            .world
            .topics
            .iter()
            .map(|t| sigma(-2.2 - 0.5 * self.ability + 0.4 * t.difficulty))
            .sum::<f64>()
            / setting.world.topics.len().max(1) as f64;
        let due = f64::from(u8::from(self.finished.iter().any(|f| !f)));
        let finish = (1.0 - obstacle * (1.0 - persist)).powi(6);
        let credit = accept + (1.0 - accept) * (0.25 + 0.5 * will) * 0.5;
        let (own, prompts) = (start, 0.5 * due);
        let terms = [
            (own, own + prompts),
            (credit * prompts, prompts),
            (effort, 1.0),
            (persist, 1.0),
            (0.0, 0.0),
            (finish, 1.0),
        ];
        for (n, (sum, weight)) in terms.into_iter().enumerate() {
            self.rates.sums[n] += active * sum;
            self.rates.weights[n] += active * weight;
        }
        self.rates.active += (1.0 - active).max(1e-9).ln();
    }

    /// The six rates that this person would show if watched for ever.
    fn long_run(&self) -> Value {
        let mut rates: Vec<Option<f64>> = (0..6)
            .map(|n| {
                (self.rates.weights[n] > 0.0).then(|| self.rates.sums[n] / self.rates.weights[n])
            })
            .collect();
        rates[4] = Some(1.0 - (self.rates.active / 4.0).exp());
        json!(rates)
    }

    /// Chances of accepting a prompt, starting by oneself, answering with effort, trying again.
    pub(super) fn chances(&self, will: f64) -> (f64, f64, f64, f64) {
        (
            moved(0.12 + 0.7 * will, self.nuisance[1]),
            moved(0.02 + 0.30 * will, self.nuisance[2]),
            moved(0.30 + 0.68 * will, self.nuisance[3]),
            moved(0.25 + 0.7 * will, self.nuisance[4]),
        )
    }

    pub(super) fn record(&mut self, at: i64, name: &str, more: Value, data: Value) {
        let seq = self.events.len();
        let mut event = json!({"id": self.draw.uuid(at), "seq": seq, "session": self.session, "tab": 0, "at": at, "name": name, "user": self.id,
            "account": self.account, "release": 1, "language": if self.language == "fr" { "ja" } else { self.language }, "locale": self.language, "trusted": true, "data": data});
        if let (Some(event), Some(more)) = (event.as_object_mut(), more.as_object()) {
            event.extend(more.clone());
        }
        self.events.push(event);
    }
}
