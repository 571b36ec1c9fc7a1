//! What people with other eyes, hands and settings need of every surface: targets that can be hit, magnification,
//! stillness, forced colours, one announcement a step, a list instead of cards.

use serde_json::{Value, json};
use tests::driver::Brand;
use tests::gallery::{Gallery, VIEWS};

/// What can be pressed or typed in, each by the rectangle that answers: a field that is not seen has its label's.
const TARGETS: &str = "[...root.querySelectorAll('.layer :is(button, a[href], input, select, textarea, [tabindex=\"0\"])')] \
    .filter((e) => e.checkVisibility({visibilityProperty: true})) \
    .map((e) => [e, e.localName === 'input' && e.closest('label') || e]) \
    .map(([e, at]) => ({name: e.getAttribute('part') || e.getAttribute('aria-label') || e.localName, at}))";

/// WCAG 2.5.8: 24 px, or room around it, or inside a sentence.
fn small() -> String {
    format!(
        "(() => {{ const all = {TARGETS}.map((t) => ({{...t, r: t.at.getBoundingClientRect()}})); \
        const middle = (r) => [(r.left + r.right) / 2, (r.top + r.bottom) / 2]; \
        const isSmall = (r) => r.width < 24 || r.height < 24; \
        const near = (a, b) => {{ const [x, y] = middle(a); \
            if (isSmall(b)) {{ const [u, v] = middle(b); return Math.hypot(x - u, y - v) < 24; }} \
            return Math.hypot(Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)) < 12; }}; \
        return all.filter((t) => isSmall(t.r) && !t.at.closest('p, li')?.textContent.replace(t.at.textContent, '').trim() \
            && all.some((o) => o.at !== t.at && !o.at.contains(t.at) && !t.at.contains(o.at) && near(t.r, o.r))) \
            .map((t) => t.name + ' ' + t.r.width + '×' + t.r.height); }})()"
    )
}

async fn finds_nothing(gallery: &Gallery, view: &str, script: &str) {
    let found = gallery.browser.run(script).await;
    assert_eq!(found, json!([]), "{view}");
}

pub(crate) async fn every_target_can_be_hit(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    let small = small();
    for width in [1000, 390] {
        gallery.look(width, 760, 1, "light", false).await;
        for view in VIEWS {
            gallery.show(view, "en", "light", "").await;
            finds_nothing(&gallery, view, &small).await;
        }
    }
    gallery.browser.close().await;
}

/// Surfaces that reach beyond the window, what in them is wider than they are, and controls that no scrolling brings
/// into sight.
const LOST: &str = "(() => { const lost = []; const w = innerWidth, h = innerHeight; \
    if (document.documentElement.scrollWidth > w) lost.push('the page scrolls sideways'); \
    for (const e of root.querySelectorAll('.layer > :not(.vh, [hidden], [part~=spotlight])')) { \
        const r = e.getBoundingClientRect(); const name = e.getAttribute('part'); \
        if (r.left < -0.5 || r.right > w + 0.5) lost.push(name + ' is cut at a side'); \
        if (r.top < -0.5 || r.bottom > h + 0.5) lost.push(name + ' is cut above or below'); \
        for (const i of [e, ...e.querySelectorAll('*')]) { const s = getComputedStyle(i); \
            if (i.scrollWidth > i.clientWidth + 1 && i.clientWidth > 1 && s.display !== 'inline' && s.overflowX !== 'visible' \
                && !i.matches('input, select, .vh')) lost.push((i.getAttribute('part') || i.className) + ' scrolls sideways'); \
            if (i.matches('button, a, input, select, textarea') && !(name === 'launcher' && root.querySelector('.side'))) { const at = i.closest('label') || i; \
                at.scrollIntoView({block: 'center', behavior: 'instant'}); const b = at.getBoundingClientRect(); \
                const x = (b.left + b.right) / 2, y = (b.top + b.bottom) / 2; \
                const hit = root.elementFromPoint(x, y); \
                if (!hit || !(at.contains(hit) || hit.contains(at))) lost.push((i.getAttribute('part') || i.localName) + ' cannot be reached'); } } } \
    return lost; })()";

pub(crate) async fn nothing_is_lost_at_200_and_400_percent(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    // 1280 × 1024 magnified: the browser's zoom gives a page so many CSS px.
    for (width, height) in [(640, 512), (320, 512)] {
        gallery.look(width, height, 1, "light", false).await;
        for language in ["ja", "en", "ar"] {
            for view in VIEWS {
                gallery.show(view, language, "light", "").await;
                let at = format!("{view} {language} at {width} px");
                finds_nothing(&gallery, &at, LOST).await;
            }
        }
    }
    gallery.browser.close().await;
}

pub(crate) async fn reduced_motion_moves_nothing(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    gallery.look(1000, 760, 1, "light", false).await;
    let moving = "[...root.querySelectorAll('*')].flatMap((e) => [null, '::before', '::after'].map((p) => [e, getComputedStyle(e, p)])) \
        .filter(([, s]) => s.animationName !== 'none' || s.transitionDuration.split(',').some((d) => parseFloat(d) > 0)) \
        .map(([e, s]) => (e.getAttribute('part') || e.className) + ' ' + s.animationName + ' ' + s.transitionDuration) \
        .concat(root.getAnimations().map((a) => a.animationName || 'transition'))";
    for view in VIEWS {
        gallery.show(view, "ja", "light", "").await;
        finds_nothing(&gallery, view, moving).await;
    }
    gallery.browser.close().await;
}

