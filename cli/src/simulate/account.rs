//! Simulated accounts: their people, their fate, their revenue; and what a vendor's server would have told of them.

use serde_json::{Value, json};

use super::draw::Draw;
use super::person::{DAY_MS, Day, Person, Setting};
use super::world::World;

/// What becomes of an account after a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    Stable,
    Growing,
    Abrupt,
    Gradual,
    Silent,
    ContactChange,
    RenewalStopped,
}

impl Fate {
    pub(super) fn name(self) -> &'static str {
        match self {
            Fate::Stable => "stable",
            Fate::Growing => "growing",
            Fate::Abrupt => "abrupt",
            Fate::Gradual => "gradual",
            Fate::Silent => "silent",
            Fate::ContactChange => "contact_change",
            Fate::RenewalStopped => "renewal_stopped",
        }
    }

    fn drawn(u: f64) -> Self {
        match u {
            u if u < 0.50 => Fate::Stable,
            u if u < 0.60 => Fate::Growing,
            u if u < 0.70 => Fate::Abrupt,
            u if u < 0.80 => Fate::Gradual,
            u if u < 0.88 => Fate::Silent,
            u if u < 0.95 => Fate::ContactChange,
            _ => Fate::RenewalStopped,
        }
    }
}

/// What comes of one account.
#[derive(Default)]
pub(super) struct Told {
    pub(super) events: Vec<Value>,
    pub(super) accounts: Vec<Value>,
    pub(super) users: Vec<Value>,
    pub(super) tickets: Vec<Value>,
    pub(super) truth: Value,
    pub(super) people: Vec<Value>,
}

pub(super) struct Span {
    /// Midnight in Tokyo of the first day.
    pub(super) start: i64,
    pub(super) days: usize,
    pub(super) works: Vec<bool>,
}

const NAMES: [&str; 12] = [
    "青葉", "若葉", "緑川", "東雲", "白浜", "赤城", "北斗", "南風", "常盤", "千歳", "朝日", "夕凪",
];
const TRADES: [&str; 8] = [
    "商事",
    "工業",
    "物産",
    "製作所",
    "サービス",
    "システム",
    "建設",
    "印刷",
];
const OWNERS: [(&str, &str); 5] = [
    ("佐藤 美咲", "sato"),
    ("鈴木 健", "suzuki"),
    ("高橋 玲", "takahashi"),
    ("田中 直樹", "tanaka"),
    ("伊藤 彩", "ito"),
];

