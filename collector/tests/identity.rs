//! Whom a token vouches for: what counts as signed, what is kept apart, and what a page may know of its person.

mod desk;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use collector::{Environment, admin};
use desk::{Answer, Desk, batch, event, id, now, statuses};
use ring::hmac;
use serde_json::{Value, json};

/// A desk whose tenant `kumo` signs its users, and the key it does it with.
struct Signed {
    desk: Desk,
    kid: String,
    secret: Vec<u8>,
}

impl Signed {
    fn new() -> Self {
        let mut desk = Desk::new();
        for tenant in ["kumo", "other"] {
            admin::add_tenant(&desk.folder, tenant).expect("made");
        }
        let key =
            admin::add_identity_key(&desk.folder, "kumo", Environment::Live, None).expect("made");
        desk.restart();
        Signed {
            desk,
            kid: key.id,
            secret: STANDARD
                .decode(key.secret.expect("a secret"))
                .expect("base64"),
        }
    }

    fn token(&self, more: &Value) -> String {
        let seconds = now() / 1000;
        let mut claims = json!({"tenant": "kumo", "sub": "u1", "account": "a1", "iat": seconds, "exp": seconds + 600});
        for (key, value) in more.as_object().expect("claims") {
            claims[key] = value.clone();
        }
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!(
            "{}.{}",
            part(json!({"alg": "HS256", "kid": self.kid})),
            part(claims)
        );
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret);
        let mark = URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()));
        format!("{text}.{mark}")
    }

    async fn send(&self, token: Option<&str>, events: &[Value]) -> Vec<String> {
        let mut batch = batch(events);
        if let Some(token) = token {
            batch["token"] = json!(token);
        }
        statuses(&self.desk.post(batch.to_string()).await)
    }

    /// (events that reports count, events kept apart)
    async fn counted(&self) -> (i64, i64) {
        let count = async |path: &str| self.desk.get(path).await.json();
        let counted = count("/v1/reports/overview").await["rows"][0]["events"].as_i64();
        let apart = count("/v1/reports/delivery").await["total"]["unsigned"].as_i64();
        (counted.expect("events"), apart.expect("unsigned"))
    }

    async fn me(&self, token: &str) -> Answer {
        let request = Request::get("/v1/me").header("authorization", format!("Bearer {token}"));
        self.desk
            .ask(request.body(Body::empty()).expect("request"))
            .await
    }
}

#[tokio::test]
async fn what_a_token_binds_counts_before_and_after() {
    let s = Signed::new();
    let of = |n: u64, more: Value| event(n, "x", more);
    // Nobody vouches: kept, acknowledged, and apart; nameless events are nobody's to forge.
    assert_eq!(
        s.send(None, &[of(1, json!({})), of(2, json!({"user": null}))])
            .await,
        ["accepted"; 2]
    );
    assert_eq!(s.counted().await, (1, 1));
    // The token comes, and what the same session sent before is the same person's.
    let token = s.token(&json!({}));
    assert_eq!(
        s.send(Some(&token), &[of(3, json!({}))]).await,
        ["accepted"]
    );
    assert_eq!(s.counted().await, (3, 0));
    // Queued events of that binding need no token any more.
    assert_eq!(s.send(None, &[of(4, json!({}))]).await, ["accepted"]);
    assert_eq!(s.counted().await, (4, 0));
    // Another session, another user, another account are not bound by it.
    let strangers = [
        of(5, json!({"session": id(77)})),
        of(6, json!({"user": "u2"})),
        of(7, json!({"account": "a2"})),
    ];
    assert_eq!(s.send(None, &strangers).await, ["accepted"; 3]);
    assert_eq!(s.counted().await, (4, 3));
    // A batch of somebody else under this token binds nothing.
    assert_eq!(
        s.send(
            Some(&token),
            &[of(8, json!({"user": "u9", "session": id(78)}))]
        )
        .await,
        ["accepted"]
    );
    assert_eq!(s.counted().await, (4, 4));
    // The whole log is there, apart or not.
    assert_eq!(s.desk.stored().await, 8);
}

