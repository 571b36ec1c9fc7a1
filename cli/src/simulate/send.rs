//! Fills a collector by its own entrance: the release, what a vendor's server tells, and the events as an import.

use serde_json::{Value, json};

use super::Simulated;

const PART_BYTES: usize = 3 * 1024 * 1024;
/// How long a server may take to begin, and how often it is asked meanwhile.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
const AGAIN: std::time::Duration = std::time::Duration::from_millis(300);

/// Asks, and reads the answer as JSON.
pub(super) fn ask(method: &str, url: &str, key: &str, body: &str) -> Result<Value, String> {
    let request = match method {
        "GET" => {
            let sent = ureq::get(url)
                .config()
                .http_status_as_error(false)
                .build()
                .header("authorization", &format!("Bearer {key}"))
                .call();
            return answer(url, sent);
        }
        "PUT" => ureq::put(url),
        _ => ureq::post(url),
    };
    let sent = request
        .config()
        .http_status_as_error(false)
        .build()
        .header("authorization", &format!("Bearer {key}"))
        .content_type("application/json")
        .send(body);
    answer(url, sent)
}

fn answer(
    url: &str,
    sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<Value, String> {
    let mut answer = sent.map_err(|e| format!("{url}: {e}"))?;
    let text = answer
        .body_mut()
        .with_config()
        .limit(256 << 20)
        .read_to_string()
        .map_err(|e| format!("{url}: {e}"))?;
    let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if !answer.status().is_success() {
        return Err(format!(
            "{url}: {}: {}",
            answer.status(),
            body["detail"].as_str().unwrap_or(&text)
        ));
    }
    Ok(body)
}

/// Everything, in the order in which it would have come; rules are evaluated for each day once all is there.
pub(super) fn all(
    to: &str,
    key: &str,
    simulated: &Simulated,
    publishes: bool,
) -> Result<(), String> {
    let base = to.trim_end_matches('/');
    if publishes {
        let release = simulated.manifest["release"].as_i64().unwrap_or(1);
        ask(
            "PUT",
            &format!("{base}/v1/releases/{release}"),
            key,
            &simulated.manifest.to_string(),
        )?;
    }
    for (what, list) in [
        ("accounts", &simulated.accounts),
        ("users", &simulated.users),
        ("tickets", &simulated.tickets),
    ] {
        for part in list.chunks(5_000) {
            let told = ask(
                "PUT",
                &format!("{base}/v1/{what}"),
                key,
                &json!(part).to_string(),
            )?;
            refused(&told, what)?;
        }
    }
    let mut part = String::new();
    let mut left = simulated.events.len();
    for event in &simulated.events {
        part.push_str(&event.to_string());
        part.push('\n');
        left -= 1;
        if part.len() > PART_BYTES || left == 0 {
            let detect = if left == 0 { "?detect=true" } else { "" };
            refused(
                &ask("POST", &format!("{base}/v1/import{detect}"), key, &part)?,
                "events",
            )?;
            part.clear();
        }
    }
    ask(
        "POST",
        &format!("{base}/v1/models"),
        key,
        &json!({"at": simulated.end}).to_string(),
    )?;
    Ok(())
}

/// An answer as it came.
pub(super) fn text(url: &str, key: &str) -> Result<String, String> {
    let sent = ureq::get(url)
        .header("authorization", &format!("Bearer {key}"))
        .call();
    let mut answer = sent.map_err(|e| format!("{url}: {e}"))?;
    let body = answer.body_mut().with_config().limit(256 << 20);
    body.read_to_string().map_err(|e| format!("{url}: {e}"))
}

fn refused(told: &Value, what: &str) -> Result<(), String> {
    let wrong = told["results"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|r| matches!(r["status"].as_str(), Some("rejected" | "conflict")));
    wrong.map_or(Ok(()), |r| Err(format!("{what}: {r}")))
}

/// A published file's text, waited for while its server starts.
#[expect(
    clippy::disallowed_methods,
    reason = "a server that is not there yet tells nobody when it is"
)]
pub(super) fn published(url: &str) -> Result<String, String> {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        match ureq::get(url).call() {
            Ok(mut answer) => {
                let body = answer.body_mut().with_config().limit(64 << 20);
                return body.read_to_string().map_err(|e| format!("{url}: {e}"));
            }
            Err(error) if std::time::Instant::now() >= until => {
                return Err(format!("{url}: {error}"));
            }
            Err(_) => std::thread::sleep(AGAIN),
        }
    }
}

/// Every row of a report.
pub(super) fn rows(base: &str, key: &str, report: &str) -> Result<Vec<Value>, String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let sign = if report.contains('?') { '&' } else { '?' };
        let page = ask(
            "GET",
            &format!("{base}/v1/reports/{report}{sign}limit=1000&after={after}"),
            key,
            "",
        )?;
        all.extend(page["rows"].as_array().cloned().unwrap_or_default());
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => return Ok(all),
        }
    }
}
