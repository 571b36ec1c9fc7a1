//! The same answers whatever the order of arrival, and pages that go on where they ended.

mod desk;

use axum::http::StatusCode;
use desk::log::{DAY, Log, START, golden_event, import, open, willing};
use serde_json::{Value, json};

/// SplitMix64, for orders.
fn shuffled<T>(list: &mut [T], mut seed: u64) {
    for at in (1..list.len()).rev() {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits ^= bits >> 27;
        list.swap(at, (bits % (at as u64 + 1)) as usize);
    }
}

#[tokio::test]
async fn the_order_of_arrival_changes_no_byte() {
    let mut log = Log::default();
    willing(&mut log);
    for n in 0..40_u64 {
        let (user, day) = (format!("u{}", n % 7), (n * 37 % 200) as f64 / 9.0);
        golden_event(
            &mut log,
            &user,
            day,
            [
                "guided_done",
                "single4_ok",
                "task_ok",
                "guide_repeat",
                "task_ng",
            ][(n % 5) as usize],
        );
    }
    let at = START + 30 * DAY;
    let mut seen: Vec<Vec<String>> = Vec::new();
    for seed in 0..4 {
        let desk = open().await;
        let mut lines = log.lines.clone();
        if seed > 0 {
            let again: Vec<Value> = lines.iter().step_by(3).cloned().collect();
            lines.extend(again);
            shuffled(&mut lines, seed);
        }
        import(&desk, &lines).await;
        let fit = desk
            .call("POST", "/v1/models", json!({"at": at - DAY}).to_string())
            .await;
        assert_eq!(fit.status, StatusCode::OK, "{}", fit.body);
        let mut answers = Vec::new();
        for report in [
            "comprehension",
            "motivation",
            "uniformity",
            "models",
            "overview",
            "comprehension?by=account&x=",
            "motivation?by=account&x=",
        ] {
            let sign = if report.contains('?') { '&' } else { '?' };
            answers.push(
                desk.get(&format!("/v1/reports/{report}{sign}at={at}"))
                    .await
                    .body,
            );
        }
        seen.push(answers);
    }
    for other in &seen[1..] {
        assert_eq!(&seen[0], other);
    }
    assert!(seen[0][0].contains("\"user\":\"u3\""));
}

#[tokio::test]
async fn pages_of_people_go_on_where_they_ended() {
    let desk = open().await;
    let mut log = Log::default();
    for n in 0..30 {
        golden_event(&mut log, &format!("u{n:02}"), 1.0, "guided_done");
    }
    import(&desk, &log.lines).await;
    let told: Vec<Value> = (0..30)
        .map(|n| json!({"id": format!("u{n:02}"), "role": "admin", "account": "a1"}))
        .collect();
    assert_eq!(
        desk.call("PUT", "/v1/users", json!(told).to_string())
            .await
            .status,
        StatusCode::OK
    );
    for (query, each) in [
        ("", 1),
        ("&all=true", 2),
        ("&account=a1&all=true", 2),
        ("&topic=t", 1),
    ] {
        let (mut after, mut rows) = (String::new(), Vec::new());
        loop {
            let page = desk
                .get(&format!(
                    "/v1/reports/comprehension?limit=7{query}&after={after}"
                ))
                .await
                .json();
            let list = page["rows"].as_array().expect("rows").clone();
            assert!(list.len() <= 7, "{query}");
            rows.extend(list);
            match page["next"].as_str() {
                Some(next) => after = next.to_owned(),
                None => break,
            }
        }
        let mut cells: Vec<String> = rows
            .iter()
            .map(|r| format!("{} {}", r["user"], r["topic"]))
            .collect();
        cells.dedup();
        assert_eq!(cells.len(), 30 * each, "{query}");
        assert!(
            cells.is_sorted_by_key(|c| c.split(' ').next().map(str::to_owned)),
            "{query}"
        );
    }
    let unmeasured = desk
        .rows("/v1/reports/comprehension?user=u03&topic=other&all=true")
        .await;
    assert_eq!(
        (&unmeasured[0]["known"], &unmeasured[0]["label"]),
        (&Value::Null, &json!("unmeasured"))
    );
    assert_eq!(
        desk.get("/v1/reports/comprehension?after=nonsense!")
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
}
