//! Cases that end by themselves, and signs that are none: today's list holds what somebody can act on.

mod desk;

use desk::Desk;
use desk::weeks::{DAY, MONDAY, accounts, import, line, manifest, put, rules_of, weeks};
use serde_json::{Value, json};

#[tokio::test]
async fn signs_of_one_try_count_once_and_what_nobody_needs_any_more_ends() {
    let desk = Desk::new();
    desk.publish(1, &manifest()).await;
    put(&desk, "/v1/accounts", accounts()).await;
    let mut lines = weeks(120, |_, _| false);
    let mut n = 900_000;
    let mut sign = |user: &str, name: &str, at: i64, session: u64, more: Value| {
        n += 1;
        let mut event: Value = serde_json::from_str(&line(
            n,
            name,
            user,
            "a8",
            MONDAY + 85 * DAY + at,
            json!({"content": "tax", "step": "rate"}),
        ))
        .expect("JSON");
        event["session"] = json!(format!("01935f00-0000-7000-9000-{session:012x}"));
        for (key, value) in more.as_object().expect("fields") {
            event[key] = value.clone();
        }
        event.to_string()
    };
    // Two tries of two signs each; three tries of two signs each, then got past it; three and never again.
    for (user, tries) in [(1_u64, 2), (2, 3), (3, 3)] {
        for round in 0..tries {
            for (offset, name) in [(0, "tutorial.unclear"), (2_000, "tutorial.dismissed")] {
                let at = round as i64 * 3_600_000 + offset;
                lines.push(sign(
                    &format!("u8-{user}"),
                    name,
                    at,
                    user * 10 + round,
                    json!({}),
                ));
            }
        }
    }
    lines.push(sign(
        "u8-2",
        "tutorial.step_completed",
        4 * DAY,
        77,
        json!({}),
    ));
    let answer = json!({"content": "nps", "data": {"question": "q", "kind": "nps", "score": 3}});
    lines.push(sign("u8-1", "survey.answered", 0, 78, answer.clone()));
    lines.push(sign("u8-2", "survey.answered", 30 * DAY, 79, answer));
    import(&desk, &lines, true).await;
    let mut seen: Vec<(String, String, Value, Value)> = desk
        .rows("/v1/cases?account=a8")
        .await
        .into_iter()
        .map(|c| {
            let text = |key: &str| c[key].as_str().unwrap_or_default().to_owned();
            (
                format!("{} {}", text("rule"), text("user")),
                text("state"),
                c["closed_by"].clone(),
                c["outcome"].clone(),
            )
        })
        .collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    let closed = |who: &str, by: &str, outcome: Value| {
        (
            who.to_owned(),
            "closed".to_owned(),
            json!(format!("auto:{by}")),
            outcome,
        )
    };
    assert_eq!(
        seen,
        [
            closed("nps_detractor u8-1", "lapsed", Value::Null),
            (
                "nps_detractor u8-2".to_owned(),
                "open".to_owned(),
                Value::Null,
                Value::Null
            ),
            closed("stuck u8-2", "passed", json!("not_needed")),
            closed("stuck u8-3", "lapsed", Value::Null),
        ]
    );
    // What nobody came to proves nothing and served nobody: it counts neither for the touch nor for self-service.
    let closed: i64 = desk
        .rows(&format!("/v1/reports/touch?at={}", MONDAY + 119 * DAY))
        .await
        .iter()
        .filter_map(|r| r["by_itself"].as_i64())
        .sum();
    assert_eq!(
        closed, 0,
        "only what ended by itself within 28 days, and well"
    );
}

#[tokio::test]
async fn a_contact_who_comes_rarely_is_not_taken_for_gone() {
    let desk = Desk::new();
    put(&desk, "/v1/accounts", accounts()).await;
    // The contact of a1 comes every fourth business day, then not for 15 of them; a2's came daily, then no more.
    let mut lines = weeks(150, |_, _| false);
    let mut place = 0;
    lines.retain(|l| {
        let event: Value = serde_json::from_str(l).expect("JSON");
        let day = (event["at"].as_i64().expect("time") - MONDAY) / DAY;
        let late = (84..106).contains(&day);
        match event["user"].as_str() {
            Some("u1-0") => {
                place += 1;
                place % 4 == 0 && !late
            }
            Some("u2-0") => !late,
            _ => true,
        }
    });
    import(&desk, &lines, true).await;
    let rare = rules_of(&desk, "a1").await;
    assert!(rare.is_empty(), "{rare:?}");
    let gone = rules_of(&desk, "a2").await;
    let suspected = gone
        .iter()
        .find(|(rule, row)| rule == "contact_changed" && row["evidence"]["suspected"] == true);
    assert!(suspected.is_some(), "{gone:?}");
}
