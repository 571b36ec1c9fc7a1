//! The measurements: each opens the host page in a fresh tab, does what a person or a host would do, and gives
//! numbers. Times are in ms, distances in CSS px; smaller is better throughout.

use serde_json::Value;

use crate::library::Library;
use crate::measure::Measure;
use crate::server::Server;
use crate::session::Session;

/// What a scenario found.
pub type Found = Vec<(Measure, f64)>;

/// Browser and server together.
pub struct Bench {
    /// Serves the host page.
    pub server: Server,
    /// Opens it.
    pub session: Session,
}

/// The last two steps of the tour: in a nested container, and far down the window.
const NESTED: usize = 3;
const WINDOW: usize = 4;
/// A step in the middle of the window, with room around.
const MIDDLE: usize = 1;
/// So many that one script answers before the driver's patience ends.
const CYCLES_AT_ONCE: usize = 50;

fn number(value: &Value, name: &str) -> Result<f64, String> {
    if let Some(failure) = value["failed"].as_str() {
        return Err(failure.to_owned());
    }
    Ok(value[name].as_f64().unwrap_or(f64::NAN))
}

impl Bench {
    /// The host page, loaded, with its library ready to start.
    async fn ready(&self, library: Library, query: &str) -> Result<(), String> {
        self.session.open(&self.server.page(library, query)).await;
        self.session.run("window.shirube?.ready").await.map(drop)
    }

    /// A step, started and standing.
    async fn stand(&self, library: Library, step: usize) -> Result<Value, String> {
        if library == Library::Host {
            return Ok(Value::Null);
        }
        let script = format!("(adapter.start({step}), probe.settle({step}, 0))");
        let settled = self.session.run(&script).await?;
        number(&settled, "ms")?;
        Ok(settled)
    }

    /// From the navigation to the first card, with `latency` ms on the way.
    async fn first(&self, library: Library, step: usize, latency: u32) -> Result<Value, String> {
        self.session.open("about:blank").await;
        if latency > 0 {
            self.session
                .cdp("Network.enable", serde_json::json!({}))
                .await;
            let conditions = serde_json::json!({"offline": false, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1});
            self.session
                .cdp("Network.emulateNetworkConditions", conditions)
                .await;
        }
        self.server.forget();
        self.session
            .visit(&self.server.page(library, &format!("first={step}")))
            .await;
        let settled = self.session.run("probe.begun").await?;
        number(&settled, "ms")?;
        Ok(settled)
    }

    /// First cards, and what they cost. What is fetched weighs the same every time: `weigh` asks once for it.
    pub async fn first_cards(&self, library: Library, weigh: bool) -> Result<Found, String> {
        let near = self.first(library, 0, 0).await?;
        let script = self.session.metrics().await.get("ScriptDuration") * 1000.0;
        let mut found = vec![
            (Measure::FirstSeen, number(&near, "seen")?),
            (Measure::First, number(&near, "ms")?),
            (Measure::FirstAstray, number(&near, "astray")?),
            (Measure::LoadScript, script - number(&near, "spent")?),
        ];
        if weigh {
            found.push((Measure::Weight, self.server.weight() as f64 / 1000.0));
        }
        let far = self.first(library, 0, 40).await?;
        found.push((Measure::FirstFar, number(&far, "ms")?));
        let scrolled = self.first(library, WINDOW, 0).await?;
        found.push((Measure::FirstScroll, number(&scrolled, "ms")?));
        found.push((Measure::FirstScrollAstray, number(&scrolled, "astray")?));
        Ok(found)
    }

    /// A person clicks through the whole tour.
    pub async fn steps(&self, library: Library, quick: bool) -> Result<Found, String> {
        self.ready(library, if quick { "quick" } else { "" })
            .await?;
        self.stand(library, 0).await?;
        let (plain, scrolled) = if quick {
            (Measure::StepQuick, Measure::StepScrollQuick)
        } else {
            (Measure::Step, Measure::StepScroll)
        };
        let mut found = Vec::new();
        let (mut astray, mut unseen) = (0.0_f64, 0.0);
        for step in 1..=WINDOW {
            let place = self.session.run("probe.next()").await?;
            let place = (place[0].as_f64(), place[1].as_f64());
            let (Some(x), Some(y)) = place else {
                return Err("there is no Next button".to_owned());
            };
            let watch = format!("void (window.coming = probe.settle({step}, 'click'))");
            self.session.run(&watch).await?;
            self.session.click(x, y).await;
            let settled = self.session.run("window.coming").await?;
            let measure = if step >= NESTED { scrolled } else { plain };
            found.push((measure, number(&settled, "ms")?));
            if measure == Measure::Step {
                found.push((Measure::StepFrames, number(&settled, "frames")?));
            }
            astray = astray.max(number(&settled, "astray")?);
            unseen += 1.0 - number(&settled, "shown")?;
        }
        if !quick {
            found.push((Measure::StepAstray, astray));
            found.push((Measure::Unseen, unseen));
        }
        Ok(found)
    }

    /// The hole while a container scrolls, and then two seconds of rest.
    pub async fn nested(&self, library: Library) -> Result<Found, String> {
        self.ready(library, "").await?;
        self.session
            .run("void (document.querySelector('#list').scrollTop = 280)")
            .await?;
        let settled = self.stand(library, NESTED).await?;
        let mut found = self.idle().await?;
        if library != Library::Host {
            found.push((Measure::Rest, number(&settled, "drift")?));
        }
        let scroller = "document.querySelector('#list')";
        let [worst, off, layouts] = self.track(NESTED, scroller, library).await?;
        found.push((Measure::TrackNested, worst));
        found.push((Measure::TrackNestedOff, off));
        found.push((Measure::TrackNestedLayouts, layouts));
        Ok(found)
    }

