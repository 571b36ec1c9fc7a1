// driver.js, as its documentation has it; quick: without its animation.

window.adapter = (() => {
  const guide = peer.driver({
    stagePadding: probe.PADDING,
    animate: !probe.quick,
    steps: probe.steps.map(({ title, target }) => ({ element: target, popover: { title, description: "What this is for, in one sentence." } })),
  });
  return {
    start: (n) => guide.drive(n),
    stop: () => guide.destroy(),
    card: () => document.querySelector(".driver-popover"),
    next: () => document.querySelector(".driver-popover-next-btn"),
    hole: () => { const path = document.querySelector(".driver-overlay path"); return path && probe.cut(path); },
  };
})();
if (probe.first !== undefined) adapter.start(probe.first);