#[tokio::test]
async fn a_wrong_token_loses_nothing_and_vouches_for_nobody() {
    let s = Signed::new();
    let seconds = now() / 1000;
    let good = s.token(&json!({}));
    let wrong = [
        s.token(&json!({"iat": seconds - 700, "exp": seconds - 100})),
        s.token(&json!({"tenant": "other"})),
        s.token(&json!({"exp": seconds + 100_000})),
        format!("{}x", good),
        "none".to_owned(),
        String::new(),
    ];
    for (n, token) in wrong.iter().enumerate() {
        let n = n as u64;
        assert_eq!(
            s.send(Some(token), &[event(n, "x", json!({}))]).await,
            ["accepted"],
            "{token}"
        );
        assert_eq!(s.counted().await, (0, n as i64 + 1), "{token}");
        assert_eq!(s.me(token).await.status, 401, "{token}");
    }
    // The token of one tenant is nothing to another's key.
    let mut theirs = batch(&[event(50, "x", json!({}))]);
    theirs["key"] = json!("pk_other");
    theirs["token"] = json!(good);
    assert_eq!(
        statuses(&s.desk.post(theirs.to_string()).await),
        ["accepted"]
    );
    assert_eq!(s.counted().await, (0, wrong.len() as i64));
    let metrics = s.desk.get("/metrics").await.body;
    let refused = format!("status=\"token_refused\"}} {}", wrong.len() + 1);
    assert!(metrics.contains(&refused), "{metrics}");
}

#[tokio::test]
async fn without_a_key_for_tokens_everything_counts() {
    let desk = Desk::new();
    desk.send(&[event(1, "x", json!({}))]).await;
    assert_eq!(desk.rows("/v1/reports/overview").await[0]["events"], 1);
}

