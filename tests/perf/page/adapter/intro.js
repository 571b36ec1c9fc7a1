// Intro.js, as its documentation has it; it has no setting for its motion.

window.adapter = (() => {
  let guide;
  return {
    // Its own goToStep lands on another step (8.6.0): a tour that begins later is given without what comes before.
    start(n) {
      guide = peer.introJs.tour();
      guide.setOptions({
        helperElementPadding: probe.PADDING * 2,
        steps: probe.steps.slice(n).map(({ title, target }) => ({ element: document.querySelector(target), title, intro: "What this is for, in one sentence." })),
      });
      guide.start();
    },
    stop: () => guide.exit(true),
    card: () => document.querySelector(".introjs-tooltip"),
    next: () => document.querySelector(".introjs-nextbutton"),
    hole: () => { const layer = document.querySelector(".introjs-helperLayer"); return layer && probe.box(layer.getBoundingClientRect()); },
  };
})();
if (probe.first !== undefined) adapter.start(probe.first);
