//! A CSM's morning: the list, its first case, the message sent, its link followed by the person on the vendor's own
//! pages, the step completed, the case closed by itself, the reports moved. Two people, one browser each.

use serde_json::{Value, json};
use tests::browser::Browser;
use tests::driver::Brand;
use tests::kumo::Kumo;
use tests::ledger::await_rows;
use tests::walk;

const DAY: i64 = 86_400_000;

fn now() -> i64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed();
    since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(0))
}

fn event(n: i64, name: &str, at: i64, more: &Value) -> String {
    let mut event = json!({"id": format!("01935f00-0000-7000-8000-{n:012x}"), "seq": 0, "session": format!("01935f00-0000-7000-8001-{n:012x}"),
        "tab": 0, "at": at, "name": name, "user": "u-mori", "account": "a-aoba", "release": 1, "language": "ja", "locale": "ja-JP", "trusted": true,
        "data": {}});
    for (key, value) in more.as_object().expect("fields") {
        event[key] = value.clone();
    }
    event.to_string()
}

/// Somebody who gave up three times at the same step, eleven days ago, and was seen yesterday.
fn history(kumo: &Kumo) {
    let account = json!([{"id": "a-aoba", "at": now() - 200 * DAY, "name": "あおば商事", "plan": "standard", "started": "2026-01-06",
        "mrr": {"amount": 180_000, "currency": "JPY"}, "owner": {"name": "白石", "mail": "csm@kumo.example"}}]);
    let user = json!([{"id": "u-mori", "at": now() - 200 * DAY, "account": "a-aoba", "role": "admin", "name": "森 一樹", "mail": "mori@aoba.example", "language": "ja"}]);
    for (path, body) in [("/v1/accounts", account), ("/v1/users", user)] {
        assert_eq!(kumo.tell("PUT", path, &body).0, 200, "{path}");
    }
    let place = json!({"content": "first-invoice", "version": 1, "step": "customer"});
    let mut lines: Vec<String> = (0..3)
        .map(|n| {
            let at = now() - 11 * DAY + n * 3_600_000;
            event(n, "tutorial.unclear", at, &place)
        })
        .collect();
    lines.push(event(9, "session.started", now() - DAY, &json!({})));
    let mut told = ureq::post(format!("{}/v1/import?detect=true", kumo.base))
        .header("authorization", "Bearer sk_demo")
        .send(lines.join("\n"))
        .expect("an answer");
    let body = told.body_mut().read_to_string().expect("text");
    assert!(body.contains("\"opened\":1"), "{body}");
}

pub(crate) async fn a_csm_has_a_morning(brand: Brand) {
    let kumo = Kumo::start(&format!("morning-{brand}"));
    history(&kumo);
    let desk = Browser::start(brand, 1280, 900).await;
    desk.open(&format!("{}/dashboard/", kumo.base)).await;
    desk.fill("[name=mail]", "csm@kumo.example").await;
    desk.fill("[name=password]", "demo").await;
    desk.click("sign in", "document.querySelector('form button')")
        .await;
    let today = "[...document.querySelectorAll('nav a[href*=\"/today\"]')].find((a) => a.checkVisibility())";
    desk.click("today's list", today).await;
    desk.wait(
        "the list",
        "document.querySelectorAll('li.case').length === 1",
    )
    .await;
    let words = desk
        .run("document.querySelector('li.case').innerText")
        .await
        .to_string();
    assert!(
        words.contains("あおば商事") && words.contains('3'),
        "{words}"
    );
    desk.click("the message", "document.querySelector('li.case a.btn')")
        .await;
    desk.wait("the case", "document.activeElement?.id === 'case'")
        .await;
    let message = desk
        .run("document.querySelector('#case .mail').innerText")
        .await
        .to_string();
    assert!(
        message.contains("森 一樹") && message.contains("mori@aoba.example"),
        "{message}"
    );
    let link = desk
        .run("document.querySelector('#case code.url').textContent")
        .await;
    let link = link.as_str().expect("a link");
    let query = link.split_once('?').expect("a query").1.to_owned();
    assert!(query.starts_with("shirube="), "{link}");
    let contacted = "document.querySelector('form[id^=copied] button')";
    desk.click("mark as contacted", contacted).await;
    desk.wait(
        "no open case any more",
        "!document.querySelector('li.case') && document.querySelector('h1')",
    )
    .await;

    // The message arrives, and its reader opens the link; the vendor's own domain is this server here.
    let person = Browser::start(brand, 1280, 900).await;
    person
        .open(&format!("{}/?{query}&lang=ja&user=u-mori", kumo.base))
        .await;
    person.click_part("card-go").await;
    walk::from(&person, 1, 2).await;
    await_rows(&kumo, "tutorial.step_completed", 1).await;
    person.close().await;

    let cases = kumo.json("/v1/cases?rule=stuck");
    let case = &cases["rows"][0];
    assert_eq!(
        (&case["state"], &case["outcome"], &case["closed_by"]),
        (&json!("closed"), &json!("helped"), &json!("auto:completed")),
        "{case}"
    );
    let touch = kumo.json("/v1/reports/touch");
    let helped: i64 = touch["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|r| r["helped"].as_i64())
        .sum();
    assert_eq!(helped, 1, "{touch}");
    let alert = &kumo.json("/v1/reports/alerts?rule=stuck")["rows"][0];
    assert_eq!(alert["state"], "closed", "{alert}");
    desk.open(&format!("{}/dashboard/ja/today", kumo.base))
        .await;
    let solved = "document.querySelector('section.done li')?.innerText";
    let solved = desk.wait("what was solved", solved).await.to_string();
    assert!(
        solved.contains("あおば商事") && solved.contains("自動で閉じました"),
        "{solved}"
    );
    desk.close().await;
}
