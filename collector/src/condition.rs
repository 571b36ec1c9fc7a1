//! Conditions over what the collector knows of a person: their fields, their account's (revenue included), what they
//! did. In: a condition as the manifest writes it. Out: yes, no, or that it cannot be told here (page, variant …).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

const DAY_MS: i64 = 86_400_000;

/// What is known of one person.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) user: Map<String, Value>,
    pub(crate) account: Map<String, Value>,
    /// Times of each host event, oldest first.
    pub(crate) events: BTreeMap<String, Vec<i64>>,
    pub(crate) completed: Vec<String>,
    pub(crate) dismissed: Vec<String>,
    pub(crate) now: i64,
}

/// How deep conditions and segments may refer to each other.
const DEPTH: u32 = 16;

impl Known {
    /// Whether a condition holds; `None` where only the page could tell.
    pub(crate) fn holds(&self, condition: &Value, segments: &[Value]) -> Option<bool> {
        self.at(condition, segments, DEPTH)
    }

    fn at(&self, condition: &Value, segments: &[Value], depth: u32) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        let each = |list: &Value| -> Vec<Option<bool>> {
            let list = list.as_array().into_iter().flatten();
            list.map(|c| self.at(c, segments, depth)).collect()
        };
        let object = condition.as_object()?;
        if let Some(list) = object.get("all") {
            return all(&each(list));
        }
        if let Some(list) = object.get("any") {
            // Not all of them fail.
            let turned: Vec<_> = each(list).into_iter().map(|c| c.map(|c| !c)).collect();
            return all(&turned).map(|c| !c);
        }
        if let Some(inner) = object.get("not") {
            return self.at(inner, segments, depth).map(|c| !c);
        }
        if let Some(id) = object.get("segment") {
            let segment = segments.iter().find(|s| s["id"] == *id)?;
            return self.at(&segment["when"], segments, depth);
        }
        if let Some(name) = object.get("trait").and_then(Value::as_str) {
            return compare(path(&self.user, name), object, self.now);
        }
        if let Some(name) = object.get("account").and_then(Value::as_str) {
            return compare(path(&self.account, name), object, self.now);
        }
        if let Some(name) = object.get("event").and_then(Value::as_str) {
            return Some(self.happened(name, object));
        }
        if let Some(id) = object.get("completed").and_then(Value::as_str) {
            return Some(self.completed.iter().any(|c| c == id));
        }
        if let Some(id) = object.get("dismissed").and_then(Value::as_str) {
            return Some(self.dismissed.iter().any(|c| c == id));
        }
        None
    }

    fn happened(&self, name: &str, object: &Map<String, Value>) -> bool {
        let times = self.events.get(name).map_or(&[][..], Vec::as_slice);
        let within = object.get("within_days").and_then(Value::as_i64);
        let since = within.map_or(i64::MIN, |days| {
            self.now.saturating_sub(days.saturating_mul(DAY_MS))
        });
        let count = times.iter().filter(|t| **t >= since).count() as u64;
        let least = object.get("at_least").and_then(Value::as_u64).unwrap_or(1);
        count >= least
    }
}

fn all(each: &[Option<bool>]) -> Option<bool> {
    if each.contains(&Some(false)) {
        return Some(false);
    }
    if each.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// `mrr` alone is its amount; dots go deeper.
fn path<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut parts = name.split('.');
    let first = fields.get(parts.next()?)?;
    let found = parts.try_fold(first, |value, part| value.get(part))?;
    Some(match found.get("amount") {
        Some(amount) if name == "mrr" => amount,
        _ => found,
    })
}

