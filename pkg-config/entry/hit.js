// A click on a button that answers in a person's name counts only if the person could mean it: the button lies under the
// pointer, is not see-through, and did not slip under a resting pointer a moment ago. Keys and assistive technology have
// no pointer, and are believed. What the page paints over us is `widget::stage`'s to overtake.

const BUTTONS = ["quiz-submit", "survey-submit", "inquiry-submit", "announcement-action"].map((part) => `[part~=${part}]`).join();
const SETTLED = 200;

/** `refused` is told of every click that did not count. */
export function createHit(refused) {
  let shown = -SETTLED;
  let moved = 0;

  function hear(event) {
    const { type, target, timeStamp } = event;
    if (type === "pointermove") {
      if (event.movementX || event.movementY) moved = timeStamp;
      return;
    }
    const button = target.localName === "shirube-root" && event.isTrusted && event.composedPath()[0].closest(BUTTONS);
    if (!button) return;
    const seen = button.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const hit = !event.detail || (button.contains(button.getRootNode().elementFromPoint(event.clientX, event.clientY))
      && (moved > shown || timeStamp - shown > SETTLED));
    if (seen && hit) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    refused();
  }

  const heard = ["pointermove", "click"];
  for (const type of heard) addEventListener(type, hear, true);
  return {
    shown() { shown = performance.now(); },
    close() { for (const type of heard) removeEventListener(type, hear, true); },
  };
}
