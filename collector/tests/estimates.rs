//! Motivation and uniformity, from outside, against figures worked out by hand.

mod desk;

use axum::http::StatusCode;
use desk::log::{DAY, Log, START, import, open, willing};
use serde_json::{Value, json};

#[tokio::test]
async fn motivation_counts_trials_and_says_when_there_are_too_few() {
    let desk = open().await;
    let mut log = Log::default();
    willing(&mut log);
    log.add("shy", 3.0, "host.did", json!({}));
    import(&desk, &log.lines).await;
    let at = START + 25 * DAY;
    let rows = desk.rows(&format!("/v1/reports/motivation?at={at}")).await;
    let of = |user: &str| {
        rows.iter()
            .find(|r| r["user"] == user)
            .cloned()
            .expect(user)
    };
    let row = of("w");
    // By hand: the run of day 4 was never finished; the week of days 18 to 25 was quiet.
    let expected = [
        ("voluntary", 2.0, 6.0),
        ("response", 1.75, 4.0),
        ("effort", 2.0, 3.0),
        ("persistence", 1.0, 2.0),
        ("regularity", 3.0, 4.0),
        ("completion", 2.0, 3.0),
    ];
    let mut sum = 0.0;
    for (name, successes, trials) in expected {
        let c = &row["components"][name];
        assert_eq!(
            (c["successes"].as_f64(), c["trials"].as_f64()),
            (Some(successes), Some(trials)),
            "{name}: {row}"
        );
        sum += (0.5 + successes) / (1.0 + trials);
    }
    assert_eq!(row["reportable"], true, "{row}");
    assert!(
        (row["index"].as_f64().expect("number") - sum / 6.0).abs() < 1e-9,
        "{row}"
    );
    assert!(
        row["low"].as_f64() < row["index"].as_f64() && row["index"].as_f64() < row["high"].as_f64()
    );
    let shy = of("shy");
    assert_eq!(
        (&shy["index"], &shy["low"], &shy["reportable"]),
        (&Value::Null, &Value::Null, &json!(false))
    );
    assert_eq!(shy["reason"]["of"], "trials", "{shy}");
    assert_eq!(shy["reason"]["need"], 10);
    assert!(shy["components"]["regularity"]["trials"].as_f64() > Some(0.0));
    // What is still open is no trial yet: on day 12 the run of day 4 is lost, on day 9.05 that of day 9 is open.
    let earlier = desk
        .rows(&format!(
            "/v1/reports/motivation?user=w&at={}",
            START + (9.05 * DAY as f64) as i64
        ))
        .await;
    assert_eq!(
        earlier[0]["components"]["completion"],
        json!({"successes": 1.0, "trials": 1.0, "rate": 1.0}),
        "{}",
        earlier[0]
    );
}

#[tokio::test]
async fn uniformity_names_every_cell_that_is_missing_and_why() {
    let desk = open().await;
    let told = json!([
        {"id": "whole", "account": "a1", "role": "admin", "at": START},
        {"id": "part", "account": "a1", "role": "admin", "at": START},
        {"id": "never", "account": "a2", "role": "admin", "at": START},
        {"id": "new", "account": "a2", "role": "admin", "at": START + 15 * DAY},
        {"id": "old", "account": "a2", "role": "admin", "at": START},
        {"id": "foreign", "account": "a2", "role": "admin", "at": START},
        {"id": "viewer", "account": "a2", "role": "viewer", "at": START},
    ]);
    assert_eq!(
        desk.call("PUT", "/v1/users", told.to_string()).await.status,
        StatusCode::OK
    );
    let plans = json!([{"id": "a1", "plan": "pro", "at": START}, {"id": "a2", "plan": "free", "at": START}]);
    assert_eq!(
        desk.call("PUT", "/v1/accounts", plans.to_string())
            .await
            .status,
        StatusCode::OK
    );
    let mut log = Log::default();
    let step = |step: &str, version: i64, locale: &str| json!({"content": "guide", "version": version, "step": step, "locale": locale});
    for user in ["whole", "old", "foreign"] {
        let (version, locale) = match user {
            "old" => (0, "ja-JP"),
            "foreign" => (1, "fr-FR"),
            _ => (1, "ja-JP"),
        };
        log.add(user, 1.0, "tutorial.step_shown", step("a", version, locale));
        log.add(user, 1.1, "tutorial.step_shown", step("b", version, locale));
        log.add(
            user,
            1.2,
            "help.article_opened",
            json!({"content": "page", "version": 1}),
        );
    }
    log.add("part", 1.0, "tutorial.step_shown", step("a", 1, "ja-JP"));
    log.add("viewer", 1.0, "tutorial.completed", step("b", 1, "ja-JP"));
    import(&desk, &log.lines).await;
    let at = START + 20 * DAY;
    let row = desk.rows(&format!("/v1/reports/uniformity?at={at}")).await[0].clone();
    let mut gaps: Vec<(String, String, String)> = row["gaps"]
        .as_array()
        .expect("list")
        .iter()
        .map(|g| {
            let text = |key: &str| g[key].as_str().expect("text").to_owned();
            (text("user"), text("content"), text("why"))
        })
        .collect();
    gaps.sort();
    let expected = [
        ("foreign", "guide", "other_language"),
        ("never", "guide", "overdue"),
        ("never", "page", "overdue"),
        ("new", "guide", "not_yet"),
        ("new", "page", "not_yet"),
        ("old", "guide", "other_version"),
        ("part", "guide", "partial"),
        ("part", "page", "overdue"),
    ];
    let expected: Vec<(String, String, String)> = expected
        .iter()
        .map(|(a, b, c)| ((*a).into(), (*b).into(), (*c).into()))
        .collect();
    assert_eq!(gaps, expected);
    assert_eq!(
        (
            &row["program"],
            &row["release"],
            &row["gaps_total"],
            &row["people"]
        ),
        (&json!("first"), &json!("2026-11"), &json!(8), &json!(6))
    );
    // Twelve cells, six whole. Versions: the guide three times in two (1/3 alike), the page three times in one, means by
    // deliveries: (3 · 1/3 + 3 · 1) / 6. Language: two steps of three people and three pages, two steps foreign: 7 of 9.
    let near = |key: &str, expected: f64| {
        let got = row[key].as_f64().expect(key);
        assert!(
            (got - expected).abs() < 1e-12,
            "{key}: {got} is not {expected}"
        );
    };
    near("coverage", 0.5);
    near("version", 4.0 / 6.0);
    near("language", 7.0 / 9.0);
    near("index", 0.5 * 4.0 / 6.0 * 7.0 / 9.0);
    assert_eq!(row["equity"]["plan"]["lowest"], "free", "{row}");
    let own = desk
        .rows(&format!("/v1/reports/uniformity?account=a1&at={at}"))
        .await[0]
        .clone();
    assert_eq!((&own["people"], &own["gaps_total"]), (&json!(2), &json!(2)));
}
