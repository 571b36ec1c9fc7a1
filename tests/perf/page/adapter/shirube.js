// Shirube, by its script tag; the content comes from the author's compiler.

window.adapter = (() => {
  const part = (name) => document.querySelector("shirube-root")?.shadowRoot.querySelector(`[part~="${name}"]`);
  window.shirube ||= [];
  return {
    start: (n) => window.shirube.push(["start", "tour", { step: probe.TITLES[n].toLowerCase(), force: true }]),
    stop: () => window.shirube.stop(),
    card: () => part("card"),
    next: () => part("card-next"),
    hole: () => { const hole = part("spotlight"); return hole && probe.box(hole.getBoundingClientRect()); },
  };
})();
if (probe.first !== undefined) adapter.start(probe.first);
