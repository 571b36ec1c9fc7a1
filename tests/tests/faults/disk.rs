//! Rows 21 and 22: the collector cannot write, for want of room or because somebody else holds the database. It says so,
//! acknowledges nothing, and what browsers kept arrives once it can.

use std::ops::Range;
use std::time::{Duration, Instant};

use tests::browser::Browser;
use tests::driver::Brand;

use crate::scene::{Scene, Tally};

/// Waits until the collector has turned down so many posts.
async fn turned_down(scene: &Scene, more: usize) {
    let refused = || scene.wire.answered().iter().filter(|s| **s == 503).count();
    let (before, deadline) = (refused(), Instant::now() + Duration::from_secs(60));
    while refused() < before + more {
        assert!(
            Instant::now() < deadline,
            "it answers {:?}",
            scene.wire.answered()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn is_sound(scene: &Scene) {
    let db = scene.kumo.database();
    let said: String = db
        .query_row("PRAGMA integrity_check", [], |r| r.get(0))
        .expect("an answer");
    assert_eq!(said, "ok");
}

/// Row 21: no write has room any more; then there is room again.
pub(crate) async fn full(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(21, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    for run in runs {
        let before = scene.held().len();
        scene.kumo.full_disk(true);
        scene.act(&browser, 30).await;
        turned_down(&scene, 1 + run % 3).await;
        scene.kumo.full_disk(false);
        assert_eq!(scene.held().len(), before, "nothing was taken");
        scene.agree(&format!("full disk {run}")).await;
    }
    is_sound(&scene);
    let tally = scene.agree("full disk").await;
    browser.close().await;
    tally
}

/// Row 22: another process holds the database for as long as it takes to turn posts down.
pub(crate) async fn held(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(22, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    for run in runs {
        let db = scene.kumo.database();
        db.execute_batch("BEGIN IMMEDIATE").expect("held");
        scene.act(&browser, 30).await;
        turned_down(&scene, 1 + run % 2).await;
        db.execute_batch("ROLLBACK").expect("let go");
        scene.agree(&format!("held {run}")).await;
    }
    is_sound(&scene);
    let tally = scene.agree("held").await;
    browser.close().await;
    tally
}
