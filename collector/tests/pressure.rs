//! A collector that cannot store says so, with when to try again; what it acknowledged is there, what it refused is not.

mod desk;

use std::collections::BTreeMap;
use std::sync::Arc;

use collector::Settings;
use desk::{Answer, Desk, batch, event, id, statuses};
use serde_json::json;

/// Refused the right way: a problem, a time to come back, nothing that reads as an acknowledgement.
fn refused(answer: &Answer) -> u16 {
    let status = answer.status.as_u16();
    assert!(status == 429 || status == 503, "{status}: {}", answer.body);
    let again = answer.headers["retry-after"].to_str().expect("text");
    assert!(again.parse::<u32>().is_ok_and(|s| s >= 1), "{again}");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert!(answer.json().get("results").is_none());
    status
}

#[tokio::test]
async fn a_store_held_by_another_process_acknowledges_nothing() {
    let desk = Arc::new(Desk::new());
    let other = rusqlite::Connection::open(desk.folder.join("collector.sqlite")).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("holds it");
    // More than may wait.
    let posts: Vec<_> = (0..400)
        .map(|n| {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move {
                let one = batch(&[event(n, "x", json!({}))]);
                desk.post(one.to_string()).await
            })
        })
        .collect();
    let mut seen = BTreeMap::new();
    for post in posts {
        let answer = post.await.expect("answered");
        *seen.entry(refused(&answer)).or_insert(0) += 1;
    }
    assert!(seen[&429] > 0 && seen[&503] > 0, "{seen:?}");
    other.execute_batch("ROLLBACK").expect("lets go");
    assert_eq!(desk.stored().await, 0);
    for part in (0..400u64).collect::<Vec<_>>().chunks(100) {
        let events: Vec<_> = part.iter().map(|n| event(*n, "x", json!({}))).collect();
        assert!(desk.send(&events).await.iter().all(|s| s == "accepted"));
    }
    assert_eq!(desk.stored().await, 400);
}

#[tokio::test]
async fn a_full_store_keeps_what_it_acknowledged_and_takes_the_rest_later() {
    let mut desk = Desk::with(Settings {
        most_bytes: Some(512 * 1024),
        ..Settings::default()
    });
    let body =
        |n: u64| batch(&[event(n, "x", json!({"data": {"t": "x".repeat(4000)}}))]).to_string();
    let (mut acknowledged, mut turned_away) = (Vec::new(), Vec::new());
    for n in 0..200 {
        let answer = desk.post(body(n)).await;
        if answer.status == 200 {
            assert_eq!(statuses(&answer), ["accepted"]);
            acknowledged.push(id(n));
        } else {
            assert_eq!(refused(&answer), 503);
            turned_away.push(n);
        }
    }
    assert!(acknowledged.len() > 10 && turned_away.len() > 10);
    assert_eq!(desk.ids().await, acknowledged);
    // It still answers, and says what is the matter.
    assert_eq!(desk.get("/healthz").await.status, 200);
    assert_eq!(desk.get("/v1/reports/overview").await.status, 200);
    let metrics = desk.get("/metrics").await.body;
    let failed = metrics
        .lines()
        .find(|l| l.starts_with("shirube_commits_failed_total"));
    let held = metrics.contains("status=\"503\"");
    assert!(failed.is_some() && held, "{metrics}");
    // Room again.
    desk.settings = Settings::default();
    desk.restart();
    for n in &turned_away {
        assert_eq!(statuses(&desk.post(body(*n)).await), ["accepted"]);
    }
    assert_eq!(desk.stored().await, 200);
}

#[tokio::test]
async fn memory_for_bodies_has_a_bound() {
    let desk = Arc::new(Desk::new());
    // Bodies that never end hold their share; the sum is bounded, and a small one still gets through afterwards.
    let mut held = Vec::new();
    let mut full = false;
    for _ in 0..400 {
        let (send, receive) = tokio::sync::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(1);
        let stream = tokio_stream::wrappers::ReceiverStream::new(receive);
        let request = axum::http::Request::post("/v1/events")
            .body(axum::body::Body::from_stream(stream))
            .expect("request");
        let asked = Arc::clone(&desk);
        let mut task = Box::pin(async move { asked.ask(request).await });
        // One turn: it has taken its share and waits for its body, or it was refused.
        let turn = std::future::poll_fn(|cx| {
            std::task::Poll::Ready(std::future::Future::poll(task.as_mut(), cx))
        });
        match turn.await {
            std::task::Poll::Pending => held.push((send, task)),
            std::task::Poll::Ready(answer) => {
                assert_eq!(refused(&answer), 429);
                full = true;
                break;
            }
        }
    }
    assert!(full, "{} bodies were held at once", held.len());
    assert!(held.len() > 100, "{}", held.len());
    drop(held);
    assert_eq!(desk.send(&[event(1, "x", json!({}))]).await, ["accepted"]);
}
