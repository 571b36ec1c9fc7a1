//! A step whose target lies in a frame of another origin that carries the tag too.

use serde_json::json;
use tests::door::Door;
use tests::driver::Brand;
use tests::kumo::folder;
use tests::ledger::probe;

use crate::stage::{Stage, tag};

/// Who names whom, and for which tenant each speaks.
struct Border<'a> {
    outer_names_inner: bool,
    inner_names_outer: bool,
    inner_tenant: &'a str,
}

/// A page with a frame of another origin, opened; the frame's door stays open as long as the second value lives.
async fn open(brand: Brand, border: Border<'_>) -> (Stage, Door) {
    let stage = Stage::bare(brand, "across").await;
    let inner = Door::before(stage.kumo());
    let names = |yes: bool, origin: &str, tenant: &str| {
        let frames = if yes {
            origin
        } else {
            "https://nobody.example"
        };
        tag(&format!(
            "data-tenant=\"{tenant}\" data-frames=\"{frames}\""
        ))
    };
    let frame = names(
        border.inner_names_outer,
        &stage.door.base,
        border.inner_tenant,
    );
    inner.folder("/", &folder("hosts/across"));
    inner.edit("</body>", &frame);
    let page = names(border.outer_names_inner, &inner.base, "hosts");
    stage.door.folder("/", &folder("hosts/across"));
    probe(&stage.door, "<meta charset", &[]);
    stage
        .door
        .edit("FRAME", &format!("{}/inner.html", inner.base));
    stage.door.edit("</body>", &page);
    stage.visit("across").await;
    (stage, inner)
}

const BOTH: Border<'static> = Border {
    outer_names_inner: true,
    inner_names_outer: true,
    inner_tenant: "hosts",
};

/// The rectangle in the page around of what the frame measured in itself.
fn outside(inner: &serde_json::Value) -> String {
    format!(
        "(() => {{ const f = document.querySelector('iframe'), o = f.getBoundingClientRect(), x = o.left + f.clientLeft, y = o.top + f.clientTop, t = {inner}; \
            return {{left: t.left + x, right: t.right + x, top: t.top + y, bottom: t.bottom + y}}; }})()"
    )
}

pub(crate) async fn a_frame_of_another_origin_hosts_a_step(brand: Brand) {
    let (stage, _inner) = open(brand, BOTH).await;
    let browser = &stage.browser;
    stage.start("across", "framed").await;
    let session = browser.session();
    let measure = async |act: &str| {
        let frame = browser
            .element("the frame", "document.querySelector('iframe')")
            .await;
        frame.enter_frame().await.expect("into the frame");
        let place = browser
            .run(&format!("({act}, document.querySelector('[data-testid=framed]').getBoundingClientRect().toJSON())"))
            .await;
        session
            .enter_default_frame()
            .await
            .expect("out of the frame");
        place
    };
    let at_rest = measure("1").await;
    stage.fits("framed", &outside(&at_rest)).await;
    let scrolled = measure("scrollBy(0, 40)").await;
    assert_ne!(at_rest["top"], scrolled["top"], "the frame scrolls");
    // The frame tells in its own time.
    let follows = format!(
        "Math.abs({}.top - part('spotlight').getBoundingClientRect().top) <= 8",
        outside(&scrolled)
    );
    browser.wait("the hole to follow", &follows).await;
    stage
        .fits("scrolled in the frame", &outside(&scrolled))
        .await;
    browser
        .run("(document.querySelector('iframe').style.margin = '100px', 1)")
        .await;
    let follows = format!(
        "Math.abs({}.top - part('spotlight').getBoundingClientRect().top) <= 8",
        outside(&scrolled)
    );
    browser.wait("the hole to follow the frame", &follows).await;
    let frame = browser
        .element("the frame", "document.querySelector('iframe')")
        .await;
    frame.enter_frame().await.expect("into the frame");
    browser
        .run("(window.clicks = [], document.querySelector('[data-testid=framed]').addEventListener('click', (e) => window.clicks.push(e.isTrusted)), 1)")
        .await;
    browser
        .click("Framed", "document.querySelector('[data-testid=framed]')")
        .await;
    assert_eq!(browser.run("window.clicks").await, json!([true]));
    session
        .enter_default_frame()
        .await
        .expect("out of the frame");
    browser.step("after").await;
    stage.browser.close().await;
}

pub(crate) async fn a_frame_that_is_not_named_hosts_nothing(brand: Brand) {
    for (what, border) in [
        (
            "the page does not name the frame",
            Border {
                outer_names_inner: false,
                ..BOTH
            },
        ),
        (
            "the frame does not name the page",
            Border {
                inner_names_outer: false,
                ..BOTH
            },
        ),
        (
            "another tenant",
            Border {
                inner_tenant: "others",
                ..BOTH
            },
        ),
    ] {
        let (stage, _inner) = open(brand, border).await;
        let browser = &stage.browser;
        browser
            .run("(window.shirube.start('across', {force: true}), 1)")
            .await;
        browser.step("after").await;
        let told = browser
            .run("window.seen.events.filter((e) => e[0].startsWith('anchor.'))")
            .await;
        assert_eq!(
            told,
            json!([["anchor.missing", "across", "framed"]]),
            "{what}"
        );
        stage.browser.close().await;
    }
}
