// What a developer would see of Shirube in this page, kept for the test: warnings, errors, every event.
// Loaded before everything else, so that the queue form takes the handlers in.
(() => {
  const seen = { warnings: [], errors: [], events: [], uncaught: [], ready: null, vain: 0 };
  window.seen = seen;
  const warn = console.warn;
  console.warn = (...words) => { seen.warnings.push(words.join(" ")); warn.apply(console, words); };
  addEventListener("error", (event) => seen.uncaught.push(event.message));
  addEventListener("unhandledrejection", (event) => seen.uncaught.push(String(event.reason)));
  // Posts that no collector answered for. A collector names itself in a header.
  const send = window.fetch;
  window.fetch = (address, options) => {
    const answer = send(address, options);
    if (options?.method === "POST") {
      answer.then(({ headers }) => { if (!headers.has("Shirube-Collector")) seen.vain += 1; }, () => { seen.vain += 1; });
    }
    return answer;
  };
  const on = (name, handler) => (window.shirube ||= []).push(["on", name, handler]);
  on("error", (error) => seen.errors.push({ code: error.code, message: error.message, kind: error.name }));
  on("ready", (answer) => { seen.ready = answer; });
  for (const name of EVENTS) {
    on(name, ({ content, step }) => seen.events.push([name, content ?? null, step ?? null]));
  }
})();
