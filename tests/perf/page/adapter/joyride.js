// React Joyride, as its documentation has it, without the beacon that would ask for a click first; quick: scrolling at once.

window.adapter = (() => {
  const { createElement, createRoot, flushSync, useJoyride } = peer;
  let controls;
  function Tour() {
    const guide = useJoyride({
      continuous: true,
      scrollToFirstStep: true,
      options: { skipBeacon: true, spotlightPadding: probe.PADDING, ...(probe.quick ? { scrollDuration: 0 } : {}) },
      steps: probe.steps.map(({ title, target }) => ({ target, title, content: "What this is for, in one sentence." })),
    });
    controls = guide.controls;
    return guide.Tour;
  }
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  flushSync(() => root.render(createElement(Tour)));
  return {
    start: (n) => controls.start(n),
    stop: () => controls.reset(false),
    card: () => document.querySelector(".react-joyride__tooltip"),
    next: () => document.querySelector(".react-joyride__tooltip [data-action=primary]"),
    hole: () => { const path = document.querySelector(".react-joyride__spotlight path"); return path && path.getAttribute("d").indexOf("M", 1) > 0 ? probe.cut(path) : undefined; },
  };
})();
if (probe.first !== undefined) adapter.start(probe.first);
