//! Whatever is sent as a batch gets a signed answer that says what is wrong, and nothing of it is stored.

mod desk;

use std::io::Write as _;

use axum::body::Body;
use axum::http::Request;
use desk::{Answer, Desk, batch, event, id, statuses};
use serde_json::{Value, json};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).expect("packs");
    packer.finish().expect("packs")
}

async fn post(desk: &Desk, encoding: &str, body: Vec<u8>) -> Answer {
    let mut request = Request::post("/v1/events").header("content-type", "text/plain");
    if !encoding.is_empty() {
        request = request.header("content-encoding", encoding);
    }
    desk.ask(request.body(Body::from(body)).expect("request"))
        .await
}

fn sound(number: u64) -> Vec<u8> {
    batch(&[event(number, "x", json!({}))])
        .to_string()
        .into_bytes()
}

#[tokio::test]
async fn what_is_no_batch_is_a_problem_by_name() {
    let desk = Desk::new();
    let html = b"<!doctype html><html><body>Sign in to the guest network</body></html>";
    let with = |v: &str| {
        let text = String::from_utf8(sound(1)).expect("text");
        text.replacen("\"v\":1", &format!("\"v\":{v}"), 1)
            .into_bytes()
    };
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 256 * 1024, "small on the wire");
    let mut cut = gzip(&sound(1));
    cut.truncate(cut.len() - 12);
    let twice_the_key = b"{\"v\":1,\"v\":1,\"key\":\"pk_kumo\",\"events\":[]}".to_vec();
    let cases: Vec<(&str, &str, Vec<u8>, u16, &str)> = vec![
        ("HTML", "", html.to_vec(), 400, "bad_batch"),
        (
            "bytes",
            "",
            (0..=255).cycle().take(9_000).collect(),
            400,
            "bad_batch",
        ),
        (
            "invalid UTF-8 in a text",
            "",
            [&b"{\"v\":1,\"key\":\""[..], &[0xc3, 0x28], b"\"}"].concat(),
            400,
            "bad_batch",
        ),
        (
            "UTF-16",
            "",
            "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            400,
            "bad_batch",
        ),
        ("NaN", "", b"{\"v\":NaN}".to_vec(), 400, "bad_batch"),
        ("a key twice", "", twice_the_key, 400, "bad_batch"),
        (
            "a list that looks like one",
            "",
            b"[1,\"pk_kumo\",0,[]]".to_vec(),
            400,
            "bad_batch",
        ),
        (
            "form data",
            "",
            b"v=1&key=pk_kumo".to_vec(),
            400,
            "bad_batch",
        ),
        (
            "an open bracket",
            "",
            b"{\"v\":1,\"events\":[".to_vec(),
            400,
            "bad_batch",
        ),
        (
            "no v",
            "",
            b"{\"key\":\"pk_kumo\",\"events\":[]}".to_vec(),
            400,
            "bad_batch",
        ),
        ("a later v", "", with("2"), 503, "unknown_version"),
        (
            "v of another kind",
            "",
            with("\"1.1\""),
            503,
            "unknown_version",
        ),
        ("v of nothing", "", with("0"), 503, "unknown_version"),
        ("too much", "", vec![b' '; 256 * 1024 + 1], 413, "too_large"),
        ("a bomb", "gzip", bomb, 413, "too_large"),
        ("plain called gzip", "gzip", sound(1), 400, "bad_gzip"),
        ("gzip cut off", "gzip", cut, 400, "bad_gzip"),
        (
            "gzip of garbage",
            "gzip",
            gzip(&[0xff; 100]),
            400,
            "bad_batch",
        ),
        ("brotli", "br", sound(1), 415, "unknown_encoding"),
        (
            "gzip twice",
            "gzip, gzip",
            gzip(&gzip(&sound(1))),
            415,
            "unknown_encoding",
        ),
    ];
    for (what, encoding, body, status, code) in cases {
        let answer = post(&desk, encoding, body).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
        assert_eq!(answer.json()["title"], code, "{what}");
        desk::signed(&answer);
        let again = answer.headers.get("retry-after");
        assert_eq!(again.is_some(), status == 503, "{what}");
    }
    assert_eq!(desk.stored().await, 0);
}

#[tokio::test]
async fn a_stated_length_is_refused_before_anything_is_read() {
    let desk = Desk::new();
    // A body that never comes: the answer must not wait for it.
    let never = tokio_stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = Request::post("/v1/events")
        .header("content-length", "1000000000")
        .body(Body::from_stream(never));
    let answer = desk.ask(request.expect("request")).await;
    assert_eq!(answer.status, 413);
    desk::signed(&answer);
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_is_given_ten_seconds() {
    let desk = Desk::new();
    let never = tokio_stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let start = tokio::time::Instant::now();
    let request = Request::post("/v1/events").body(Body::from_stream(never));
    let answer = desk.ask(request.expect("request")).await;
    assert_eq!(answer.status, 408, "{}", answer.body);
    // By the test's own clock, which jumps to the next deadline.
    assert_eq!(start.elapsed().as_secs(), 10);
    desk::signed(&answer);
}

#[tokio::test]
async fn packed_and_plain_are_the_same_events() {
    let desk = Desk::new();
    let one = sound(1);
    let packed = post(&desk, "gzip", gzip(&one)).await;
    assert_eq!(statuses(&packed), ["accepted"]);
    assert_eq!(statuses(&post(&desk, "", one).await), ["duplicate"]);
    // Larger than the wire allows, once unpacked.
    let text = "x".repeat(8000);
    let many: Vec<Value> = (10..60)
        .map(|n| event(n, "x", json!({"data": {"t": text}})))
        .collect();
    let large = batch(&many).to_string().into_bytes();
    assert!(large.len() > 256 * 1024);
    assert_eq!(post(&desk, "", large.clone()).await.status, 413);
    let answer = post(&desk, "gzip", gzip(&large)).await;
    assert_eq!(statuses(&answer), vec!["accepted"; 50]);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_costs_only_itself() {
    let desk = Desk::new();
    let good = |n: u64| event(n, "x", json!({})).to_string();
    let with = |n: u64, data: &str| {
        let text = event(n, "x", json!({"data": {"t": "HERE"}})).to_string();
        text.replace("\"HERE\"", data)
    };
    let send = async |events: &[String]| {
        let body = format!(
            "{{\"v\":1,\"key\":\"pk_kumo\",\"sent\":{},\"events\":[{}]}}",
            desk::now(),
            events.join(",")
        );
        let answer = desk.post(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer
    };
    // A number that no machine holds: valid JSON, but no event.
    let answer = send(&[good(1), with(2, "1e999"), good(3)]).await;
    assert_eq!(statuses(&answer), ["accepted", "rejected", "accepted"]);
    assert_eq!(answer.json()["results"][1]["id"], id(2));
    // Half a character, which pages really send when they cut a text: kept, with the half replaced.
    let half = with(4, "\"cut \\ud83d\"");
    assert_eq!(
        statuses(&send(std::slice::from_ref(&half)).await),
        ["accepted"]
    );
    assert_eq!(statuses(&send(&[half]).await), ["duplicate"]);
    let lines = desk.get("/v1/export/jsonl").await.body;
    let kept: Value = lines
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).expect("JSON"))
        .find(|e| e["id"] == id(4))
        .expect("kept");
    assert_eq!(kept["data"]["t"], "cut \u{fffd}");
}