/// View, how the keyboard comes to it (an element to focus, or none), and what must hold.
const FORCED: &[(&str, &str, &str)] = &[
    (
        "card",
        "part('card-next')",
        "(() => { const hole = getComputedStyle(part('spotlight')); const next = getComputedStyle(part('card-next')); \
          return hole.outlineStyle === 'solid' && parseFloat(hole.outlineWidth) >= 2 \
            && next.outlineStyle === 'solid' && parseFloat(next.outlineWidth) >= 2 && next.backgroundColor !== getComputedStyle(part('card')).backgroundColor; })()",
    ),
    (
        "card",
        "null",
        "(() => { const [on, now, , rest] = [...part('card-progress').querySelectorAll('i')].map((i) => getComputedStyle(i)); \
          return on.backgroundColor === now.backgroundColor && on.backgroundColor !== rest.backgroundColor && rest.borderTopStyle === 'solid'; })()",
    ),
    (
        "quiz-single",
        "null",
        "(() => { const [picked, other] = [...root.querySelectorAll('[part=option]')].map((o) => getComputedStyle(o).outlineStyle); \
          return picked === 'solid' && other === 'none'; })()",
    ),
    (
        "quiz-single",
        "root.querySelector('[part=option] :checked')",
        "getComputedStyle(root.querySelector('[part=option]:has(:checked)')).outlineOffset === '3px'",
    ),
    (
        "survey-nps",
        "null",
        "new Set([...root.querySelectorAll('[part=score]')].map((s) => getComputedStyle(s).backgroundColor)).size === 2",
    ),
    (
        "survey-csat",
        "null",
        "new Set([...root.querySelectorAll('[part=score]')].map((s) => getComputedStyle(s).backgroundColor)).size === 2",
    ),
    (
        "quiz-order",
        "null",
        "getComputedStyle(root.querySelector('.icon[aria-disabled]')).color \
          !== getComputedStyle(root.querySelector('.icon:not([aria-disabled])')).color",
    ),
    (
        "checklist",
        "null",
        "getComputedStyle(root.querySelector('[aria-current]')).outlineStyle === 'solid' \
          && getComputedStyle(part('checklist-progress')).outlineStyle === 'solid'",
    ),
    (
        "launcher,badge",
        "part('launcher')",
        "parseFloat(getComputedStyle(part('launcher')).outlineWidth) >= 2",
    ),
];

pub(crate) async fn forced_colours_tell_hole_focus_choice_and_rest_apart(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    for scheme in ["light", "dark"] {
        gallery.look(1000, 760, 1, scheme, true).await;
        for (view, focus, holds) in FORCED {
            gallery.show(view, "ja", scheme, "").await;
            // As after a key: what is given the focus by a script shows it only then.
            let given = format!(
                "(({focus})?.focus({{focusVisible: true}}), matchMedia('(forced-colors: active)').matches)"
            );
            assert_eq!(gallery.browser.run(&given).await, json!(true), "{view}");
            let held = gallery.browser.run(holds).await;
            assert_eq!(held, json!(true), "{view} {scheme} with {focus}: {holds}");
        }
    }
    gallery.browser.close().await;
}

pub(crate) async fn a_step_is_announced_once_and_politely(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    gallery.show("card", "en", "light", "").await;
    let live = "root.querySelector('[role=status]')";
    let first = format!("{live}.textContent");
    let said = gallery.browser.wait("the first step is told", &first).await;
    assert!(
        said.as_str().is_some_and(|s| s.contains("Step 2 of 5")),
        "{said}"
    );
    assert_eq!(
        gallery
            .browser
            .run(&format!("{live}.getAttribute('aria-live')"))
            .await,
        json!("polite")
    );
    // Every change of the region is one announcement.
    let watch = format!(
        "(window.told = [], new MutationObserver(() => told.push({live}.textContent)) \
         .observe({live}, {{childList: true, characterData: true, subtree: true}}))"
    );
    gallery.browser.run(&format!("void {watch}")).await;
    for step in [3, 4, 5] {
        gallery.browser.click_part("card-next").await;
        let expected = format!("Step {step} of 5");
        let told = format!("told.at(-1)?.includes('{expected}')");
        gallery.browser.wait(&expected, &told).await;
        // What else would be said would be said by the next frames.
        let later = "new Promise((done) => { let left = 20; \
            const next = () => (left-- ? requestAnimationFrame(next) : done(told.length)); next(); })";
        let count = gallery.browser.run(later).await;
        assert_eq!(count, json!(step - 2), "announcements up to step {step}");
    }
    gallery.browser.close().await;
}

pub(crate) async fn text_mode_is_a_list_of_steps(brand: Brand) {
    let gallery = Gallery::open(brand, 1000, 760).await;
    gallery.show("text", "en", "light", "").await;
    let list = "(() => { const list = root.querySelector('ol[role=list]'); const items = [...list.children]; return [ \
        items.length, items.every((i) => i.localName === 'li'), \
        items.findIndex((i) => i.getAttribute('aria-current') === 'step'), \
        items.filter((i) => i.querySelector('button')).length, \
        root.querySelector('[role=dialog]')?.getAttribute('aria-labelledby') !== null, \
        items.slice(0, 2).every((i) => i.textContent.includes('Done')), \
        items[2].textContent.includes('Customer list')] })()";
    let read = gallery.browser.run(list).await;
    let expected: Value = json!([5, true, 2, 5, true, true, true]);
    assert_eq!(read, expected);
    gallery.browser.close().await;
}
