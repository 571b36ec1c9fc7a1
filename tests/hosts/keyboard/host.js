// What a software keyboard does to the page: the visual viewport shrinks from below, nothing else changes. No driver
// can bring a real one up.
(() => {
  const real = window.visualViewport;
  const seen = new EventTarget();
  let covered = 0;
  for (const name of ["width", "offsetLeft", "offsetTop", "pageLeft", "pageTop", "scale"]) {
    Object.defineProperty(seen, name, { get: () => real[name] });
  }
  Object.defineProperty(seen, "height", { get: () => real.height - covered });
  Object.defineProperty(window, "visualViewport", { value: seen });
  window.cover = (height) => {
    covered = height;
    seen.dispatchEvent(new Event("resize"));
  };
})();
