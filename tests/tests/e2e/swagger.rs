//! A host that nobody here wrote: Swagger UI as npm delivers it, with one script tag and a content folder. The same
//! walk is taken with and without the tag, and the host's document must be the same at every step.

use tests::browser::Browser;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::{Kumo, folder, npm_package};
use tests::ledger::{agree, changes, document, probe};

const TAG: &str = "<script async src=\"/shirube/shirube.js\" data-content=\"/shirube/content/\" \
                   data-collector=\"/\" data-key=\"pk_demo\"></script></body>";
const STEPS: [&str; 5] = ["operation", "try", "number", "execute", "answer"];

fn host(kumo: &Kumo) -> Door {
    let door = Door::before(kumo);
    door.folder("/", &npm_package("swagger-ui-dist"));
    let own = |name: &str| std::fs::read_to_string(folder("hosts/swagger").join(name));
    door.page("/openapi.json", own("openapi.json").expect("a description"));
    door.page(
        "/swagger-initializer.js",
        own("initializer.js").expect("a script"),
    );
    door.page(
        "/api/parcels/41",
        r#"{"id": "41", "place": "Osaka"}"#.to_owned(),
    );
    door
}

/// Takes the walk as a person would, with a look at the document at every step.
async fn walk(browser: &Browser, door: &Door, guided: bool) -> Vec<String> {
    let mut seen = Vec::new();
    let block =
        |rest: &str| format!("document.querySelector('#operations-parcels-getParcel {rest}')");
    browser.open(&format!("{}/", door.base)).await;
    for step in STEPS {
        if guided {
            browser.step(step).await;
        }
        // Without a guide the host alone says that it is ready.
        let target = match step {
            "operation" => block(".opblock-summary-control"),
            "try" => block(".try-out__btn"),
            "number" => block(".parameters input:not([disabled])"),
            "execute" => block("button.execute"),
            _ => block(".live-responses-table tr.response .response-col_status"),
        };
        browser.wait(step, &format!("!!{target}")).await;
        seen.push(document(browser).await);
        match step {
            "number" => {
                browser
                    .fill("#operations-parcels-getParcel .parameters input", "41")
                    .await
            }
            "answer" if guided => browser.click_part("card-next").await,
            "answer" => {}
            _ => browser.click(step, &target).await,
        }
    }
    seen
}

pub(crate) async fn another_makers_page_is_walked(brand: Brand) {
    let kumo = Kumo::serving(
        &format!("swagger-{brand}"),
        npm_package("swagger-ui-dist"),
        folder("hosts/swagger/content"),
    );
    let browser = Browser::start(brand, 1280, 900).await;
    let control = walk(&browser, &host(&kumo), false).await;

    let door = host(&kumo);
    probe(&door, "<meta charset", &[]);
    door.edit("</body>", TAG);
    let guided = walk(&browser, &door, true).await;
    for ((step, without), with) in STEPS.iter().zip(&control).zip(&guided) {
        assert_eq!(
            changes(without, with),
            Vec::<String>::new(),
            "the host at {step}"
        );
    }

    browser.wait("no card", "!part('card')").await;
    let rows = agree(&browser, &kumo).await;
    let completed: Vec<_> = rows
        .iter()
        .filter(|e| e["name"] == "tutorial.step_completed")
        .filter_map(|e| e["step"].as_str())
        .collect();
    assert_eq!(completed, STEPS);
    assert_eq!(
        rows.iter()
            .filter(|e| e["name"] == "tutorial.completed")
            .count(),
        1
    );
    assert!(
        rows.iter()
            .filter(|e| e["name"] == "tutorial.step_completed")
            .all(|e| e["trusted"] == true),
        "a person did it all"
    );
    let seen = browser
        .run("[window.seen.uncaught, window.seen.errors]")
        .await;
    assert_eq!(seen, serde_json::json!([[], []]));
    browser.run("(window.shirube.destroy(), 1)").await;
    let after = document(&browser).await;
    let last = control.last().map_or("", String::as_str);
    assert_eq!(
        changes(last, &after),
        Vec::<String>::new(),
        "after destroy()"
    );
    browser.close().await;
}
