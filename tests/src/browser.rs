//! One session of a real browser, as a person's hands and eyes: it opens, clicks, types, and looks at the page.
//! Waiting means asking until the answer is yes. Not here: which browser that is, beyond its name.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::driver::{Brand, Driver, PRIVATE};

/// How long a condition may take to come true: a limit for a loaded machine, never a time that is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two questions, so that asking is not what loads the machine.
const PAUSE: Duration = Duration::from_millis(15);

/// A browser with a fresh profile.
pub struct Browser {
    /// Declared before its driver, so that the session ends first.
    session: WebDriver,
    _driver: Driver,
    /// Which browser it is.
    pub brand: Brand,
    /// Width and height, of one that may serve another test after this one.
    lent: Option<(u32, u32)>,
}

/// Browsers whose tests are done. Firefox alone takes longer to start than a test takes; its pages leave nothing to
/// each other, since no two servers of a run share an origin.
static RESTING: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// Ends the browsers that wait for another test.
pub async fn end_resting() {
    let all = std::mem::take(&mut *RESTING.lock().unwrap_or_else(PoisonError::into_inner));
    for browser in all {
        let _ = browser.session.clone().quit().await;
    }
}

/// What is said in every script: the shadow root's visible parts by name.
const PRELUDE: &str = "const seek = (at) => at.querySelector('shirube-root') \
        ?? [...at.querySelectorAll('*')].map((e) => e.shadowRoot && seek(e.shadowRoot)).find(Boolean);\
    const root = seek(document)?.shadowRoot;\
    const part = (name) => root && [...root.querySelectorAll(`[part~=\"${name}\"]`)].find((e) => e.checkVisibility({visibilityProperty: true}));";

impl Browser {
    /// Starts one session with a window of this size.
    pub async fn start(brand: Brand, width: u32, height: u32) -> Self {
        Self::launch(brand, width, height, None).await
    }

    /// Starts one session on a profile that outlives it.
    ///
    /// # Panics
    /// With a folder that is no UTF-8.
    pub async fn start_on(brand: Brand, profile: &std::path::Path) -> Self {
        std::fs::create_dir_all(profile).expect("a profile");
        Self::launch(brand, 1100, 800, profile.to_str()).await
    }

    /// Starts one session in a private window.
    pub async fn start_private(brand: Brand) -> Self {
        Self::launch(brand, 1280, 860, Some(PRIVATE)).await
    }

    /// Ends every process of the browser on this profile with SIGKILL: nothing is written any more.
    pub fn kill(self, profile: &std::path::Path) {
        crate::driver::kill_by_profile(profile);
        std::mem::forget(self.session);
    }

    async fn launch(brand: Brand, width: u32, height: u32, profile: Option<&str>) -> Self {
        let lent = (brand == Brand::Firefox && profile.is_none()).then_some((width, height));
        if lent.is_some() {
            let mut resting = RESTING.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(at) = resting
                .iter()
                .position(|b| b.brand == brand && b.lent == lent)
            {
                return resting.swap_remove(at);
            }
        }
        let driver = Driver::start(brand).await;
        let wish = brand.capabilities(width, height, profile);
        let session = WebDriver::new(&driver.address, wish).await;
        let session = session.unwrap_or_else(|e| panic!("no session of {brand}: {e}"));
        if brand == Brand::Webkit {
            // Its window has no option for the size.
            let sized = session.set_window_rect(0, 0, width, height).await;
            sized.expect("a window of this size");
        }
        Browser {
            session,
            _driver: driver,
            brand,
            lent,
        }
    }

