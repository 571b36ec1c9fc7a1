//! Rows 12 to 15: the browser's storage is absent, full, damaged or lost.

use std::ops::Range;

use tests::browser::Browser;
use tests::driver::Brand;
use tests::wire::{Fault, signed};

use crate::chance::Chance;
use crate::scene::{Scene, Tally};

/// Row 12: with and without each of four platform parts: 16 cells.
pub(crate) async fn absent(brand: Brand, runs: Range<usize>) -> Tally {
    const ABSENT: [&str; 4] = [
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: () => undefined});",
        "Object.defineProperty(Navigator.prototype, 'locks', {get: () => undefined});",
        "Object.defineProperty(window, 'indexedDB', {get: () => { throw new DOMException('no', 'SecurityError'); }});",
        "for (const s of ['localStorage', 'sessionStorage']) Object.defineProperty(window, s, {get: () => { throw new DOMException('no', 'SecurityError'); }});",
    ];
    let mut scene = Scene::set(12, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    for run in runs {
        let cell = run % 16;
        let early: String = (0..4)
            .filter(|bit| cell >> bit & 1 == 1)
            .map(|bit| ABSENT[bit])
            .collect();
        scene.page(&format!("/cell-{cell}.html"), &early);
        scene.open(&browser, &format!("/cell-{cell}.html")).await;
        // With neither a database nor storages a row lives in memory until it is answered: it must not leave before.
        let has_storage = cell & 0b1100 != 0b1100;
        if has_storage {
            scene.wire.then([signed(503)]);
        }
        scene.act(&browser, 10).await;
        if has_storage {
            browser.open(&scene.url("/blank.html")).await;
            scene.open(&browser, &format!("/cell-{cell}.html")).await;
        }
        scene.agree(&format!("cell {cell:04b}")).await;
    }
    let tally = scene.agree("absent").await;
    browser.close().await;
    tally
}

