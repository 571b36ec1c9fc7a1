// Runs beside look.js. It tells what elements look like, for those who look for one that is gone, and names the element of a number.
globalThis.traits ||= (() => {
  const KEPT = ["type", "name", "href", "placeholder", "for", "alt", "title", "aria-label"];
  const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy"];
  const MEANT = "a,button,input,select,textarea,summary,label,option,[role],[tabindex],[data-testid],[data-test-id],[data-test],[data-cy],[id],h1,h2,h3,h4,h5,h6,th,td,li,dt,dd,p,img,svg,canvas,table,form,span,div";
  const MOST = 4000;
  const folded = (text, most = 80) => (text ?? "").split(/\s+/).filter(Boolean).join(" ").slice(0, most);
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
  };

  function neighboursOf(element) {
    const words = [];
    const label = element.labels?.[0];
    if (label) words.push(folded(label.textContent, 40));
    let up = element.parentElement;
    for (let n = 0; n < 3 && up && words.join(" ").length < 120; n += 1, up = up.parentElement) {
      for (const child of up.children) if (!child.contains(element)) words.push(folded(child.textContent, 30));
    }
    return folded([...new Set(words)].join(" "), 160);
  }

  function landmarkOf(element) {
    const mark = element.closest("dialog,[role=dialog],main,nav,header,footer,aside,form,[role=main],[role=navigation],[role=region]");
    if (!mark) return "";
    return `${look.roleOf(mark) ?? mark.localName} ${folded(mark.getAttribute("aria-label") ?? mark.querySelector("h1,h2,h3")?.textContent, 30)}`.trim();
  }

  function of(element) {
    const path = [];
    for (let up = element; up && up !== document.documentElement; up = up.parentElement) path.unshift(up.localName);
    const box = element.getBoundingClientRect();
    const { scrollWidth, scrollHeight } = document.documentElement;
    const percent = (part, whole) => Math.max(0, Math.min(100, Math.round((100 * part) / Math.max(1, whole))));
    return {
      language: document.documentElement.lang.split("-")[0],
      tag: element.localName,
      role: look.roleOf(element) ?? "",
      name: look.roleOf(element) ? folded(look.nameOf(element)) : "",
      text: folded(element.textContent),
      id: element.id,
      test_id: TEST_IDS.map((name) => element.getAttribute(name)).find(Boolean) ?? "",
      class: folded(element.getAttribute("class"), 120),
      attributes: KEPT.flatMap((name) => (element.getAttribute(name) ? [`${name}=${element.getAttribute(name).slice(0, 80)}`] : [])),
      neighbours: neighboursOf(element),
      landmark: landmarkOf(element),
      path: path.join(">"),
      place: [percent(box.x + scrollX + box.width / 2, scrollWidth), percent(box.y + scrollY + box.height / 2, scrollHeight)],
    };
  }

  let last = [];

  return {
    of,
    /** The traits of an anchor's element. */
    found: (anchor) => {
      const { element } = look.find(anchor);
      return element ? of(element) : null;
    },
    /** The traits of everything that can be seen; numbers of elements hold until the next call. */
    all() {
      last = [...document.querySelectorAll(MEANT)].filter((each) => visible(each) && !each.closest("shirube-root,shirube-outline")).slice(0, MOST);
      return last.map(of);
    },
    /** Anchors for the element of a number, the most lasting first. */
    anchors: (number) => look.anchorsOf(last[number]),
    /** The middle of an anchor's element in the viewport, brought there. */
    middle(anchor) {
      const { element } = look.find(anchor);
      element?.scrollIntoView({ block: "center" });
      const box = element?.getBoundingClientRect();
      return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
    },
    element: (number) => last[number],
  };
})();
