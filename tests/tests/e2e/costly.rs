//! Anchors that cost a page much: pathological selectors and repeated texts on fifty thousand elements, while the page
//! changes all the time. Looking stays a small share of the page's time, and what is not found is said to be missing.

use serde_json::json;
use tests::browser::Browser;
use tests::driver::Brand;
use tests::ledger::await_rows;

use crate::made::{Vendor, guide, step};

/// The page, and how much of its time is spent in looking: counted around the platform's own search.
const PAGE: &str = "window.cost = {ms: 0, times: 0, since: 0}; const all = Document.prototype.querySelectorAll; \
    Document.prototype.querySelectorAll = function (css) { const begun = performance.now(); try { return all.call(this, css); } finally { cost.ms += performance.now() - begun; cost.times += 1; } }; \
    addEventListener('DOMContentLoaded', () => { const many = document.querySelector('#many'); let text = ''; \
      for (let n = 0; n < 10000; n += 1) text += '<div class=\"a b\"><section><p><span>Same</span><b></b></p></section></div>'; many.innerHTML = text; \
      window.turns = 0; const turn = () => { many.dataset.turn = turns += 1; requestAnimationFrame(turn); }; turn(); });";

pub(crate) async fn a_costly_anchor_takes_a_small_share_of_the_page(brand: Brand) {
    let anchors = [
        (
            "has",
            json!({"css": "div:has(section:has(p:has(span ~ b ~ i))) ~ div:has(i) span"}),
        ),
        (
            "long",
            json!({"css": ".a .b .a span, div > section > p > span ~ b ~ i, :not(div):not(section) i > *"}),
        ),
        ("text", json!({"text": {"en": "Same"}})),
    ];
    let mut items = Vec::new();
    let names: Vec<String> = anchors
        .iter()
        .map(|(id, _)| format!("tutorials/{id}.yaml"))
        .collect();
    for ((id, anchor), file) in anchors.iter().zip(&names) {
        let missing = json!({"anchor": anchor, "missing": {"wait_ms": 4000, "then": "end"}});
        items.push((file.as_str(), guide(&[step(id, &missing)])));
    }
    let vendor = Vendor::new("costly", brand, &items);
    vendor.page(
        "/many.html",
        PAGE,
        "<button>host</button><div id=\"many\"></div>",
        "",
    );
    let browser = Browser::start(brand, 1000, 800).await;
    for (n, (id, _)) in anchors.iter().enumerate() {
        vendor.open(&browser, "/many.html").await;
        browser.wait("the page", "window.turns > 3").await;
        let begun = format!(
            "(Object.assign(cost, {{ms: 0, times: 0, since: performance.now()}}), shirube.start('{id}', {{force: true}}), 1)"
        );
        browser.run(&begun).await;
        let rows = await_rows(&vendor.kumo, "tutorial.dismissed", n + 1).await;
        let said = rows
            .iter()
            .filter(|e| e["step"] == *id || e["content"] == *id);
        let names: Vec<&str> = said.filter_map(|e| e["name"].as_str()).collect();
        assert!(
            names.iter().any(|n| n.starts_with("anchor.")),
            "{id}: {names:?}"
        );
        let [ms, times, elapsed] =
            ["cost.ms", "cost.times", "performance.now() - cost.since"].map(|s| s.to_owned());
        let seen = browser.run(&format!("[{ms}, {times}, {elapsed}]")).await;
        let figure = |at: usize| seen[at].as_f64().unwrap_or(f64::NAN);
        let share = figure(0) / figure(2);
        eprintln!(
            "  {brand} {id}: {} looks, {:.1} ms each, {:.1} % of the page's time",
            figure(1),
            figure(0) / figure(1),
            share * 100.0
        );
        assert!(share < 0.15, "{id}: {share} of the page's time");
        assert!(figure(1) >= 2.0, "{id}: it is looked for at all");
    }
    browser.close().await;
}
