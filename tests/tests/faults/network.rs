//! Rows 5 to 9, 16, 17, 26: the way to the collector is bad, or leads to somebody else.

use std::ops::Range;

use tests::browser::Browser;
use tests::driver::Brand;
use tests::wire::{Fault, signed};

use crate::chance::Chance;
use crate::scene::{Scene, Tally};

fn foreign(status: u16, more: &'static str, body: &'static str) -> Fault {
    Fault::Status { status, more, body }
}

/// Acts under these faults, run by run, then all is well.
async fn under(
    row: u32,
    brand: Brand,
    runs: Range<usize>,
    count: u64,
    faults: impl Fn(usize, &mut Chance) -> Vec<Fault>,
) -> Tally {
    let mut scene = Scene::set(row, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    let mut tally = Tally::default();
    for run in runs {
        let faults = faults(run, &mut Chance::of(run));
        let posts = scene.wire.seen().len() + faults.len();
        scene.wire.then(faults);
        let half = count / 2;
        scene.act(&browser, half).await;
        scene.act(&browser, count - half).await;
        tally = scene.agree(&format!("row {row} run {run}")).await;
        // Each fault may cost one more post; what goes beyond is hammering.
        let more = scene.wire.seen().len() - posts.min(scene.wire.seen().len());
        assert!(
            more <= 6,
            "row {row} run {run}: {more} posts more than faults"
        );
    }
    assert_eq!(scene.gaps(), 0, "numbers without a gap");
    let uncaught = browser.run("window.uncaught.length").await;
    assert_eq!(uncaught, 0, "nothing uncaught in the host");
    browser.close().await;
    tally
}

/// Row 5: the collector, or a proxy before it, answers with an error.
pub(crate) async fn errors(brand: Brand, runs: Range<usize>) -> Tally {
    under(5, brand, runs, 20, |_, chance| {
        let all = [500, 502, 503, 504, 408, 425, 429];
        let one = |chance: &mut Chance| match chance.below(4) {
            0 => foreign(429, "Shirube-Collector: 1\r\nRetry-After: 2\r\n", "{}"),
            1 => foreign(
                503,
                "Shirube-Collector: 1\r\nRetry-After: Tue, 24 Nov 2026 00:00:00 GMT\r\n",
                "{}",
            ),
            2 => signed(chance.pick(&all)),
            _ => foreign(chance.pick(&all), "", "out of order"),
        };
        (0..1 + chance.below(3)).map(|_| one(chance)).collect()
    })
    .await
}

/// Row 6: the answer is lost after the commit.
pub(crate) async fn answer_lost(brand: Brand, runs: Range<usize>) -> Tally {
    under(6, brand, runs, 20, |_, chance| {
        let one = chance.pick(&[Fault::LoseAnswer, Fault::CutAnswer]);
        vec![one; 1 + chance.below(2) as usize]
    })
    .await
}

/// Row 7: no answer in time, and a late success.
pub(crate) async fn late(brand: Brand, runs: Range<usize>) -> Tally {
    under(7, brand, runs, 10, |_, _| vec![Fault::Hold]).await
}

/// Row 8: slow, reset, cut, silent.
pub(crate) async fn broken(brand: Brand, runs: Range<usize>) -> Tally {
    under(8, brand, runs, 10, |run, _| {
        let all = [Fault::Drip, Fault::Reset, Fault::CutAnswer, Fault::Silence];
        vec![all[run % all.len()].clone()]
    })
    .await
}

/// Row 9: somebody else answers.
pub(crate) async fn portal(brand: Brand, runs: Range<usize>) -> Tally {
    under(9, brand, runs, 10, |run, _| {
        let all = [
            foreign(
                200,
                "Content-Type: text/html\r\n",
                "<!doctype html><title>Sign in</title>",
            ),
            foreign(302, "Location: /login\r\n", ""),
            foreign(404, "", "not here"),
            foreign(
                200,
                "Content-Type: application/json\r\n",
                "{\"results\":[]}",
            ),
            foreign(403, "", "blocked"),
            foreign(410, "", "gone"),
        ];
        vec![all[run % all.len()].clone(); 2]
    })
    .await
}

/// Row 26: one event that the collector cannot read, at every place of a batch; it goes, named, and the others stay.
pub(crate) async fn poison(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(26, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    for run in runs {
        let place = run as u64 % 15;
        let numbers = scene.numbers(15);
        // Nested deeper than a batch may be: the whole batch is refused, with the collector's own signature.
        let script = format!(
            "({numbers:?}.forEach((n, i) => shirube.track('act', i === {place} ? {{n, deep: [[[[[[[[[[1]]]]]]]]]]}} : {{n}})), 1)"
        );
        browser.run(&script).await;
        scene.strike([numbers[place as usize]]);
        scene.agree(&format!("poison at {place}")).await;
    }
    let tally = scene.agree("poison").await;
    let dropped = scene.dropped("refused").await;
    assert!(dropped > 0, "the operator is told of what was refused");
    browser.close().await;
    tally
}

/// Row 16: a blocker refuses the collector; the page goes on, nothing is lost, and later it gets through.
pub(crate) async fn blocked(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(16, brand);
    scene.page(
        "/blocked.html",
        "delete Navigator.prototype.sendBeacon; window.blocked = true; const ask = window.fetch; \
         window.fetch = (url, init) => window.blocked && String(url).includes('/v1/events') ? Promise.reject(new TypeError('blocked')) : ask(url, init); \
         const XHR = window.XMLHttpRequest; window.XMLHttpRequest = class extends XHR { send(body) { if (window.blocked) this.dispatchEvent(new Event('error')); else super.send(body); } };",
    );
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/blocked.html").await;
    for _ in runs {
        browser.run("(window.blocked = true, 1)").await;
        let posts = scene.wire.seen().len();
        let numbers = scene.act(&browser, 20).await;
        let kept = format!(
            "({}).then((all) => {numbers:?}.every((n) => all.includes(n)))",
            crate::scene::ON_DISK
        );
        browser.wait("the queue is kept", &kept).await;
        assert_eq!(scene.wire.seen().len(), posts, "the blocker holds");
        browser.run("(window.blocked = false, 1)").await;
        scene.agree("blocked").await;
    }
    let tally = scene.agree("blocked").await;
    assert_eq!(browser.run("window.uncaught.length").await, 0);
    browser.close().await;
    tally
}

/// Row 17: the host spends the allowance of last posts, or puts a function that throws in the place of `fetch`.
pub(crate) async fn greedy_host(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(17, brand);
    let greedy = "const ask = window.fetch; addEventListener('pagehide', () => { for (let i = 0; i < 4; i += 1) \
        ask('/blank.html', {method: 'POST', body: 'x'.repeat(16000), keepalive: true}).catch(() => {}); }, true);";
    let thrower = "const ask = window.fetch; window.fetch = (url, init) => { \
        if (String(url).includes('/v1/events')) throw new Error('no fetch today'); return ask(url, init); };";
    scene.page("/greedy.html", greedy);
    scene.page("/thrower.html", thrower);
    let browser = Browser::start(brand, 1100, 800).await;
    for run in runs {
        let page = ["/greedy.html", "/thrower.html", "/page.html"][run % 3];
        scene.open(&browser, page).await;
        if run % 3 == 2 {
            browser
                .run("(window.fetch = () => { throw new Error('no fetch any more'); }, JSON.parse = () => { throw new Error('no JSON'); }, 1)")
                .await;
        }
        scene.act(&browser, 10).await;
        if run % 2 == 0 {
            browser.open(&scene.url("/blank.html")).await;
        }
    }
    scene.open(&browser, "/page.html").await;
    let tally = scene.agree("greedy host").await;
    browser.close().await;
    tally
}

/// Row 27: an SDK that is later than the collector is told to wait and loses nothing; one that is older is understood;
/// later words under the known version are taken as they come.
pub(crate) async fn versions(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(27, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    scene.open(&browser, "/page.html").await;
    // As it was written by the first release; it must be read for as long as there are pages with it.
    let first = include_str!("../../faults/wire/0.1.0.json");
    for run in runs {
        match run % 3 {
            0 => {
                scene.wire.then([Fault::Later]);
                scene.act(&browser, 100).await;
                let frame = "new Promise((done) => requestAnimationFrame(() => done(1)))";
                for _ in 0..3_000 {
                    if scene.wire.answered().contains(&503) {
                        break;
                    }
                    browser.run(frame).await;
                }
                assert!(scene.wire.answered().contains(&503), "told to wait");
                // It was told to wait for a deploy, which takes an hour; the next page asks anew.
                scene.open(&browser, "/page.html").await;
                scene.agree(&format!("later SDK {run}")).await;
                let answers = scene.wire.answered();
                assert!(
                    !answers.contains(&400),
                    "never that it is wrong: {answers:?}"
                );
            }
            1 => {
                let numbers = scene.numbers(4);
                let mut body = first.replace("RUN", &format!("{run:04x}"));
                for (place, number) in numbers.iter().enumerate() {
                    body = body.replace(&format!("\"N{place}\""), &number.to_string());
                }
                for status in ["accepted", "duplicate"] {
                    let (code, answer) = scene.kumo.post(&body);
                    assert_eq!((code, answer.matches(status).count()), (200, 4), "{answer}");
                }
            }
            _ => {
                let number = scene.numbers(1)[0];
                let at = first
                    .replace("RUN", &format!("{run:04x}"))
                    .replace("\"N0\"", &number.to_string());
                let mut later: serde_json::Value = serde_json::from_str(
                    &at.replace("\"N1\"", "-1")
                        .replace("\"N2\"", "-1")
                        .replace("\"N3\"", "-1"),
                )
                .expect("JSON");
                later["hint"] = serde_json::json!({"of": "a later SDK"});
                let mut word = later["events"][1].clone();
                word["name"] = serde_json::json!("quiz.reconsidered");
                word["mood"] = serde_json::json!("calm");
                word["data"] = serde_json::json!({"why": ["x", {"y": 1}]});
                let act = later["events"][0].clone();
                later["events"] = serde_json::json!([act, word]);
                let (code, answer) = scene.kumo.post(&later.to_string());
                assert_eq!(
                    (code, answer.matches("accepted").count()),
                    (200, 2),
                    "{answer}"
                );
            }
        }
    }
    let tally = scene.agree("versions").await;
    browser.close().await;
    tally
}
