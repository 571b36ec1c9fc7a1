//! Who comes first: severity, days left, revenue; and which touch an account is. Inquiries never enter, so that being
//! loud buys no rank.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::condition::Known;
use crate::detect::scene::Scene;
use crate::me;
use crate::releases::items;

/// How far the end of a term is a matter of today, in days.
const HORIZON: f64 = 180.0;

/// The three factors of a case's rank and their product.
pub(crate) fn rank(severity: i64, days_left: Option<i64>, account: &Map<String, Value>) -> Value {
    // A term that ends today counts whole, one beyond the horizon a fifth; unknown lies between.
    let days_factor = days_left.map_or(0.5, |d| (1.0 - d.max(0) as f64 / HORIZON).clamp(0.2, 1.0));
    let money = account.get("mrr").unwrap_or(&Value::Null);
    let thousands = thousands(money);
    let mrr_factor = (1.0 + thousands).ln();
    // Revenue that is not told must not put an account last.
    let mrr_factor = if money.is_null() {
        1.0
    } else {
        mrr_factor.max(0.1)
    };
    json!({"severity": severity, "days_left": days_left, "days_factor": days_factor, "mrr": money["amount"], "mrr_factor": mrr_factor,
        "priority": severity as f64 * days_factor * mrr_factor})
}

/// Monthly revenue in thousands of yen; other currencies count a hundredfold, which is near enough for an order.
fn thousands(money: &Value) -> f64 {
    let amount = money["amount"].as_f64().unwrap_or(0.0);
    match money["currency"].as_str() {
        Some("JPY" | "KRW") | None => amount / 1000.0,
        Some(_) => amount / 10.0,
    }
}

/// An account's touch as of a time: what it is told to be, else the first rule that holds; community is for all.
pub(crate) fn touch_of(scene: &Scene, account: &str, at: i64) -> String {
    let told = scene.accounts.get(account).and_then(|a| a.told.at(at));
    touch(&scene.manifest, &told.cloned().unwrap_or_default(), at)
}

pub(crate) fn touch(manifest: &Value, account: &Map<String, Value>, at: i64) -> String {
    let known = Known {
        account: account.clone(),
        now: at,
        ..Known::default()
    };
    let segments: Vec<Value> = items(manifest, "segments").cloned().collect();
    let touch = me::touch(&known, manifest, &segments);
    touch.as_str().unwrap_or("tech").to_owned()
}

/// What answers first, by the touch: content; a webinar and content; a person.
pub(crate) fn first_response(touch: &str) -> &'static str {
    match touch {
        "high" => "person",
        "low" => "webinar",
        _ => "content",
    }
}

/// An account's owner as cases name them: mail, else name.
pub(crate) fn owner(account: &Map<String, Value>) -> Option<String> {
    let owner = account.get("owner")?;
    let text = |key: &str| {
        owner[key]
            .as_str()
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    text("mail").or_else(|| text("name"))
}

/// What one account is, as of a time.
pub(crate) fn account_of(
    db: &Connection,
    tenant: &str,
    id: &str,
    at: i64,
) -> rusqlite::Result<Map<String, Value>> {
    let told = crate::facts::one(db, tenant, crate::shape::Kind::Account, id, at)?;
    Ok(told.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_is_severity_days_and_revenue_and_nothing_else() {
        let of = |severity, days, account: Value| {
            let account = account.as_object().cloned().expect("object");
            rank(severity, days, &account)["priority"]
                .as_f64()
                .expect("number")
        };
        let yen = |amount: i64| json!({"mrr": {"amount": amount, "currency": "JPY"}});
        // 3 × (1 − 37/180) × ln(285).
        assert!((of(3, Some(37), yen(284_000)) - 13.472).abs() < 0.01);
        assert!(of(3, Some(10), yen(100_000)) > of(2, Some(10), yen(100_000)));
        assert!(of(2, Some(10), yen(100_000)) > of(2, Some(90), yen(100_000)));
        assert!(of(2, Some(10), yen(100_000)) > of(2, Some(10), yen(50_000)));
        let mut loud = yen(100_000);
        loud["inquiries"] = json!(900);
        assert_eq!(of(2, Some(10), yen(100_000)), of(2, Some(10), loud));
    }
}
