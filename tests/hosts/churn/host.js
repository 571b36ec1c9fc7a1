// A table that is never at rest.
const rows = document.querySelector("#rows");
rows.append(...Array.from({ length: 200 }, (_, n) => Object.assign(document.createElement("p"), { textContent: n })));

/** Ten thousand changes of nodes, texts and attributes, and the frame that shows them; in ms. */
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
  await new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
  return performance.now() - start;
};
