//! The time that counts: while the page has the person's attention and something is there to be read.

use crate::engine::Engine;
use crate::step::Phase;

impl Engine {
    /// Adds the time since the last input to what counts, while the page has the person's attention.
    pub(crate) fn count_active(&mut self) {
        let (now, attention) = (self.now, self.attention);
        let Some(run) = self.run.as_mut() else { return };
        // A minute without any input is idleness, not reading.
        let span = (now - run.counted_to).clamp(0, 60_000) as u32;
        if attention && run.phase == Phase::Here {
            run.active_ms = run.active_ms.saturating_add(span);
        }
        run.counted_to = now;
    }

    /// The same for the front surface.
    pub(crate) fn count_front(&mut self) {
        let (now, attention) = (self.now, self.attention);
        let Some(front) = self.front.as_mut() else {
            return;
        };
        let span = (now - front.counted_to).clamp(0, 60_000) as u32;
        if attention && front.seen {
            front.active_ms = front.active_ms.saturating_add(span);
        }
        front.counted_to = now;
    }
}
