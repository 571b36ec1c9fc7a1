//! Detection rules as data: the catalogue that every tenant starts with, what a tenant made of it, and what a rule may
//! look like. In: objects. Out: rules with a version each. Not here: how a detector looks (`account`, `people`).

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::record::{self, Kind};

/// What tenants start with.
const CATALOGUE: &str = include_str!("rules.json");

/// How a rule finds what it looks for.
pub(crate) const DETECTORS: [&str; 10] = [
    "contact_changed",
    "renewal_stopped",
    "behaviour_changed",
    "silent",
    "nps_detractor",
    "stuck",
    "low_before_renewal",
    "slow_start",
    "motivation_dropped",
    "expansion_sign",
];

/// A rule as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    /// 1 is the catalogue's.
    pub(crate) version: i64,
    pub(crate) enabled: bool,
    pub(crate) body: Map<String, Value>,
}

impl Rule {
    pub(crate) fn detector(&self) -> &str {
        self.body["when"]["detector"].as_str().unwrap_or_default()
    }

    /// A threshold of its `when`.
    pub(crate) fn number(&self, key: &str) -> f64 {
        self.body["when"][key].as_f64().unwrap_or(f64::NAN)
    }

    pub(crate) fn days(&self, key: &str) -> i64 {
        self.body["when"][key].as_i64().unwrap_or(0)
    }

    pub(crate) fn severity(&self) -> i64 {
        self.field("severity").as_i64().unwrap_or(1)
    }

    pub(crate) fn field(&self, key: &str) -> &Value {
        self.body.get(key).unwrap_or(&Value::Null)
    }

    pub(crate) fn is_positive(&self) -> bool {
        self.field("positive") == &json!(true)
    }

    /// Evaluated once a week: what moves slowly, and costs to look at.
    pub(crate) fn is_weekly(&self) -> bool {
        self.field("tick") == "week"
    }

    /// Whether it is for accounts of this touch and plan; everybody where it does not say.
    pub(crate) fn is_for(&self, touch: &str, plan: &str) -> bool {
        let named = |key: &str, value: &str| {
            let list = self.field("for")[key].as_array();
            list.is_none_or(|list| list.iter().any(|v| v == value))
        };
        named("touch", touch) && named("plan", plan)
    }

    pub(crate) fn told(&self) -> Value {
        let mut told = Map::new();
        told.insert("id".to_owned(), json!(self.id));
        told.insert("version".to_owned(), json!(self.version));
        told.insert("enabled".to_owned(), json!(self.enabled));
        told.extend(self.body.clone());
        Value::Object(told)
    }
}

pub(crate) fn catalogue() -> Vec<Map<String, Value>> {
    serde_json::from_str(CATALOGUE).unwrap_or_default()
}

/// A tenant's rules: the catalogue, overlaid by what the tenant said, and its own.
pub(crate) fn rules(db: &Connection, tenant: &str) -> rusqlite::Result<Vec<Rule>> {
    let mut kept = record::all(db, tenant, Kind::Rule)?;
    let mut rules: Vec<Rule> = catalogue()
        .into_iter()
        .map(|mut body| {
            let id = body
                .remove("id")
                .and_then(|id| Some(id.as_str()?.to_owned()));
            let id = id.unwrap_or_default();
            let (mut version, mut enabled) = (1, true);
            if let Some(at) = kept.iter().position(|r| r.id == id) {
                let own = kept.swap_remove(at);
                version = own.version + 1;
                enabled = own.state != "disabled";
                body.extend(own.body);
            }
            Rule {
                id,
                version,
                enabled,
                body,
            }
        })
        .collect();
    kept.sort_by(|a, b| a.id.cmp(&b.id));
    rules.extend(kept.into_iter().map(|own| Rule {
        id: own.id,
        version: own.version,
        enabled: own.state != "disabled",
        body: own.body,
    }));
    Ok(rules)
}

/// A detector's field with the bounds of its value.
const THRESHOLDS: [(&str, f64, f64); 24] = [
    ("silent_days", 1.0, 120.0),
    ("others_active_days", 1.0, 60.0),
    ("gap_factor", 1.0, 20.0),
    ("unconfirmed_days", 1.0, 365.0),
    ("payment_failures", 1.0, 20.0),
    ("payment_days", 1.0, 90.0),
    ("recent_days", 3.0, 40.0),
    ("base_days", 10.0, 120.0),
    ("block_days", 2.0, 20.0),
    ("p", 0.0, 0.5),
    ("q", 0.0, 0.5),
    ("drop", 0.05, 0.99),
    ("rise", 1.01, 20.0),
    ("least_days", 1.0, 120.0),
    ("never_started_days", 1.0, 120.0),
    ("at_most", 0.0, 10.0),
    ("fall", 1.0, 10.0),
    ("times", 1.0, 50.0),
    ("days", 1.0, 365.0),
    ("below", 0.0, 1.0),
    ("share", 0.0, 1.0),
    ("coverage", 0.0, 1.0),
    ("known", 0.0, 1.0),
    ("until_days", 1.0, 730.0),
];

