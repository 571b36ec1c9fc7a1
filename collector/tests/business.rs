//! The reports on what the vendor told and does: revenue, support, how far its work has come. Figures by hand.

mod desk;

use desk::figures::{DAY, Ledger, START, check};
use serde_json::json;

#[tokio::test]
async fn revenue_is_the_ledgers() {
    let ledger = Ledger::open().await;
    let mrr = |amount: i64| json!({"amount": amount, "currency": "JPY"});
    // 2026-12-01 00:00 in Tokyo is 28 days and 15 hours after START.
    let december = START + 28 * DAY + 15 * 3_600_000;
    ledger.put("accounts", json!([
        {"id": "stays", "at": START, "mrr": mrr(100)}, {"id": "grows", "at": START, "mrr": mrr(200)}, {"id": "shrinks", "at": START, "mrr": mrr(300)},
        {"id": "leaves", "at": START, "mrr": mrr(400), "renewal": {"on": "2026-12-10", "status": "active"}},
        {"id": "grows", "at": december, "mrr": mrr(260)}, {"id": "shrinks", "at": december + 5 * DAY, "mrr": mrr(250)},
        {"id": "leaves", "at": december + 9 * DAY, "renewal": {"on": "2026-12-10", "status": "ended"}},
        {"id": "comes", "at": december + 9 * DAY, "mrr": mrr(50)}, {"id": "abroad", "at": START, "mrr": {"amount": 9, "currency": "USD"}}])).await;
    let mut ledger = ledger;
    let rows = ledger.rows("kpi", 70.0).await;
    let of = |month: &str, currency: &str| {
        rows.iter()
            .find(|r| r["month"] == month && r["currency"] == currency)
            .cloned()
            .expect(month)
    };
    // The change on the boundary itself is December's.
    check(
        &of("2026-11", "JPY"),
        json!({"start": 0.0, "new": 1000.0, "end": 1000.0, "expansion": 0.0, "gross_retention": null, "net_retention": null, "customers": 4}),
    );
    check(
        &of("2026-12", "JPY"),
        json!({"start": 1000.0, "new": 50.0, "expansion": 60.0, "contraction": 50.0, "churned": 400.0, "end": 660.0, "annual": 7920.0,
        "gross_retention": 0.55, "net_retention": 0.61, "revenue_churn": 0.45, "quick": 110.0 / 450.0, "logos": 4, "logos_lost": 1, "customers": 4, "complete": true}),
    );
    check(
        &of("2026-12", "JPY")["logo_churn"],
        json!({"value": 0.25, "n": 4.0}),
    );
    check(
        &of("2026-12", "JPY")["lifetime_value"],
        json!({"value": null, "reason": {"of": "churned", "have": 1, "need": 10}}),
    );
    check(
        &of("2026-12", "USD"),
        json!({"start": 9.0, "end": 9.0, "net_retention": 1.0, "quick": null}),
    );
}

#[tokio::test]
async fn support_counts_waiting_tickets_as_waiting() {
    let mut ledger = Ledger::open().await;
    let at = |day: f64| START + (day * DAY as f64) as i64;
    let ticket = |n: usize,
                  category: &str,
                  first: Option<f64>,
                  resolved: Option<f64>,
                  reopened: Option<f64>| {
        let time = |t: Option<f64>| t.map(at);
        json!({"id": format!("T{n}"), "at": START, "account": "a0", "category": category, "opened": START, "first_answer": time(first),
            "resolved": time(resolved), "reopened": time(reopened)})
    };
    ledger
        .put(
            "tickets",
            json!([
                ticket(0, "how", Some(0.1), Some(1.0), None),
                ticket(1, "how", Some(0.2), Some(2.0), Some(4.0)),
                ticket(2, "how", Some(0.3), Some(2.0), Some(20.0)),
                ticket(3, "other", Some(0.4), None, None),
                ticket(4, "other", None, None, None)
            ]),
        )
        .await;
    let rows = ledger.rows("support", 25.0).await;
    assert_eq!(rows.len(), 3, "{rows:?}");
    check(
        &rows[0],
        json!({"month": "2026-11", "category": null, "volume": 5, "backlog": 4}),
    );
    // Answered after .1, .2, .3, .4 days, one waits: the median is the third; of three closed, one came back within a week.
    check(&rows[0]["first_response"], json!({"days": 0.3}));
    check(
        &rows[0]["resolution"],
        json!({"value": 2.0 / 3.0, "n": 3.0}),
    );
    check(&rows[0]["reopened"], json!({"value": 2.0 / 3.0}));
    check(&rows[1], json!({"category": "how", "volume": 3}));
    check(
        &rows[1]["first_response"],
        json!({"days": null, "reason": {"of": "users", "have": 3, "need": 5}}),
    );
}

#[tokio::test]
async fn maturity_says_what_is_missing() {
    let mut ledger = Ledger::open().await;
    let rows = ledger.rows("maturity", 5.0).await;
    let stages: Vec<&str> = rows
        .iter()
        .map(|r| r["stage"].as_str().expect("text"))
        .collect();
    assert_eq!(
        stages,
        [
            "knowledge",
            "process",
            "proactive",
            "self_running",
            "automated"
        ]
    );
    // One of two categories has an article.
    check(
        &rows[0],
        json!({"met": false, "next": {"code": "write_articles", "categories": ["bare"]}}),
    );
    check(
        &rows[0]["evidence"],
        json!({"categories": 2, "with_article": 1}),
    );
    // Without a case there is nothing to judge by.
    check(&rows[2], json!({"met": null}));
    check(&rows[4], json!({"met": false}));
    let touches = ledger.rows("touch", 5.0).await;
    assert_eq!(touches.len(), 4);
    check(
        &touches[0],
        json!({"touch": "tech", "cases": 0, "rate": null}),
    );
}