/// Lives one account through the span.
pub(super) fn live(world: &World, span: &Span, seed: u64, n: usize, plain: bool) -> Told {
    let mut draw = Draw::of(seed, &[2, n as u64]);
    let id = format!("acct-{n:04}");
    let setting = Setting {
        world,
        mean_ability: draw.normal(0.0, 0.4),
        mean_will: draw.normal(0.0, 0.5),
        plain,
    };
    let people = (draw.log_normal(2.0_f64.exp(), 0.5).round() as usize).clamp(3, 40);
    let fate = Fate::drawn(draw.unit());
    let quiet = if draw.happens(0.5) { 0.25 } else { 0.0 };
    let declines = draw.happens(0.5);
    // After both windows of the rule are full, and early enough for it to be seen.
    let room = span.days.saturating_sub(62 + 22).max(1);
    let tau = 62 + draw.below(room);
    let level = |day: usize| -> f64 {
        let since = day as f64 - tau as f64;
        match fate {
            _ if since < 0.0 => 1.0,
            Fate::Abrupt => quiet,
            Fate::ContactChange if declines => quiet,
            Fate::Gradual => (1.0 - since / 30.0).max(0.15),
            Fate::Silent => 0.0,
            Fate::Growing => 1.0 + (since / 30.0).min(0.8),
            _ => 1.0,
        }
    };
    let days: Vec<Day> = (0..span.days)
        .map(|day| Day {
            start: span.start + day as i64 * DAY_MS,
            works: span.works.get(day) == Some(&true),
            level: level(day),
            // Two weeks in which everybody has less time.
            season: if (75..87).contains(&day) { -0.7 } else { 0.0 },
            measured: day + 28 >= span.days,
        })
        .collect();
    let mut told = Told::default();
    let (plan, middle) = match draw.unit() {
        u if u < 0.15 => ("enterprise", 800_000.0),
        u if u < 0.5 => ("business", 180_000.0),
        _ => ("starter", 40_000.0),
    };
    let mrr = (draw.log_normal(middle, 0.5) / 1000.0).round() * 1000.0;
    let money = |amount: f64| json!({"amount": amount, "currency": "JPY"});
    let owner = OWNERS[n % OWNERS.len()];
    let at = |day: usize| span.start + day as i64 * DAY_MS;
    let renewal = super::date(at(span.days) + draw.below(300) as i64 * DAY_MS);
    let contact = |who: usize| json!([{"user": format!("{id}-u{who}"), "name": format!("担当 {who}"), "mail": format!("u{who}@{id}.example"), "role": "admin", "primary": true}]);
    let name = format!(
        "{}{}",
        NAMES[n % NAMES.len()],
        TRADES[n / NAMES.len() % TRADES.len()]
    );
    told.accounts.push(json!({"id": id, "at": at(0), "name": if n < NAMES.len() * TRADES.len() { name } else { format!("{name} {n}") }, "plan": plan, "mrr": money(mrr),
        "seats": people + draw.below(6), "started": super::date(at(0)), "renewal": {"on": renewal, "status": "active"},
        "owner": {"name": owner.0, "mail": format!("{}@kumo.example", owner.1)}, "contacts": contact(0)}));
    match fate {
        Fate::ContactChange => told
            .accounts
            .push(json!({"id": id, "at": at(tau), "contacts": contact(1)})),
        Fate::RenewalStopped => told.accounts.push(
            json!({"id": id, "at": at(tau), "renewal": {"on": renewal, "status": "stopped"}}),
        ),
        Fate::Growing => told
            .accounts
            .push(json!({"id": id, "at": at(tau + 10), "mrr": money((mrr * 1.25).round())})),
        _ => {}
    }
    let hazard = match fate {
        Fate::Abrupt | Fate::Silent | Fate::Gradual => 0.25,
        Fate::RenewalStopped => 0.3,
        _ => 0.01,
    };
    let left = (draw.happens(hazard) && tau + 15 < span.days).then_some(tau + 15);
    if let Some(day) = left {
        told.accounts.push(json!({"id": id, "at": at(day), "renewal": {"on": super::date(at(day)), "status": "ended"}}));
    }
    for who in 0..people {
        let draw = Draw::of(seed, &[3, n as u64, who as u64]);
        let person = Person::new(&setting, format!("{id}-u{who}"), &id, draw);
        let role = match who {
            0 | 1 => "admin",
            w if w % 5 == 4 => "viewer",
            _ => "editor",
        };
        told.users.push(json!({"id": person.id, "at": at(0), "account": id, "role": role, "language": person.language, "name": format!("利用者 {}-{}", n + 1, who + 1)}));
        let (events, truth) = person.live(&setting, &days);
        for event in events.iter().filter(|e| e["name"] == "inquiry.submitted") {
            told.tickets
                .extend(ticket(&mut draw_of(seed, event), event));
        }
        told.events.extend(events);
        told.people.push(truth);
    }
    told.truth = json!({"account": id, "fate": fate.name(), "declines": matches!(fate, Fate::Abrupt | Fate::Gradual | Fate::Silent) || (fate == Fate::ContactChange && declines),
        "from": at(tau), "mrr": mrr, "grows": (fate == Fate::Growing).then(|| at(tau + 10)), "left": left.map(at), "plan": plan});
    told
}

fn draw_of(seed: u64, event: &Value) -> Draw {
    Draw::of(seed, &[4, event["at"].as_u64().unwrap_or(0)])
}

/// How support dealt with an inquiry.
fn ticket(draw: &mut Draw, event: &Value) -> Option<Value> {
    let opened = event["at"].as_i64()?;
    let hours = |h: f64| opened + (h * 3_600_000.0) as i64;
    let first = draw.log_normal(4.0, 1.0);
    let solved = draw
        .happens(0.9)
        .then(|| first + draw.log_normal(10.0, 1.0));
    let again = solved
        .filter(|_| draw.happens(0.08))
        .map(|s| s + draw.log_normal(48.0, 0.6));
    Some(
        json!({"id": event["id"], "at": opened, "account": event["account"], "user": event["user"], "category": event["data"]["category"], "opened": opened,
        "first_answer": hours(first), "resolved": solved.map(hours), "reopened": again.map(hours), "minutes": draw.log_normal(18.0, 0.5).round()}),
    )
}
