// Shepherd, as its documentation has it (scrolling is smooth there); quick: scrolling at once.

window.adapter = (() => {
  const guide = new peer.Shepherd.Tour({
    useModalOverlay: true,
    defaultStepOptions: {
      modalOverlayOpeningPadding: probe.PADDING,
      cancelIcon: { enabled: true },
      scrollTo: { behavior: probe.quick ? "instant" : "smooth", block: "center" },
    },
  });
  probe.steps.forEach(({ title, target }, n) => guide.addStep({
    id: `step-${n}`,
    title,
    text: "What this is for, in one sentence.",
    attachTo: { element: target, on: "bottom" },
    buttons: [{ text: "Next", classes: "next", action() { return this.next(); } }],
  }));
  return {
    start: (n) => guide.show(`step-${n}`),
    stop: () => guide.cancel(),
    card: () => [...document.querySelectorAll(".shepherd-element")].find((card) => card.checkVisibility({ visibilityProperty: true })),
    next: () => adapter.card().querySelector(".next"),
    hole: () => { const path = document.querySelector(".shepherd-modal-overlay-container path"); return path && probe.cut(path); },
  };
})();
if (probe.first !== undefined) adapter.start(probe.first);