    /// The session itself, for what only one engine can.
    #[must_use]
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) {
        let opened = self.session.goto(url).await;
        opened.unwrap_or_else(|e| panic!("{url}: {e}"));
    }

    /// Has a script run before those of every page opened from now on: Chromium only.
    pub async fn before_each_page(&self, script: &str) {
        let source = json!({ "source": script });
        let method = "Page.addScriptToEvaluateOnNewDocument";
        let taken = self.session.cdp().send_raw(method, source).await;
        taken.expect("the script is taken");
    }

    /// Opens an address in a new tab and looks there from now on; gives the tab left behind.
    pub async fn open_tab(&self, url: &str) -> WindowHandle {
        let before = self.session.window().await.expect("a window");
        let tab = self.session.new_tab().await.expect("a tab");
        self.turn_to(tab).await;
        self.open(url).await;
        before
    }

    /// Looks at another tab.
    pub async fn turn_to(&self, tab: WindowHandle) {
        let turned = self.session.switch_to_window(tab).await;
        turned.expect("the tab is there");
    }

    async fn ask(&self, script: &str) -> Result<Value, WebDriverError> {
        let script = format!("{PRELUDE} return {script};");
        let answer = self.session.execute(script, Vec::<Value>::new()).await?;
        Ok(answer.json().clone())
    }

    /// The value of an expression in the page (a promise's, once it is kept); `root` and `part(name)` are at hand.
    pub async fn run(&self, script: &str) -> Value {
        let answer = self.ask(script).await;
        answer.unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// Waits until an expression's value is truthy and gives it.
    pub async fn wait(&self, what: &str, script: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // While a page goes and the next one comes there is nobody to answer.
            let value = self.ask(script).await;
            let truthy = value.as_ref().is_ok_and(|v| {
                !matches!(v, Value::Null | Value::Bool(false)) && *v != json!(0) && *v != json!("")
            });
            match value {
                Ok(value) if truthy => return value,
                Err(error) if !is_passing(&error) => panic!("{what}: {script}: {error}"),
                last => assert!(
                    Instant::now() < deadline,
                    "waited in vain for {what}; last answer: {last:?}; seen: {}",
                    self.seen().await
                ),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What a person would tell of the page.
    async fn seen(&self) -> Value {
        let said = "({url: location.href, shirube: root ? root.querySelector('.layer')?.innerText : 'no root', \
                    focus: [document.activeElement?.localName, root?.activeElement?.part.value], \
                    page: document.body?.innerText.slice(0, 300), told: window.seen})";
        self.ask(said)
            .await
            .unwrap_or_else(|e| json!(e.to_string()))
    }

    /// The element that an expression gives, once there is one.
    pub async fn element(&self, what: &str, script: &str) -> WebElement {
        self.wait(what, &format!("!!({script})")).await;
        let script = format!("{PRELUDE} return {script};");
        let answer = self.session.execute(script, Vec::<Value>::new()).await;
        let element = answer.and_then(|a| a.element());
        element.unwrap_or_else(|e| panic!("{what}: {e}"))
    }

    /// The trusted click of a person on the element that an expression gives.
    pub async fn click(&self, what: &str, script: &str) {
        if let Err(error) = self.element(what, script).await.click().await {
            let there = format!(
                "(() => {{ const r = ({script}).getBoundingClientRect(), e = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2); \
                    return [r.left, r.top, r.width, r.height, e?.outerHTML.slice(0, 200), part('card')?.getBoundingClientRect()]; }})()"
            );
            panic!("{what}: {error}; there: {:?}", self.ask(&there).await);
        }
    }

    /// A click on a visible part of Shirube.
    pub async fn click_part(&self, name: &str) {
        self.click(name, &format!("part('{name}')")).await;
    }

    /// The same as a person does it: once the surface stands still, with a pointer that comes from elsewhere. A button that
    /// is still coming, or that slipped under a resting pointer, is meant by nobody, and some are not answered then.
    pub async fn press(&self, name: &str) {
        let comes = "root.getAnimations().some((a) => Number.isFinite(a.effect.getComputedTiming().endTime))";
        let still = format!("part('{name}') && !{comes}");
        self.wait(&format!("{name} at rest"), &still).await;
        let away = self.session.action_chain().move_to(2, 2).perform().await;
        away.unwrap_or_else(|e| panic!("{name}: {e}"));
        self.click_part(name).await;
    }

    /// Presses an element and does not let go.
    pub async fn hold(&self, element: &WebElement) {
        let chain = self.session.action_chain();
        let held = chain.move_to_element_center(element).click_and_hold();
        held.perform().await.expect("a press");
    }

    /// Lets go of it.
    pub async fn release(&self) {
        let released = self.session.action_chain().release().perform().await;
        released.expect("a press's end");
    }

    /// Types into a field of the host, after what stands there, and leaves it by the Tab key.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self
            .element(css, &format!("document.querySelector({css:?})"))
            .await;
        let typed = field.send_keys(text + Key::Tab).await;
        typed.unwrap_or_else(|e| panic!("{css}: {e}"));
    }

    /// Chooses an option by its value, as the keyboard would: the field hears `input` and `change`.
    pub async fn choose(&self, css: &str, value: &str) {
        let option = format!("document.querySelector({css:?} + ' option[value={value:?}]')");
        self.click(css, &option).await;
    }

    /// Waits until the card shows a step that can be done; a paused one has no words of its own.
    pub async fn step(&self, id: &str) {
        let shown = format!("part('card')?.dataset.step === '{id}' && !!part('card-body')");
        self.wait(&format!("step {id}"), &shown).await;
    }

    /// A picture of the window.
    pub async fn picture(&self, path: &std::path::Path) {
        self.session.screenshot(path).await.expect("a picture");
    }

    /// Ends the session, or has it rest for another test; a test that fails before ends it by being dropped.
    pub async fn close(self) {
        if self.lent.is_some() && self.tidied().await.is_ok() {
            let mut resting = RESTING.lock().unwrap_or_else(PoisonError::into_inner);
            resting.push(self);
        } else {
            let _ = self.session.clone().quit().await;
        }
    }

    /// One empty tab, and no cookies: these know no ports.
    async fn tidied(&self) -> Result<(), WebDriverError> {
        self.session.delete_all_cookies().await?;
        let tabs = self.session.windows().await?;
        for tab in tabs.iter().skip(1) {
            self.session.switch_to_window(tab.clone()).await?;
            self.session.close_window().await?;
        }
        if let Some(first) = tabs.first() {
            self.session.switch_to_window(first.clone()).await?;
        }
        self.session.goto("about:blank").await
    }
}

/// Whether an error means no more than that the page is just being replaced.
fn is_passing(error: &WebDriverError) -> bool {
    let text = error.to_string();
    [
        "context was destroyed",
        "inspected target navigated",
        "unloaded",
        "JavascriptError",
        "javascript error",
    ]
    .iter()
    .any(|words| text.contains(words))
}
