//! Rules and cases from outside: events and facts go in, alerts come out on their day, and cases end as they should.

mod desk;

use desk::Desk;
use desk::weeks::{DAY, MONDAY, accounts, import, line, manifest, put, rules_of, weeks};
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_that_falls_is_found_within_days_and_steady_ones_are_left_alone() {
    let desk = Desk::new();
    put(&desk, "/v1/accounts", accounts()).await;
    // One account keeps one person of four from day 84 on; everybody rests in one week.
    let mut lines = weeks(120, |_, day| (63..70).contains(&day));
    lines.retain(|l| {
        let event: Value = serde_json::from_str(l).expect("JSON");
        let at = event["at"].as_i64().expect("time");
        !(event["account"] == "a3" && event["user"] != "u3-0" && at >= MONDAY + 84 * DAY)
    });
    let told = import(&desk, &lines, true).await;
    assert!(
        told["detected"]["days"].as_u64().expect("days") > 60,
        "{}",
        told["detected"]
    );
    let rows = desk.rows("/v1/reports/alerts").await;
    let about: Vec<(&Value, &Value)> = rows.iter().map(|r| (&r["account"], &r["rule"])).collect();
    assert_eq!(about, [(&json!("a3"), &json!("behaviour_changed"))]);
    let row = &rows[0];
    assert_eq!(row["evidence"]["direction"], "drop");
    let delay = (row["opened"].as_i64().expect("ms") - MONDAY) / DAY - 84;
    assert!((0..=12).contains(&delay), "{delay} days");
    assert!(
        row["reason"].as_str().expect("text").contains("倍"),
        "{row}"
    );
    let english = row["reasons"][0]["en"].as_str().expect("text");
    assert!(english.starts_with("Activity fell"), "{english}");
    assert!(row["priority"].as_f64().expect("number") > 0.0);

    // The same once more changes nothing.
    import(&desk, &lines, true).await;
    assert_eq!(desk.rows("/v1/reports/alerts").await.len(), 1);
    // As of the day before, there was none.
    let before = MONDAY + 83 * DAY;
    assert!(
        desk.rows(&format!("/v1/reports/alerts?at={before}"))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_silent_account_a_stopped_renewal_a_successor_and_a_detractor() {
    let desk = Desk::new();
    put(&desk, "/v1/accounts", accounts()).await;
    let at = |day: i64| MONDAY + day * DAY;
    put(&desk, "/v1/accounts", json!([
        {"id": "a1", "at": at(100), "renewal": {"on": "2026-10-31", "status": "stopped"}},
        {"id": "a2", "at": at(101), "contacts": [{"user": "u2-1", "name": "久我", "mail": "kuga@a2.example", "primary": true}]},
        // A corrected name is no successor.
        {"id": "a4", "at": at(101), "contacts": [{"user": "u4-0", "name": "三輪 花子", "mail": "miwa@a4.example", "primary": true}]},
        {"id": "a5", "at": at(60), "renewal": {"on": "2026-08-01", "status": "ended"}},
    ])).await;
    let mut lines = weeks(120, |account, day| {
        (account == 6 && day >= 90) || (account == 5 && day >= 60)
    });
    let answer = |n, score, day| {
        line(
            n,
            "survey.answered",
            "u7-2",
            "a7",
            at(day),
            json!({"content": "nps", "data": {"question": "q", "kind": "nps", "score": score}}),
        )
    };
    lines.extend([answer(900_001, 9, 40), answer(900_002, 4, 107)]);
    lines.extend((0..3).map(|n| {
        line(
            900_010 + n,
            "tutorial.unclear",
            "u8-1",
            "a8",
            at(102) + n as i64 * 3_600_000,
            json!({"content": "tax", "step": "rate"}),
        )
    }));
    import(&desk, &lines, true).await;
    let rule = |account: &'static str| rules_of(&desk, account);
    let silent = rule("a6").await;
    assert!(silent.iter().any(|(r, _)| r == "silent"), "{silent:?}");
    let stopped = rule("a1").await;
    assert_eq!(stopped.len(), 1, "{stopped:?}");
    assert_eq!(
        (stopped[0].0.as_str(), &stopped[0].1["severity"]),
        ("renewal_stopped", &json!(3))
    );
    let changed = rule("a2").await;
    assert_eq!(changed.len(), 1, "{changed:?}");
    let (name, row) = &changed[0];
    assert_eq!(
        (name.as_str(), &row["user"], &row["evidence"]["suspected"]),
        ("contact_changed", &json!("u2-1"), &json!(false))
    );
    assert!(
        row["reason"]
            .as_str()
            .expect("text")
            .contains("三輪 さんから 久我 さん")
    );
    let nps = rule("a7").await;
    assert_eq!(nps.len(), 1, "{nps:?}");
    assert_eq!(
        (
            &nps[0].1["evidence"]["score"],
            &nps[0].1["evidence"]["before"]
        ),
        (&json!(4), &json!(9))
    );
    let stuck = rule("a8").await;
    assert_eq!(stuck.len(), 1, "{stuck:?}");
    assert_eq!(
        (&stuck[0].1["user"], &stuck[0].1["evidence"]["step"]),
        (&json!("u8-1"), &json!("rate"))
    );
    for quiet in ["a0", "a4", "a5", "a9"] {
        let found = rules_of(&desk, quiet).await;
        assert!(found.is_empty(), "{quiet}: {found:?}");
    }
}

#[tokio::test]
async fn a_case_is_written_to_and_ends_when_the_step_is_done() {
    let desk = Desk::new();
    desk.publish(1, &manifest()).await;
    put(&desk, "/v1/accounts", accounts()).await;
    put(&desk, "/v1/users", json!([{"id": "u8-1", "account": "a8", "name": "有働", "mail": "u@a8.example", "language": "ja"}])).await;
    let mut lines = weeks(110, |_, _| false);
    lines.extend((0..3).map(|n| {
        line(
            900_010 + n,
            "tutorial.unclear",
            "u8-1",
            "a8",
            MONDAY + 102 * DAY + n as i64,
            json!({"content": "tax", "step": "rate"}),
        )
    }));
    import(&desk, &lines, true).await;
    let case = desk.rows("/v1/cases?rule=stuck").await.remove(0);
    let token = case["id"].as_str().expect("text").to_owned();
    let whole = desk.get(&format!("/v1/cases/{token}")).await.json();
    let message = &whole["messages"]["ja"];
    assert_eq!(message["missing"], json!([]), "{message}");
    let body = message["body"].as_str().expect("text");
    assert!(body.contains("有働 様") && body.contains("白石"), "{body}");
    let link = whole["links"][0]["url"].as_str().expect("text");
    assert!(
        link.starts_with("https://app.kumo.example/settings/tax?shirube=")
            && link.ends_with(&format!(".{token}")),
        "{link}"
    );
    assert!(body.contains(link));

    let answer = desk
        .call(
            "PUT",
            &format!("/v1/cases/{token}"),
            json!({"action": "contact", "by": "copy"}).to_string(),
        )
        .await;
    assert_eq!(answer.json()["state"], "contacted");
    let done = |n: u64, user: &str, step: &str| {
        line(
            n,
            "tutorial.step_completed",
            user,
            "a8",
            MONDAY + 109 * DAY,
            json!({"content": "tax", "step": step}),
        )
    };
    // Another person, another step: the case stays.
    import(
        &desk,
        &[done(990_001, "u8-2", "rate"), done(990_002, "u8-1", "open")],
        false,
    )
    .await;
    assert_eq!(
        desk.get(&format!("/v1/cases/{token}")).await.json()["state"],
        "contacted"
    );
    import(&desk, &[done(990_003, "u8-1", "rate")], false).await;
    let ended = desk.get(&format!("/v1/cases/{token}")).await.json();
    assert_eq!(
        (&ended["state"], &ended["outcome"], &ended["closed_by"]),
        (&json!("closed"), &json!("helped"), &json!("auto:completed"))
    );
    let alert = desk.rows("/v1/reports/alerts?rule=stuck").await.remove(0);
    assert_eq!(
        (&alert["state"], &alert["case"]),
        (&json!("closed"), &json!(token))
    );
}
