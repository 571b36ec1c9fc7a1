//! Letters and webhooks on their way out: queued in the transaction of what they tell, sent by the clock, tried again with
//! growing pauses for about a day. SMTP by `lettre`; webhooks signed in the way of Standard Webhooks.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Message, SmtpTransport, Transport as _};
use ring::hmac;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::reach;
use crate::record;
use crate::routes::{State, now};

/// Pauses before the next try, in minutes; after the last one it is given up.
const PAUSES_MIN: [i64; 7] = [1, 5, 15, 60, 180, 480, 720];
/// Taken from the queue at once.
const PART: usize = 20;

/// A message to somebody.
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) name: Option<String>,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) html: Option<String>,
}

/// Where letters are handed in, and from whom they come.
#[derive(Clone)]
pub(crate) struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Mailer {
    /// From an address such as `smtps://user:password@mail.example` and a sender.
    pub(crate) fn new(url: &str, from: &str) -> Result<Self, String> {
        let transport = SmtpTransport::from_url(url).map_err(|e| e.to_string())?;
        let from = from
            .parse()
            .map_err(|_| format!("{from} is no mail address"))?;
        Ok(Mailer {
            transport: transport
                .timeout(Some(std::time::Duration::from_secs(20)))
                .build(),
            from,
        })
    }

    fn send(&self, letter: &Value) -> Result<(), String> {
        let text = |key: &str| letter[key].as_str().unwrap_or_default().to_owned();
        let address = text("to")
            .parse()
            .map_err(|_| "the address is no mail address".to_owned())?;
        let to = Mailbox::new(letter["name"].as_str().map(str::to_owned), address);
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(text("subject"));
        let message = match letter["html"].as_str() {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(
                text("body"),
                html.to_owned(),
            )),
            None => builder.singlepart(
                SinglePart::builder()
                    .header(ContentType::TEXT_PLAIN)
                    .body(text("body")),
            ),
        };
        let message = message.map_err(|e| e.to_string())?;
        self.transport
            .send(&message)
            .map(|_| ())
            .map_err(|e| e.to_string())
    }
}

fn enqueue(
    db: &Connection,
    tenant: &str,
    way: &str,
    about: &str,
    body: &Value,
    at: i64,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO posting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 0, 'waiting', NULL)",
    )?
    .execute(params![
        record::token() + &record::token(),
        tenant,
        way,
        about,
        body.to_string(),
        at
    ])?;
    Ok(())
}

/// Queues a letter about a case.
pub(crate) fn queue(
    db: &Connection,
    tenant: &str,
    about: &str,
    letter: &Letter,
    at: i64,
) -> rusqlite::Result<()> {
    let body = json!({"to": letter.to, "name": letter.name, "subject": letter.subject, "body": letter.body, "html": letter.html});
    enqueue(db, tenant, "mail", about, &body, at)
}

/// Queues what happened for the tenant's webhook, if it has one.
pub(crate) fn announce(
    db: &Connection,
    tenant: &str,
    kind: &str,
    data: &Value,
    at: i64,
) -> rusqlite::Result<()> {
    if webhook(db, tenant)?.is_some() {
        let about = data["id"].as_str().unwrap_or_default();
        enqueue(
            db,
            tenant,
            "webhook",
            about,
            &json!({"type": kind, "timestamp": at, "data": data}),
            at,
        )?;
    }
    Ok(())
}

fn setting(tenant: &str) -> String {
    format!("webhook {tenant}")
}

/// The tenant's webhook: address and secret.
pub(crate) fn webhook(db: &Connection, tenant: &str) -> rusqlite::Result<Option<(String, String)>> {
    let read: rusqlite::Result<String> = db.query_row(
        "SELECT value FROM setting WHERE name = ?1",
        [setting(tenant)],
        |r| r.get(0),
    );
    let told: Option<Value> = read.ok().and_then(|t| serde_json::from_str(&t).ok());
    Ok(told.and_then(|t| {
        Some((
            t["url"].as_str()?.to_owned(),
            t["secret"].as_str()?.to_owned(),
        ))
    }))
}

/// Sets or, without an address, takes away the tenant's webhook.
pub(crate) fn set_webhook(
    db: &Connection,
    tenant: &str,
    told: Option<(&str, &str)>,
) -> rusqlite::Result<()> {
    match told {
        Some((url, secret)) => db.execute(
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            params![
                setting(tenant),
                json!({"url": url, "secret": secret}).to_string()
            ],
        )?,
        None => db.execute("DELETE FROM setting WHERE name = ?1", [setting(tenant)])?,
    };
    Ok(())
}

