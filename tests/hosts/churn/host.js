// A table that is never at rest.
const rows = document.querySelector("#rows");
rows.append(...Array.from({ length: 200 }, (_, n) => Object.assign(document.createElement("p"), { textContent: n })));

/** Ten thousand changes of nodes, texts and attributes, their layout, and whatever hears of them; in ms. */
window.churn = async () => {
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  for (let n = 0; n < 2500; n += 1) {
    const row = rows.children[n % 200];
    row.firstChild.data = n;
    row.className = `r${n % 7}`;
    row.toggleAttribute("hidden", n % 3 === 0);
    rows.append(row);
  }
  rows.getBoundingClientRect();
  // Observers of changes are called behind the script, before this goes on.
  await new Promise((done) => queueMicrotask(done));
  return performance.now() - start;
};