    /// The hole while the window scrolls.
    pub async fn window(&self, library: Library) -> Result<Found, String> {
        self.ready(library, "").await?;
        self.stand(library, WINDOW).await?;
        let [worst, off, layouts] = self
            .track(WINDOW, "document.scrollingElement", library)
            .await?;
        Ok(vec![
            (Measure::TrackWindow, worst),
            (Measure::TrackWindowOff, off),
            (Measure::TrackWindowLayouts, layouts),
        ])
    }

    async fn track(
        &self,
        step: usize,
        scroller: &str,
        library: Library,
    ) -> Result<[f64; 3], String> {
        // The page alone has no hole to look at; its target is as good as any.
        let look = if library == Library::Host {
            "(adapter.hole = () => undefined),"
        } else {
            ""
        };
        let before = self.session.metrics().await;
        let track = self
            .session
            .run(&format!("({look} probe.track({step}, {scroller}, 60))"))
            .await?;
        let after = self.session.metrics().await;
        let layouts = after.since(&before, "LayoutCount");
        let worst = number(&track, "worst")?;
        let off = if worst.is_nan() {
            worst
        } else {
            number(&track, "off")?
        };
        Ok([worst, off, layouts])
    }

    async fn idle(&self) -> Result<Found, String> {
        let before = self.session.metrics().await;
        let counts = self.session.run("probe.idle(2000)").await?;
        let after = self.session.metrics().await;
        Ok(vec![
            (Measure::IdleLayouts, after.since(&before, "LayoutCount")),
            (
                Measure::IdleStyles,
                after.since(&before, "RecalcStyleCount"),
            ),
            (
                Measure::IdleScript,
                after.since(&before, "ScriptDuration") * 1000.0,
            ),
            (Measure::IdleFrames, number(&counts, "frames")?),
            (Measure::IdleTimers, number(&counts, "timers")?),
        ])
    }

    /// A late element pushes the target away.
    pub async fn shift(&self, library: Library) -> Result<Found, String> {
        self.ready(library, "").await?;
        self.stand(library, MIDDLE).await?;
        let frames = self.session.run(&format!("probe.shift({MIDDLE})")).await?;
        Ok(vec![(
            Measure::Shift,
            frames.as_f64().ok_or("no count of frames")?,
        )])
    }

    /// The host works on its document, with and without an open step, turn by turn.
    pub async fn mutations(&self, library: Library, turns: usize) -> Result<Found, String> {
        self.ready(library, "").await?;
        self.mutate().await?;
        let (mut closed, mut open, mut heard) = (Vec::new(), Vec::new(), 0.0);
        for _ in 0..turns {
            closed.push(self.mutate().await?.0);
            self.stand(library, MIDDLE).await?;
            let (time, told) = self.mutate().await?;
            open.push(time);
            heard = told;
            self.session.run("void adapter.stop()").await?;
            self.session.run("probe.gone()").await?;
        }
        // What the machine does besides only ever adds.
        let least = |numbers: Vec<f64>| numbers.into_iter().min_by(f64::total_cmp);
        let ratio = least(open).zip(least(closed));
        let ratio = ratio.map(|(open, closed)| open / closed);
        Ok(vec![
            (Measure::Mutation, ratio.ok_or("no turn")?),
            (Measure::MutationsHeard, heard),
        ])
    }

    /// The main thread's own time, which another process's turn on the machine changes little; and what was heard.
    async fn mutate(&self) -> Result<(f64, f64), String> {
        let before = self.session.metrics().await;
        let heard = self.session.run("probe.mutate(10000)").await?;
        let time = self.session.metrics().await.since(&before, "TaskDuration");
        Ok((time, heard.as_f64().ok_or("no count of mutations")?))
    }

    /// Starts and stops; what is left for each cycle. The heap is judged by the second half: in the first, the
    /// engine's own notes about hot code still grow.
    pub async fn leaks(&self, library: Library, cycles: usize) -> Result<Found, String> {
        self.ready(library, "").await?;
        self.cycle(20).await?;
        let before = self.session.settled_metrics().await;
        self.cycle(cycles / 2).await?;
        let (middle, module) = (self.session.settled_metrics().await, self.module().await?);
        self.cycle(cycles / 2).await?;
        let (after, grown) = (
            self.session.settled_metrics().await,
            self.module().await? - module,
        );
        // Less than before is a pool given back, not a debt repaid.
        let each = |left: f64, cycles: usize| left.max(0.0) / cycles as f64;
        let all = |name: &str| each(after.since(&before, name), cycles);
        let heap = after.since(&middle, "JSHeapUsedSize") + grown;
        Ok(vec![
            (Measure::LeakNodes, all("Nodes")),
            (Measure::LeakListeners, all("JSEventListeners")),
            (Measure::LeakHeap, each(heap, cycles / 2)),
        ])
    }

    async fn cycle(&self, mut cycles: usize) -> Result<(), String> {
        while cycles > 0 {
            let now = CYCLES_AT_ONCE.min(cycles);
            self.session.run(&format!("probe.cycle({now})")).await?;
            cycles -= now;
        }
        Ok(())
    }

    async fn module(&self) -> Result<f64, String> {
        let bytes = self.session.run("probe.moduleBytes()").await?;
        bytes
            .as_f64()
            .ok_or_else(|| "no size of the module's memory".to_owned())
    }
}
