//! A page pays for what it shows, not for what its vendor has: booting with a thousand guides and two thousand articles in
//! five languages, beside booting with ten guides.

use std::path::{Path, PathBuf};

use author::PublishRequest;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::{kumo, library};

/// The most that the large library may cost, in what the small one costs.
const MOST: f64 = 1.3;
const ROUNDS: usize = 9;

/// A published library behind the door, and the page that has it.
struct Shelf {
    name: &'static str,
    folder: PathBuf,
}

impl Shelf {
    fn new(door: &Door, name: &'static str, guides: usize, articles: usize) -> Self {
        let folder =
            std::env::temp_dir().join(format!("shirube-boot-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        library::write(&folder.join("content"), guides, articles);
        let request = PublishRequest {
            source: folder.join("content"),
            to: folder.join("public"),
            now: 1_764_000_000_000,
            tenant: "library".to_owned(),
        };
        author::publish(&request).unwrap_or_else(|e| panic!("{name}: {e}"));
        door.folder(&format!("/{name}/"), &folder.join("public"));
        let tag = format!(
            "<!doctype html><html lang=en><title>p</title><script async src=/s/shirube.js data-content=/{name}/></script><p>A page</p>"
        );
        door.page(&format!("/p0/{name}.html"), tag);
        Shelf { name, folder }
    }

    /// Bytes of its files that these requests named, and of the SDK's as a server sends them; content hardly gets smaller.
    fn weight(&self, dist: &Path, asked: &[String]) -> (u64, u64) {
        let size = |path: PathBuf| {
            let bytes = std::fs::read(&path).unwrap_or_default();
            if path.starts_with(dist) {
                packed(&bytes)
            } else {
                bytes.len() as u64
            }
        };
        let own = format!("/{}/", self.name);
        let of = |prefix: &str, folder: &Path| {
            let names = asked
                .iter()
                .filter_map(|a| a.split('?').next()?.split(prefix).nth(1));
            names.map(|name| size(folder.join(name))).sum()
        };
        (of(&own, &self.folder.join("public")), of("/s/", dist))
    }
}

fn packed(bytes: &[u8]) -> u64 {
    let mut out = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &settings).expect("packed");
    out.len() as u64
}

impl Drop for Shelf {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Milliseconds of the main thread from the navigation to the first decision, in a fresh tab.
async fn boot(browser: &Browser, address: &str) -> f64 {
    let session = browser.session();
    let before = session.window().await.expect("a tab");
    let tab = session.new_tab().await.expect("a tab");
    browser.turn_to(tab).await;
    let cdp = session.cdp();
    let ticks = json!({"timeDomain": "threadTicks"});
    cdp.send_raw("Performance.enable", ticks)
        .await
        .expect("the counters");
    browser.open(address).await;
    browser
        .wait("a decision", "window.shirube?.ready?.then?.((r) => r.ok)")
        .await;
    let answer = cdp
        .send_raw("Performance.getMetrics", json!({}))
        .await
        .expect("the counters");
    let metrics = answer["metrics"].as_array().cloned().unwrap_or_default();
    let task = metrics.iter().find(|m| m["name"] == "TaskDuration");
    let ms = task.and_then(|m| m["value"].as_f64()).expect("a time") * 1_000.0;
    session.close_window().await.expect("closed");
    browser.turn_to(before).await;
    ms
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

pub(crate) async fn a_large_library_boots_as_a_small_one(brand: Brand) {
    let dist = kumo::path("SHIRUBE_DIST");
    let door = Door::alone();
    door.folder("/s/", &dist);
    let shelves = [
        Shelf::new(&door, "few", 10, 0),
        Shelf::new(&door, "many", 1_000, 2_000),
    ];
    let browser = Browser::start(brand, 800, 600).await;
    let mut times = [Vec::new(), Vec::new()];
    let mut bytes = [(0, 0); 2];
    for round in 0..ROUNDS {
        for at in [round % 2, 1 - round % 2] {
            let shelf = &shelves[at];
            let seen = door.asked().len();
            times[at].push(boot(&browser, &format!("{}/p0/{}.html", door.base, shelf.name)).await);
            if round == 0 {
                bytes[at] = shelf.weight(&dist, &door.asked()[seen..]);
            }
        }
    }
    let decided = browser_decides(&browser, &door).await;
    assert_eq!(
        decided,
        json!("audience"),
        "the large library's guide was decided on"
    );
    browser.close().await;
    let [few, many] = times.map(median);
    let [(few_own, sdk), (many_own, _)] = bytes;
    assert!(few_own > 0 && sdk > 0, "{bytes:?}");
    let weight = (sdk + many_own) as f64 / (sdk + few_own) as f64;
    println!(
        "boot: {few_own} and {many_own} bytes of content beside {sdk} of code (× {weight:.2}), {few:.1} and {many:.1} ms of main thread (× {:.2})",
        many / few
    );
    assert!(weight <= MOST, "bytes: × {weight:.2}");
    assert!(many / few <= MOST, "main thread: × {:.2}", many / few);
}

async fn browser_decides(browser: &Browser, door: &Door) -> Value {
    browser.open(&format!("{}/p0/many.html", door.base)).await;
    browser
        .wait(
            "a decision",
            "window.shirube?.explain?.('guide-3')?.failed?.[0]?.rule",
        )
        .await
}