#[tokio::test]
async fn me_tells_a_person_of_themselves_and_of_nobody_else() {
    let s = Signed::new();
    let manifest = json!({
        "release": 1, "timezone": "Asia/Tokyo",
        "topics": [{"id": "t", "task": {"event": "made"}}],
        "segments": [
            {"id": "rich", "when": {"account": "mrr", "gt": 500}},
            {"id": "poor", "when": {"account": "mrr", "lt": 500}},
            {"id": "makers", "when": {"all": [{"event": "made", "at_least": 2}, {"trait": "role", "is": "admin"}]}},
            {"id": "here", "when": {"page": "/x"}},
        ],
        "touch": [{"when": {"account": "mrr", "gt": 5000}, "then": "high"}, {"when": {"account": "mrr", "gt": 100}, "then": "low"}, {"then": "tech"}],
        "contact": {"name": "{account.owner.name|}", "booking": "{account.owner.booking|}", "greeting": "{user.name|お客}さま", "leak": "{account.mrr|}", "reply_within": "2h"},
        "tutorials": [{"id": "g", "version": 3, "topics": ["t"], "steps": [{"id": "s"}, {"id": "r"}]}],
    });
    s.desk.publish(1, &manifest).await;
    let accounts = json!([
        {"id": "a1", "name": "青葉商事", "plan": "business", "mrr": {"amount": 900.25, "currency": "JPY"}, "renewal": {"on": "2027-01-31", "status": "active"},
         "owner": {"name": "白石", "mail": "s@kumo.example", "booking": null}, "contacts": [{"user": "u2", "name": "secret-contact"}]},
        {"id": "a2", "name": "others"},
    ]);
    let users = json!([{"id": "u1", "account": "a1", "name": "久我", "role": "admin"}, {"id": "u2", "name": "secret-user"}]);
    assert_eq!(
        s.desk
            .call("PUT", "/v1/accounts", accounts.to_string())
            .await
            .status,
        200
    );
    assert_eq!(
        s.desk
            .call("PUT", "/v1/users", users.to_string())
            .await
            .status,
        200
    );
    let token = s.token(&json!({}));
    let about = |n: u64, name: &str, more: Value| {
        let mut event = event(n, name, json!({"content": "g", "version": 3}));
        for (key, value) in more.as_object().expect("fields") {
            event[key] = value.clone();
        }
        event
    };
    let events = [
        about(1, "tutorial.started", json!({})),
        about(2, "tutorial.step_shown", json!({"step": "s"})),
        about(3, "tutorial.step_shown", json!({"step": "r"})),
        about(
            4,
            "checklist.item_completed",
            json!({"content": "c", "data": {"item": "first"}}),
        ),
        about(5, "host.made", json!({"content": null})),
        about(6, "host.made", json!({"content": null})),
        about(
            7,
            "inquiry.submitted",
            json!({"content": null, "data": {"category": "numbering", "text": "where?"}}),
        ),
        about(
            8,
            "inquiry.submitted",
            json!({"content": null, "data": {"category": "numbering", "number": "Q-1", "text": "when?"}}),
        ),
        about(
            9,
            "announcement.dismissed",
            json!({"content": "n", "data": {"reason": "completed"}}),
        ),
        about(
            10,
            "announcement.dismissed",
            json!({"content": "m", "data": {"reason": "dismissed"}}),
        ),
        about(
            11,
            "survey.answered",
            json!({"content": "v", "data": {"question": "q", "kind": "nps", "score": 9}}),
        ),
    ];
    assert_eq!(s.send(Some(&token), &events).await, ["accepted"; 11]);
    let tickets = json!([
        {"id": id(7), "user": "u1", "category": "numbering", "opened": now(), "first_answer": now()},
        {"id": "Q-1", "user": "u1", "opened": now(), "resolved": now(), "answer": "保存すると決まります。"}]);
    for (user, account) in [
        (json!("u1"), "a1"),
        (json!(null), "a1"),
        (json!("u2"), "a1"),
        (json!(null), "a2"),
    ] {
        let case = json!({"account": account, "user": user, "reason": {"ja": "-", "en": "-"}});
        let made = s.desk.call("POST", "/v1/cases", case.to_string()).await;
        assert!(made.status.is_success(), "{}", made.body);
    }
    assert_eq!(
        s.desk
            .call("PUT", "/v1/tickets", tickets.to_string())
            .await
            .status,
        200
    );
    let answer = s.me(&token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    desk::signed(&answer);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let me = answer.json();
    assert_eq!(me["segments"], json!(["rich", "makers"]));
    assert_eq!(me["touch"], "low");
    assert_eq!(
        me["contact"],
        json!({"name": "白石", "greeting": "久我さま", "reply_within": "2h"})
    );
    assert_eq!(
        me["facts"]["account"],
        json!({"id": "a1", "name": "青葉商事", "plan": "business"})
    );
    assert_eq!(me["facts"]["user"]["name"], "久我");
    assert_eq!(me["facts"]["events"]["made"]["count"], 2);
    assert_eq!(me["facts"]["comprehension"][0]["topic"], "t");
    let item = |id: &str| {
        let items = me["progress"]["items"].as_array().expect("items");
        items.iter().find(|i| i["id"] == id).expect(id).clone()
    };
    let guide = item("g");
    assert_eq!(
        (&guide["version"], &guide["shown"], &guide["step"]),
        (&json!(3), &json!(1), &json!("r"))
    );
    assert_eq!(guide["completed_at"], Value::Null);
    assert_eq!(item("c")["tasks"], json!(["first"]));
    let asked = |number: Value| {
        let all = me["inquiries"].as_array().expect("inquiries");
        let one = all.iter().find(|i| i["number"] == number);
        let one = one.expect("an inquiry");
        (one["state"].clone(), one["answer"].clone())
    };
    assert_eq!(asked(json!(null)), (json!("answered"), json!(null)));
    let answer_of = json!("保存すると決まります。");
    assert_eq!(asked(json!("Q-1")), (json!("resolved"), answer_of));
    assert!(item("n")["dismissed_at"].is_null() && item("n")["completed_at"].is_i64());
    assert!(item("m")["completed_at"].is_null() && item("m")["dismissed_at"].is_i64());
    assert!(item("v")["completed_at"].is_i64());
    // Their own and their account's; nothing of what a case says.
    assert_eq!(
        me["cases"].as_array().map(Vec::len),
        Some(2),
        "{}",
        me["cases"]
    );
    // Too little was seen to be told.
    assert_eq!(me["facts"]["motivation"], json!(null));
    for never in ["900.25", "mrr", "2027-01-31", "secret-", "others", "s@kumo"] {
        assert!(!answer.body.contains(never), "{never}: {}", answer.body);
    }
    // Somebody of whom nothing is known.
    let stranger = s
        .me(&s.token(&json!({"sub": "u-new", "account": null})))
        .await
        .json();
    assert_eq!(
        (
            &stranger["progress"]["items"],
            &stranger["segments"],
            &stranger["touch"]
        ),
        (&json!([]), &json!([]), &json!("tech"))
    );
}