fn compare(value: Option<&Value>, object: &Map<String, Value>, now: i64) -> Option<bool> {
    let number = |v: &Value| v.as_f64();
    let time = |v: &Value| match v {
        Value::Number(n) => n.as_i64(),
        Value::String(day) => day
            .parse::<jiff::civil::Date>()
            .ok()
            .and_then(|d| d.to_zoned(jiff::tz::TimeZone::UTC).ok())
            .map(|z| z.timestamp().as_millisecond()),
        _ => None,
    };
    let mut told = false;
    for (operator, wanted) in object {
        let holds = match operator.as_str() {
            "trait" | "account" => continue,
            "exists" => value.is_some() == wanted.as_bool().unwrap_or(true),
            "is" => value == Some(wanted),
            "is_not" => value != Some(wanted),
            "in" => value.is_some_and(|v| wanted.as_array().is_some_and(|l| l.contains(v))),
            "contains" => match (value, wanted) {
                (Some(Value::String(text)), Value::String(part)) => text.contains(part.as_str()),
                (Some(Value::Array(list)), part) => list.contains(part),
                _ => false,
            },
            "gt" | "lt" => match (value.and_then(number), number(wanted)) {
                (Some(a), Some(b)) => (operator == "gt" && a > b) || (operator == "lt" && a < b),
                _ => false,
            },
            "before" | "after" => match (value.and_then(time), time(wanted)) {
                (Some(a), Some(b)) => (operator == "before") == (a < b) && a != b,
                _ => false,
            },
            "within_days" => match (value.and_then(time), wanted.as_i64()) {
                (Some(at), Some(days)) => {
                    at <= now && at >= now.saturating_sub(days.saturating_mul(DAY_MS))
                }
                _ => false,
            },
            _ => return None,
        };
        if !holds {
            return Some(false);
        }
        told = true;
    }
    told.then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_over_a_person() {
        let map = |value: Value| value.as_object().cloned().expect("object");
        let known = Known {
            user: map(json!({"role": "admin", "tags": ["beta"], "mail": "a@x.example"})),
            account: map(
                json!({"mrr": {"amount": 300_000, "currency": "JPY"}, "plan": "business", "started": "2026-10-01", "owner": {"name": "S"}}),
            ),
            events: BTreeMap::from([("made".to_owned(), vec![0, 99 * DAY_MS])]),
            completed: vec!["guide".to_owned()],
            dismissed: Vec::new(),
            now: 100 * DAY_MS,
        };
        let segments = [
            json!({"id": "admins", "when": {"trait": "role", "is": "admin"}}),
            json!({"id": "loop", "when": {"segment": "loop"}}),
        ];
        let check = |condition: Value, expected: Option<bool>| {
            assert_eq!(known.holds(&condition, &segments), expected, "{condition}");
        };
        check(json!({"trait": "role", "is": "admin"}), Some(true));
        check(json!({"trait": "role", "is_not": "admin"}), Some(false));
        check(json!({"trait": "role", "in": ["admin", "x"]}), Some(true));
        check(json!({"trait": "tags", "contains": "beta"}), Some(true));
        check(json!({"trait": "mail", "contains": "@y"}), Some(false));
        check(json!({"trait": "none", "exists": false}), Some(true));
        check(json!({"trait": "none", "is": "x"}), Some(false));
        check(json!({"trait": "role"}), None);
        check(json!({"account": "mrr", "gt": 100_000}), Some(true));
        check(
            json!({"account": "mrr", "gt": 100_000, "lt": 200_000}),
            Some(false),
        );
        check(json!({"account": "owner.name", "is": "S"}), Some(true));
        check(
            json!({"account": "started", "after": "2026-09-30"}),
            Some(true),
        );
        check(
            json!({"account": "started", "before": "2026-10-01"}),
            Some(false),
        );
        check(json!({"event": "made"}), Some(true));
        check(json!({"event": "made", "at_least": 2}), Some(true));
        check(
            json!({"event": "made", "at_least": 2, "within_days": 7}),
            Some(false),
        );
        check(json!({"event": "never"}), Some(false));
        check(json!({"completed": "guide"}), Some(true));
        check(json!({"dismissed": "guide"}), Some(false));
        check(json!({"segment": "admins"}), Some(true));
        check(json!({"segment": "loop"}), None);
        check(json!({"segment": "nowhere"}), None);
        check(json!({"page": "/x"}), None);
        check(json!({"not": {"page": "/x"}}), None);
        check(
            json!({"all": [{"page": "/x"}, {"trait": "role", "is": "user"}]}),
            Some(false),
        );
        check(
            json!({"all": [{"page": "/x"}, {"trait": "role", "is": "admin"}]}),
            None,
        );
        check(
            json!({"any": [{"page": "/x"}, {"trait": "role", "is": "admin"}]}),
            Some(true),
        );
        check(
            json!({"any": [{"trait": "role", "is": "user"}]}),
            Some(false),
        );
        check(json!({"all": []}), Some(true));
        check(json!({"any": []}), Some(false));
        check(json!("text"), None);
    }
}
