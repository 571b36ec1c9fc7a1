//! What an open step costs its host: while the page changes without end, while nothing moves, over many lives.

use serde_json::{Value, json};
use tests::driver::Brand;

use crate::stage::Stage;

/// Ten thousand changes with an open step and without one, in turn, round by round: how long every one took, in ms.
const CHURN: &str = "(async () => { const times = {with: [], without: []}; \
    const start = async () => { await window.shirube.start('tour', {step: 'one', force: true}); \
        for (let n = 0; n < 12; n += 1) await new Promise(requestAnimationFrame); }; \
    const stop = async () => { window.shirube.stop(); for (let n = 0; n < 12; n += 1) await new Promise(requestAnimationFrame); }; \
    for (let n = 0; n < 3; n += 1) await window.churn(); \
    for (let round = 0; round < ROUNDS; round += 1) { \
        await start(); if (!part('card')) return []; for (let n = 0; n < EACH; n += 1) times.with.push(await window.churn()); \
        await stop(); for (let n = 0; n < EACH; n += 1) times.without.push(await window.churn()); } \
    return [times.with, times.without]; })()";

/// How often in a round: one alone takes a few ms, and the clock tells tenths.
const EACH: usize = 12;

/// At most so much more, as a share.
const MOST: f64 = 0.05;

pub(crate) async fn ten_thousand_changes_cost_an_open_step_nothing(brand: Brand) {
    let stage = Stage::open(brand, "churn").await;
    let churn = CHURN.replace("ROUNDS", "20");
    let churn = churn.replace("EACH", &EACH.to_string());
    let found = stage.browser.run(&churn).await;
    let times = |n: usize| -> Vec<f64> {
        let all = found[n].as_array().into_iter().flatten();
        all.map(|ms| ms.as_f64().unwrap_or(f64::NAN)).collect()
    };
    let (with, without) = (times(0), times(1));
    // What else the machine does only ever adds, and comes and goes slowly: the quietest samples of all say what the work
    // itself takes, and so do those of one round beside each other.
    let quietest = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let rounds = with.chunks(EACH).zip(without.chunks(EACH));
    let mut ratios: Vec<f64> = rounds.map(|(a, b)| quietest(a) / quietest(b)).collect();
    ratios.sort_by(f64::total_cmp);
    let beside = ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN);
    let least = beside.min(quietest(&with) / quietest(&without));
    println!(
        "{brand}: 10,000 changes with an open step over without one: {least:.3} (rounds {ratios:.2?})"
    );
    assert!(
        least <= 1.0 + MOST,
        "{brand}: ×{least:.3} of rounds {ratios:.2?}"
    );
    stage.browser.close().await;
}

pub(crate) async fn nothing_is_asked_for_while_nothing_moves(brand: Brand) {
    let stage = Stage::open(brand, "counted").await;
    let browser = &stage.browser;
    stage.start("tour", "one").await;
    let rest = "(async () => { const frames = async (n) => { for (; n > 0; n -= 1) await new Promise(window.frame); }; \
        await frames(20); const before = window.asked(); await frames(120); return window.asked() - before; })()";
    assert_eq!(
        browser.run(rest).await,
        json!(0),
        "frames and timers asked for beside an open step at rest"
    );
    // The page's own work is nothing that moves.
    let work = "(async () => { const before = window.asked(), row = document.createElement('p'), main = document.querySelector('main'); \
        for (let n = 0; n < 60; n += 1) { row.textContent = n; row.className = `r${n}`; (n % 2 ? document.body : main).append(row); \
            if (n === 30) row.style.position = 'fixed'; await new Promise(window.frame); } return window.asked() - before; })()";
    let asked = browser.run(work).await;
    println!("{brand}: frames and timers asked for while the page works on other things: {asked}");
    browser.run("(window.shirube.stop(), 1)").await;
    assert_eq!(browser.run(rest).await, json!(0), "and without one");
    stage.browser.close().await;
}

/// Starts and stops.
const CYCLES: &str = "(async () => { for (let n = 0; n < 100; n += 1) { \
    const { shown } = await window.shirube.start('tour', {force: true}); if (!shown) return n; window.shirube.stop(); window.seen.events.length = 0; \
    if (n % 10 === 0) await new Promise(requestAnimationFrame); } \
    for (let n = 0; n < 12; n += 1) await new Promise(requestAnimationFrame); return true; })()";

/// What Chromium holds after a collection: nodes, listeners and bytes of the heap.
async fn held(stage: &Stage) -> [f64; 3] {
    let cdp = stage.browser.session().cdp();
    for _ in 0..3 {
        let collected = cdp.send_raw("HeapProfiler.collectGarbage", json!({})).await;
        collected.expect("collected");
    }
    let metrics = cdp.send_raw("Performance.getMetrics", json!({})).await;
    let metrics: Value = metrics.expect("metrics");
    ["Nodes", "JSEventListeners", "JSHeapUsedSize"].map(|name| {
        let list = metrics["metrics"].as_array().into_iter().flatten();
        let found = list.clone().find(|m| m["name"] == name);
        found.and_then(|m| m["value"].as_f64()).unwrap_or(f64::NAN)
    })
}

pub(crate) async fn a_thousand_lives_grow_no_heap(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let browser = &stage.browser;
    let cdp = browser.session().cdp();
    let enabled = cdp.send_raw("Performance.enable", json!({})).await;
    enabled.expect("metrics are kept");
    let mut all = Vec::new();
    for hundred in 0..=12 {
        assert_eq!(browser.run(CYCLES).await, json!(true));
        // The first two warm up: code is compiled, buffers grow once.
        if hundred >= 2 {
            all.push(held(&stage).await);
        }
    }
    let (first, last) = (all[0], all[all.len() - 1]);
    println!("{brand}: nodes, listeners, bytes after 300 starts {first:?}, after 1,300 {last:?}");
    assert!(last[0] <= first[0] && last[1] <= first[1], "{all:?}");
    // A leak of 100 bytes a life would be 100 kB; what V8 keeps for its own use wavers by less.
    assert!(last[2] - first[2] < 65_536.0, "{all:?}");
    stage.browser.close().await;
}

pub(crate) async fn a_thousand_lives_grow_no_memory(brand: Brand) {
    let stage = Stage::bare(brand, "plain").await;
    stage.turn_to("memory").await;
    let browser = &stage.browser;
    for _ in 0..2 {
        assert_eq!(browser.run(CYCLES).await, json!(true));
    }
    let before = browser.run("window.wasmBytes()").await;
    for _ in 0..10 {
        assert_eq!(browser.run(CYCLES).await, json!(true));
    }
    let after = browser.run("window.wasmBytes()").await;
    println!("{brand}: bytes of the module's memory {before}, 1,000 starts later {after}");
    assert!(before.as_u64().is_some_and(|n| n > 0), "{before}");
    assert_eq!(before, after, "the module's memory");
    stage.browser.close().await;
}