/// Row 13: no room, from the n-th write on, or already for the database itself; the host's own writes still work.
pub(crate) async fn full(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(13, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    for run in runs {
        let from = run * 7 % 200;
        let early = format!(
            "window.writes = 0; const over = () => new DOMException('full', 'QuotaExceededError'); \
             const put = IDBObjectStore.prototype.put, set = Storage.prototype.setItem; \
             IDBObjectStore.prototype.put = function (...given) {{ const asked = put.apply(this, given); if ((window.writes += 1) > {from}) this.transaction.abort(); return asked; }}; \
             Storage.prototype.setItem = function (name, text) {{ if (String(name).startsWith('shirube') && (window.writes += 1) > {from}) throw over(); return set.call(this, name, text); }};{}",
            if run % 5 == 4 {
                "IDBFactory.prototype.open = () => { const asked = new EventTarget(); setTimeout(() => { asked.error = over(); asked.onerror?.(); }); return asked; };"
            } else {
                ""
            }
        );
        let page = format!("/full-{run}.html");
        scene.page(&page, &early);
        scene.open(&browser, &page).await;
        scene.wire.then([Fault::Reset, signed(503)]);
        scene.act(&browser, 50).await;
        let own = "(localStorage.setItem('host', 'still here'), localStorage.getItem('host'))";
        assert_eq!(browser.run(own).await, "still here");
        scene.agree(&format!("full from write {from}")).await;
        assert_eq!(browser.run("window.uncaught.length").await, 0);
    }
    let tally = scene.agree("full").await;
    browser.close().await;
    tally
}

/// What is done to a stored row; `row` is its text.
const DAMAGE: [&str; 7] = [
    "(() => { const at = Math.floor(Math.random() * row.length); return row.slice(0, at) + String.fromCharCode(row.charCodeAt(at) ^ 64) + row.slice(at + 1); })()",
    "row.slice(0, row.length / 2)",
    "42",
    "{json: row}",
    "null",
    "'x'.repeat(10 << 20)",
    "row.replace(/\"seq\":\\d+/, '\"seq\":-1')",
];

/// Row 14: some rows in the queue are damaged; the sound ones arrive, the others are counted.
pub(crate) async fn damaged(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(14, brand);
    let browser = Browser::start(brand, 1100, 800).await;
    for run in runs {
        let mut chance = Chance::of(run);
        scene.wire.always(signed(503));
        scene.open(&browser, "/page.html").await;
        let numbers = scene.act(&browser, 20).await;
        let stored = format!(
            "({}).then((all) => {numbers:?}.every((n) => all.includes(n)))",
            crate::scene::ON_DISK
        );
        browser.wait("all rows on disk", &stored).await;
        browser.open(&scene.url("/blank.html")).await;
        let bad: Vec<u64> = numbers
            .iter()
            .copied()
            .filter(|_| chance.below(3) == 0)
            .collect();
        scene.strike(bad.iter().copied());
        // A bit may be flipped so that another sound number stands there: that row's number is not in the ledger.
        let change = DAMAGE[run % DAMAGE.len()];
        let script = format!(
            "(async () => {{ const asked = indexedDB.open('shirube:pk_demo'); const db = await new Promise((r) => {{ asked.onsuccess = () => r(asked.result); }}); \
             const table = db.transaction('rows', 'readwrite').objectStore('rows'); const bad = {bad:?}; \
             await new Promise((done) => {{ table.openCursor().onsuccess = ({{target: {{result: cursor}}}}) => {{ if (!cursor) return done(); \
             const row = cursor.value; let n; try {{ n = JSON.parse(row).data.n; }} catch {{}} if (bad.includes(n)) cursor.update({change}); cursor.continue(); }}; }}); \
             db.close(); return 1; }})()"
        );
        browser.run(&script).await;
        if run % 8 == 7 {
            // A later program's database stands in our place: it is left alone, and what lay in it with it.
            browser.run("(async () => { const asked = indexedDB.open('shirube:pk_demo', 9); await new Promise((r) => { asked.onsuccess = r; }); asked.result.close(); return 1; })()").await;
            scene.strike(numbers.iter().copied());
        }
        scene.wire.heal();
        scene.open(&browser, "/page.html").await;
        let more = scene.act(&browser, 1).await;
        assert_eq!(more.len(), 1);
        scene.agree(&format!("damaged {run}")).await;
        if run % 8 == 7 {
            browser.open(&scene.url("/blank.html")).await;
            browser.run("new Promise((r) => { indexedDB.deleteDatabase('shirube:pk_demo').onsuccess = () => r(1); })").await;
        }
    }
    let tally = scene.agree("damaged").await;
    assert!(scene.dropped("damaged").await > 0, "the operator is told");
    browser.close().await;
    tally
}

/// Row 15: the connection to the database dies, or another tab wants a later version of it.
pub(crate) async fn lost(brand: Brand, runs: Range<usize>) -> Tally {
    let mut scene = Scene::set(15, brand);
    scene.page(
        "/lost.html",
        "window.held = []; const open = IDBFactory.prototype.open; IDBFactory.prototype.open = function (...given) { \
         const asked = open.apply(this, given); asked.addEventListener('success', () => window.held.push(asked.result)); return asked; };",
    );
    let browser = Browser::start(brand, 1100, 800).await;
    for run in runs {
        scene.open(&browser, "/lost.html").await;
        scene.act(&browser, 5).await;
        if run % 2 == 0 {
            browser
                .run("(window.held.forEach((db) => db.close()), 1)")
                .await;
        } else {
            let upgrade = "new Promise((r) => { const asked = indexedDB.open('shirube:pk_demo', 2); asked.onblocked = () => r('blocked'); \
                asked.onsuccess = () => { asked.result.close(); r('upgraded'); }; })";
            assert_eq!(browser.run(upgrade).await, "upgraded", "ours steps aside");
        }
        scene.wire.then([signed(503)]);
        scene.act(&browser, 15).await;
        browser.open(&scene.url("/blank.html")).await;
        scene.open(&browser, "/lost.html").await;
        scene.agree(&format!("lost {run}")).await;
    }
    let tally = scene.agree("lost").await;
    browser.close().await;
    tally
}