/// The headers that prove a webhook ours: id, time, and HMAC-SHA256 over id.time.body.
pub(crate) fn signed(secret: &str, id: &str, at_s: i64, body: &str) -> [(&'static str, String); 3] {
    let key = STANDARD
        .decode(secret.trim_start_matches("whsec_"))
        .unwrap_or_else(|_| secret.as_bytes().to_vec());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{at_s}.{body}").as_bytes());
    [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", at_s.to_string()),
        (
            "webhook-signature",
            format!("v1,{}", STANDARD.encode(tag.as_ref())),
        ),
    ]
}

struct Due {
    id: String,
    tenant: String,
    way: String,
    body: String,
    tries: i64,
}

/// Sends what is due; whoever does not answer is tried again later.
pub(crate) async fn drain(state: &Arc<State>) {
    loop {
        let at = now();
        let read = crate::reports::read(state, move |db| {
            let mut statement = db.prepare_cached(
                "SELECT id, tenant, way, body, tries FROM posting WHERE state = 'waiting' AND next_ms <= ?1 ORDER BY next_ms LIMIT ?2",
            )?;
            let rows = statement.query_map(params![at, PART as i64], |r| {
                Ok(Due {
                    id: r.get(0)?,
                    tenant: r.get(1)?,
                    way: r.get(2)?,
                    body: r.get(3)?,
                    tries: r.get(4)?,
                })
            })?;
            let due = rows.collect::<rusqlite::Result<Vec<Due>>>()?;
            let hooks = due
                .iter()
                .map(|d| webhook(db, &d.tenant))
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(due.into_iter().zip(hooks).collect::<Vec<_>>())
        });
        let due = read.await.unwrap_or_default();
        let whole = due.len() == PART;
        for (one, hook) in due {
            let (mailer, inside) = (state.mail.clone(), state.inside);
            let (id, tries) = (one.id.clone(), one.tries);
            let sent =
                tokio::task::spawn_blocking(move || send(&one, mailer.as_ref(), hook, inside))
                    .await;
            let trouble = sent
                .unwrap_or_else(|_| Err("the attempt broke off".to_owned()))
                .err();
            if trouble.is_some() {
                state.count("posting_failed", 1);
            }
            let kept = state
                .store
                .change(move |db| tried(db, &id, tries, trouble.as_deref(), now()));
            if kept.await.is_err() {
                return;
            }
        }
        if !whole {
            return;
        }
    }
}

fn send(
    due: &Due,
    mailer: Option<&Mailer>,
    hook: Option<(String, String)>,
    inside: bool,
) -> Result<(), String> {
    if due.way == "mail" {
        let mailer = mailer.ok_or("this collector has no mail server: serve --smtp")?;
        return mailer.send(&serde_json::from_str(&due.body).unwrap_or(Value::Null));
    }
    let (url, secret) = hook.ok_or("the webhook was taken away")?;
    let mut request = reach::agent(inside)
        .post(&url)
        .header("content-type", "application/json");
    for (name, value) in signed(&secret, &due.id, now() / 1000, &due.body) {
        request = request.header(name, value);
    }
    let answer = request
        .send(due.body.as_bytes())
        .map_err(|e| e.to_string())?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(format!("it answered {}", answer.status()))
    }
}

fn tried(
    db: &Connection,
    id: &str,
    tries: i64,
    trouble: Option<&str>,
    at: i64,
) -> rusqlite::Result<()> {
    let pause = usize::try_from(tries).ok().and_then(|n| PAUSES_MIN.get(n));
    let (state, next) = match (trouble, pause) {
        (None, _) => ("sent", at),
        (Some(_), Some(minutes)) => ("waiting", at + minutes * 60_000),
        (Some(_), None) => ("given_up", at),
    };
    db.prepare_cached("UPDATE posting SET state = ?2, tries = tries + 1, next_ms = ?3, trouble = ?4 WHERE id = ?1")?
        .execute(params![id, state, next, trouble])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_signed_as_the_standard_says() {
        // The example of the Standard Webhooks specification.
        let headers = signed(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(
            headers[2].1,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
