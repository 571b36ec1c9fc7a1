//! The shapes of what a vendor tells: accounts, users, tickets, the calendar. In: an object. Out: nothing, or a sentence
//! that names the field. Fields that are not ours stay as they came: segments may ask for them.

use serde_json::{Map, Value};

use crate::zone::Zone;

/// What a snapshot is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Account,
    User,
    Ticket,
    Calendar,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Account => "account",
            Kind::User => "user",
            Kind::Ticket => "ticket",
            Kind::Calendar => "calendar",
        }
    }
}

const MOST_BYTES: usize = 16 * 1024;
const MOST_ID: usize = 512;
const MOST_LIST: usize = 1000;

type Checked = Result<(), String>;

/// Whether an object has the shape of its kind; null is fine everywhere but in `id`.
pub(crate) fn check(kind: Kind, object: &Map<String, Value>) -> Checked {
    if kind != Kind::Calendar {
        let id = object.get("id").and_then(Value::as_str);
        if !id.is_some_and(|id| (1..=MOST_ID).contains(&id.len())) {
            return Err(format!("id is a text of 1 to {MOST_ID} bytes"));
        }
    }
    if serde_json::to_string(object).map_or(0, |t| t.len()) > MOST_BYTES {
        return Err("an object is at most 16 KiB".to_owned());
    }
    for (key, value) in object.iter().filter(|(_, v)| !v.is_null()) {
        let (fine, shape) = match (kind, key.as_str()) {
            (Kind::Calendar, "timezone") => (
                value.as_str().is_some_and(Zone::is_known),
                "a time zone such as Asia/Tokyo",
            ),
            (Kind::Calendar, "holidays") => (list(value, is_date), "a list of days YYYY-MM-DD"),
            (Kind::Calendar, "closed") => (
                list(value, |v| is_date(v) || is_weekday(v)),
                "a list of mon to sun or of days YYYY-MM-DD",
            ),
            (Kind::Calendar, _) => (false, "timezone, holidays or closed"),
            (_, "at") => (value.is_i64(), "a time in ms"),
            (Kind::Account, "name" | "plan")
            | (Kind::User, "account" | "name" | "mail" | "role" | "language")
            | (Kind::Ticket, "account" | "user" | "category" | "topic") => {
                (value.is_string(), "a text")
            }
            (Kind::Account, "mrr") => (is_money(value), "{amount, currency}"),
            (Kind::Account, "seats") => (value.as_u64().is_some(), "a whole number"),
            (Kind::Account, "started") => (is_date(value), "a day YYYY-MM-DD"),
            (Kind::Account, "renewal") => (
                is_renewal(value),
                "{on: YYYY-MM-DD, status: active, stopped or ended}",
            ),
            (Kind::Account, "owner") => (value.is_object(), "{name, mail, booking}"),
            (Kind::Account, "contacts") => (
                list(value, Value::is_object),
                "a list of {user, name, mail, role, primary}",
            ),
            (Kind::Account, "touch") => (
                ["high", "low", "tech", "community"]
                    .iter()
                    .any(|t| value == t),
                "high, low, tech or community",
            ),
            (Kind::Ticket, "opened" | "first_answer" | "resolved" | "reopened") => {
                (value.is_i64(), "a time in ms")
            }
            _ => (true, ""),
        };
        if !fine {
            return Err(format!("{key} is {shape}"));
        }
    }
    Ok(())
}

fn list(value: &Value, each: impl Fn(&Value) -> bool) -> bool {
    let list = value.as_array();
    list.is_some_and(|list| list.len() <= MOST_LIST && list.iter().all(each))
}

fn is_date(value: &Value) -> bool {
    let day = value.as_str().filter(|d| d.len() == 10);
    day.is_some_and(|d| d.parse::<jiff::civil::Date>().is_ok())
}

fn is_weekday(value: &Value) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|d| value == d)
}

fn is_money(value: &Value) -> bool {
    let currency = value["currency"].as_str();
    let known = currency.is_some_and(|c| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase()));
    known && value["amount"].as_f64().is_some_and(|a| a >= 0.0)
}

fn is_renewal(value: &Value) -> bool {
    let status = ["active", "stopped", "ended"]
        .iter()
        .any(|s| value["status"] == *s);
    value.is_object()
        && (status || value["status"].is_null())
        && (value["on"].is_null() || is_date(&value["on"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_field_is_named() {
        let of = |kind: Kind, value: Value, wrong: &str| {
            let object = value.as_object().expect("object");
            match check(kind, object) {
                Ok(()) => assert_eq!(wrong, "", "{value}"),
                Err(said) => assert!(
                    !wrong.is_empty() && said.starts_with(wrong),
                    "{value}: {said}"
                ),
            }
        };
        let account = |more: Value, wrong: &str| {
            let mut value = json!({"id": "a1"});
            for (key, v) in more.as_object().expect("object") {
                value[key] = v.clone();
            }
            of(Kind::Account, value, wrong);
        };
        account(json!({}), "");
        account(
            json!({"name": "青葉商事", "plan": null, "seats": 18, "custom": [1]}),
            "",
        );
        account(json!({"mrr": {"amount": 284_000, "currency": "JPY"}}), "");
        account(
            json!({"renewal": {"on": "2027-03-31", "status": "active"}}),
            "",
        );
        account(json!({"id": ""}), "id");
        account(json!({"id": 4}), "id");
        account(json!({"name": 4}), "name");
        account(json!({"mrr": 284_000}), "mrr");
        account(json!({"mrr": {"amount": -1, "currency": "JPY"}}), "mrr");
        account(json!({"mrr": {"amount": 1, "currency": "yen"}}), "mrr");
        account(json!({"seats": 1.5}), "seats");
        account(json!({"started": "2026-02-30"}), "started");
        account(json!({"renewal": {"on": "soon"}}), "renewal");
        account(json!({"renewal": {"status": "maybe"}}), "renewal");
        account(json!({"touch": "hybrid"}), "touch");
        account(json!({"contacts": ["x"]}), "contacts");
        account(json!({"at": "yesterday"}), "at");
        account(json!({"big": "x".repeat(17_000)}), "an object");
        of(Kind::User, json!({"id": "u1", "mail": 1}), "mail");
        of(
            Kind::Ticket,
            json!({"id": "t1", "opened": 1, "reopened": null, "topic": null}),
            "",
        );
        of(Kind::Ticket, json!({"id": "t1", "opened": "now"}), "opened");
        of(
            Kind::Calendar,
            json!({"timezone": "Europe/Berlin", "holidays": ["2026-12-25"], "closed": ["sat", "2026-12-31"]}),
            "",
        );
        of(Kind::Calendar, json!({"timezone": "Mars/Base"}), "timezone");
        of(Kind::Calendar, json!({"closed": ["Saturday"]}), "closed");
        of(Kind::Calendar, json!({"tz": "x"}), "tz");
    }
}
