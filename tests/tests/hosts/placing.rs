//! Where hole and card lie: under every transformation, while anything scrolls or grows, above everything.

use serde_json::{Value, json};
use tests::driver::Brand;

use crate::stage::{Stage, rect, sides};

const CARD_INSIDE: &str = "(() => { const c = part('card').getBoundingClientRect(); \
    return c.left >= 0 && c.top >= 0 && c.right <= innerWidth && c.bottom <= innerHeight; })()";

pub(crate) async fn the_hole_fits_its_target(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    let mut wrong = Vec::new();
    for host in [
        "plain",
        "right-to-left",
        "transformed",
        "nested-scrollers",
        "sticky-header",
    ] {
        stage.turn_to(host).await;
        for (step, target) in [("one", "target"), ("two", "second")] {
            if step == "one" {
                stage.start("tour", step).await;
            } else {
                stage.browser.click_part("card-next").await;
                stage.browser.step(step).await;
            }
            let seen = stage.browser.run(&sides(&rect(target))).await;
            let reach: Vec<f64> = seen
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_f64)
                .collect();
            let even = reach
                .iter()
                .all(|side| (side - reach[0]).abs() <= 1.0 && *side >= -0.5);
            let inside = stage.browser.run(CARD_INSIDE).await == json!(true);
            if !even || !inside {
                wrong.push(format!("{host}, {step}: {reach:?}, card inside: {inside}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    stage.browser.close().await;
}

pub(crate) async fn the_hole_fits_on_a_zoomed_page(brand: Brand) {
    let stage = Stage::open(brand, "zoomed").await;
    stage.start("tour", "one").await;
    stage.fits("zoomed", &rect("target")).await;
    stage.browser.close().await;
}

/// Does something, then measures after the next frame.
fn one_frame_after(act: &str, target: &str) -> String {
    let measured = sides(&rect(target));
    format!(
        "new Promise((done) => {{ {act}; requestAnimationFrame(() => requestAnimationFrame(() => done({measured}))); }})"
    )
}

async fn check_moves(stage: &Stage, act: &str) {
    let before = stage.browser.run(&sides(&rect("target"))).await;
    let after = stage.browser.run(&one_frame_after(act, "target")).await;
    let list = |v: &Value| -> Vec<f64> {
        v.as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
            .collect()
    };
    let (before, after) = (list(&before), list(&after));
    let off = before
        .iter()
        .zip(&after)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    assert!(
        before.len() == 4 && off <= 1.0,
        "{act}: {before:?} became {after:?}"
    );
}

pub(crate) async fn scrolling_any_ancestor_keeps_the_hole(brand: Brand) {
    let stage = Stage::open(brand, "nested-scrollers").await;
    stage.start("tour", "one").await;
    for act in [
        "document.querySelector('.inner').scrollBy(0, 25)",
        "document.querySelector('.inner').scrollBy(-30, 0)",
        "document.querySelector('.outer').scrollBy(0, 20)",
        "document.querySelector('.outer').scrollBy(-15, 0)",
    ] {
        check_moves(&stage, act).await;
    }
    stage.browser.close().await;
}

pub(crate) async fn growing_without_an_event_keeps_the_hole(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    stage.start("tour", "one").await;
    for act in [
        "document.querySelector('[data-testid=target]').style.padding = '17px'",
        "document.querySelector('[data-testid=target]').textContent = 'A longer text than before'",
    ] {
        check_moves(&stage, act).await;
    }
    // Nothing but its place changes: noticed within two frames, and then followed.
    stage
        .browser
        .run("(document.querySelector('main').style.marginBlockStart = '90px', 1)")
        .await;
    let settled = format!(
        "new Promise((done) => {{ let frames = 3; const look = () => frames-- ? requestAnimationFrame(look) : done({}); look(); }})",
        sides(&rect("target"))
    );
    let reach = stage.browser.run(&settled).await;
    let reach: Vec<f64> = reach
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    assert!(
        reach.iter().all(|side| (side - reach[0]).abs() <= 1.0),
        "{reach:?}"
    );
    stage.browser.close().await;
}

pub(crate) async fn no_target_is_parked_under_a_sticky_header(brand: Brand) {
    let stage = Stage::open(brand, "sticky-header").await;
    let seen = "(() => { const e = document.querySelector('[data-testid=target]'), r = e.getBoundingClientRect(); \
        const hit = document.elementsFromPoint(r.left + r.width / 2, r.top + r.height / 2).find((x) => x.localName !== 'shirube-root'); return hit === e; })()";
    for from in ["0", "document.documentElement.scrollHeight"] {
        stage
            .browser
            .run(&format!("(scrollTo(0, {from}), 1)"))
            .await;
        stage.start("tour", "one").await;
        assert_eq!(
            stage.browser.run(seen).await,
            json!(true),
            "scrolled from {from}"
        );
        stage.browser.run("(window.shirube.stop(), 1)").await;
        stage.browser.wait("no card", "!part('card')").await;
    }
    stage.browser.close().await;
}

/// What the eye sees of every part: boxes and what fills them.
const LOOK: &str = "(() => { const o = part('card').getBoundingClientRect(); \
    return [...root.querySelectorAll('[part~=card], [part~=card] *')].map((e) => { const r = e.getBoundingClientRect(), s = getComputedStyle(e); \
    return [e.localName, r.left - o.left, r.top - o.top, r.width, r.height].map((v) => typeof v === 'number' ? Math.round(v * 10) / 10 : v) \
        .concat(s.color, s.backgroundColor, s.fontSize, s.fontFamily, s.fontWeight, s.lineHeight, s.display, s.cursor).join(' '); }); })()";

pub(crate) async fn hostile_styles_change_nothing(brand: Brand) {
    let stage = Stage::open(brand, "plain").await;
    stage.start("tour", "one").await;
    let plain = stage.browser.run(LOOK).await;
    stage.turn_to("hostile-styles").await;
    stage.start("tour", "one").await;
    let hostile = stage.browser.run(LOOK).await;
    let pairs = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let differ: Vec<_> = pairs(&plain)
        .into_iter()
        .zip(pairs(&hostile))
        .filter(|(a, b)| a != b)
        .collect();
    assert!(pairs(&plain).len() > 5 && differ.is_empty(), "{differ:#?}");
    stage.browser.close().await;
}

pub(crate) async fn the_highest_layer_of_the_host_lies_below(brand: Brand) {
    let stage = Stage::open(brand, "top-layer").await;
    stage.start("tour", "one").await;
    let hit = "(() => { const r = part('card-next').getBoundingClientRect(); \
        return document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)?.localName; })()";
    assert_eq!(stage.browser.run(hit).await, json!("shirube-root"));
    stage.browser.click_part("card-next").await;
    stage.browser.step("two").await;
    stage.browser.close().await;
}