/// Whether an object may be a rule; `whole` where nothing stands below it.
pub(crate) fn check(body: &Map<String, Value>, whole: bool) -> Result<(), String> {
    let of = |key: &str| body.get(key).filter(|v| !v.is_null());
    if whole {
        for key in ["name", "when", "severity", "cooldown_days", "template"] {
            if of(key).is_none() {
                return Err(format!("{key} is missing"));
            }
        }
    }
    for (key, value) in body {
        let (fine, shape) = match key.as_str() {
            "name" => (is_text(value), "a map {ja, en} of texts"),
            "scope" => (
                matches!(value.as_str(), Some("account" | "user")),
                "account or user",
            ),
            "severity" => (within(value, 1.0, 3.0), "1, 2 or 3"),
            "cooldown_days" => (within(value, 0.0, 365.0), "0 to 365"),
            "lapse_days" => (within(value, 1.0, 365.0), "1 to 365"),
            "min_sample" => (within(value, 1.0, 1000.0), "1 to 1000"),
            "template" | "owner" | "group" => {
                (value.as_str().is_some_and(|t| !t.is_empty()), "a text")
            }
            "tick" => (
                matches!(value.as_str(), Some("day" | "week")),
                "day or week",
            ),
            "for" => (value.is_object(), "{touch: [...], plan: [...]}"),
            "evidence" => (value.is_array(), "a list of names"),
            "playbook" => (
                is_playbook(value),
                "a list of {task: {ja, en}, owner, due_days}",
            ),
            "positive" | "enabled" => (value.is_boolean(), "true or false"),
            "when" => {
                when(value)?;
                (true, "")
            }
            _ => (false, "not a field of a rule"),
        };
        if !fine {
            return Err(format!("{key} is {shape}"));
        }
    }
    Ok(())
}

pub(crate) fn is_text(value: &Value) -> bool {
    ["ja", "en"]
        .iter()
        .all(|l| value[l].as_str().is_some_and(|t| !t.trim().is_empty()))
}

fn within(value: &Value, low: f64, high: f64) -> bool {
    value.as_f64().is_some_and(|n| (low..=high).contains(&n))
}

fn is_playbook(value: &Value) -> bool {
    value.as_array().is_some_and(|list| {
        list.len() <= 20
            && list.iter().all(|entry| {
                is_text(&entry["task"])
                    && entry["owner"].is_string()
                    && within(&entry["due_days"], 0.0, 365.0)
            })
    })
}

fn when(value: &Value) -> Result<(), String> {
    let fields = value
        .as_object()
        .ok_or("when is an object with a detector")?;
    for (key, value) in fields {
        if key == "detector" {
            let known = value.as_str().is_some_and(|d| DETECTORS.contains(&d));
            if !known {
                return Err(format!("when.detector is one of {}", DETECTORS.join(", ")));
            }
            continue;
        }
        if key == "payment_event" {
            if value.as_str().is_none_or(str::is_empty) {
                return Err("when.payment_event is a host event's name".to_owned());
            }
            continue;
        }
        let Some((_, low, high)) = THRESHOLDS.iter().find(|(name, ..)| name == key) else {
            return Err(format!("when.{key} is no threshold of any detector"));
        };
        if !within(value, *low, *high) {
            return Err(format!("when.{key} is {low} to {high}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_whole_and_sound() {
        let ids: Vec<String> = catalogue()
            .into_iter()
            .map(|mut body| {
                let id = body.remove("id").expect("id");
                assert_eq!(check(&body, true), Ok(()), "{id}");
                id.as_str().expect("text").to_owned()
            })
            .collect();
        assert_eq!(ids, DETECTORS);
    }

    #[test]
    fn a_wrong_rule_is_told_where() {
        let of = |value: Value, wrong: &str| {
            let said = check(value.as_object().expect("object"), false);
            match said {
                Ok(()) => assert_eq!(wrong, "", "{value}"),
                Err(said) => assert!(
                    !wrong.is_empty() && said.starts_with(wrong),
                    "{value}: {said}"
                ),
            }
        };
        of(json!({"severity": 2, "cooldown_days": 10}), "");
        of(json!({"when": {"detector": "silent", "least_days": 9}}), "");
        of(json!({"for": {"touch": ["high"]}}), "");
        of(json!({"severity": 4}), "severity");
        of(json!({"name": {"ja": "x"}}), "name");
        of(json!({"when": {"detector": "guess"}}), "when.detector");
        of(
            json!({"when": {"detector": "silent", "least": 9}}),
            "when.least",
        );
        of(json!({"when": {"p": 0.9}}), "when.p");
        of(json!({"playbook": [{"task": "call"}]}), "playbook");
        of(json!({"inquiries": 3}), "inquiries");
    }
}
