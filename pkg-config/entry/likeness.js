// What stands in for an element that is gone: weighted similarity over what it looked like when its anchor last held.
// Weights, threshold and margin are those of sdk/content/src/fingerprint.rs, and a test holds the two against each other.
// A module of its own, fetched when the first anchor fails on a page.

import { nameIn, roleIn } from "./name.js";

const ENOUGH = 850;
const AHEAD = 40;
const MOST = 4000;
const KEPT = ["type", "name", "href", "placeholder", "for", "alt", "title", "aria-label"];
const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy"];
const MEANT = `a,button,input,select,textarea,summary,label,option,[role],[tabindex],${TEST_IDS.map((name) => `[${name}]`)},[id],h1,h2,h3,h4,h5,h6,th,td,li,dt,dd,p,img,svg,canvas,table,form,span,div`;
const MARKS = "dialog,[role=dialog],main,nav,header,footer,aside,form,[role=main],[role=navigation],[role=region]";

const folded = (text, most = 80) => (text || "").split(/\s+/).filter(Boolean).join(" ").slice(0, most);

/** The element of a document or shadow root that is surely the one that looked like this; nothing where none is. */
export function mostAlike(looks, root) {
  const gone = JSON.parse(looks);
  let best;
  let most = 0;
  let next = 0;
  for (const element of [...root.querySelectorAll(MEANT)].filter(isSeen).slice(0, MOST)) {
    const score = similarity(gone, traitsOf(element));
    if (score > most) {
      next = most;
      most = score;
      best = element;
    } else next = Math.max(next, score);
  }
  return most >= ENOUGH && most >= next + AHEAD ? best : undefined;
}

function isSeen(element) {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest("shirube-root");
}

function traitsOf(element) {
  const { documentElement, defaultView } = element.ownerDocument;
  const path = [];
  for (let up = element; up && up !== documentElement; up = up.parentElement) path.unshift(up.localName);
  const box = element.getBoundingClientRect();
  const percent = (part, whole) => Math.max(0, Math.min(100, Math.round((100 * part) / Math.max(1, whole))));
  const role = roleIn(element);
  return {
    language: documentElement.lang.split("-")[0],
    tag: element.localName,
    role,
    name: role && folded(nameIn(element)),
    text: folded(element.textContent),
    id: element.id,
    test_id: TEST_IDS.map((name) => element.getAttribute(name)).find(Boolean),
    class: folded(element.getAttribute("class"), 120),
    attributes: KEPT.flatMap((name) => (element.getAttribute(name) ? [`${name}=${element.getAttribute(name).slice(0, 80)}`] : [])),
    neighbours: neighboursOf(element),
    landmark: landmarkOf(element),
    path: path.join(">"),
    place: [
      percent(box.x + defaultView.scrollX + box.width / 2, documentElement.scrollWidth),
      percent(box.y + defaultView.scrollY + box.height / 2, documentElement.scrollHeight),
    ],
  };
}

function neighboursOf(element) {
  const words = element.labels?.[0] ? [folded(element.labels[0].textContent, 40)] : [];
  let up = element.parentElement;
  for (let n = 0; n < 3 && up && words.join(" ").length < 120; n += 1, up = up.parentElement) {
    for (const child of up.children) if (!child.contains(element)) words.push(folded(child.textContent, 30));
  }
  return folded([...new Set(words)].join(" "), 160);
}

function landmarkOf(element) {
  const mark = element.closest(MARKS);
  return mark ? `${roleIn(mark) || mark.localName} ${folded(mark.getAttribute("aria-label") ?? mark.querySelector("h1,h2,h3")?.textContent, 30)}`.trim() : "";
}

/** How much `other` is like `own`, 0 to 1,000; what `own` does not have is not held against it. */
export function similarity(own, other) {
  let got = 0;
  let of = 0;
  const add = (weight, likeness) => {
    got += weight * likeness;
    of += weight;
  };
  const words = (weight, key, like) => own[key] && add(weight, like(own[key], other[key] || ""));
  words(15, "test_id", exact);
  words(15, "id", alike);
  words(10, "tag", exact);
  words(10, "role", exact);
  if ((own.language || "") === (other.language || "")) {
    words(20, "name", alike);
    words(15, "text", alike);
    words(15, "neighbours", shared);
    words(5, "landmark", alike);
  }
  words(5, "class", shared);
  const all = own.attributes || [];
  if (all.length) {
    const parts = all.map((one) => Math.max(0, ...(other.attributes || []).map((two) => attribute(one, two))));
    add(10, Math.floor(parts.reduce((sum, part) => sum + part, 0) / all.length));
  }
  words(5, "path", ends);
  const [x, y] = own.place || [];
  const [ox, oy] = other.place || [];
  if (y !== undefined && oy !== undefined) add(5, 1000 - Math.min(100, Math.abs(x - ox) + Math.abs(y - oy)) * 10);
  return of ? Math.floor(got / of) : 0;
}

const exact = (a, b) => (a === b ? 1000 : 0);
const dice = (common, all) => (all ? Math.floor((2000 * common) / all) : 0);

function attribute(a, b) {
  const [[name, value], [other, wanted]] = [a, b].map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]);
  return name === other ? 200 + Math.floor((alike(value, wanted) * 4) / 5) : 0;
}

/** By the pairs of characters that two texts share, which needs no words: Japanese has no gaps. */
function alike(a, b) {
  if (a === b) return 1000;
  const [one, other] = [pairs(a), pairs(b)];
  return dice(common(one, other), one.length + other.length);
}

function pairs(text) {
  let before = " ";
  return [...[...text].slice(0, 80).join("").toLowerCase()].map((c) => {
    const pair = before + c;
    before = c;
    return pair;
  });
}

function common(a, b) {
  const left = new Map();
  for (const each of a) left.set(each, (left.get(each) || 0) + 1);
  return b.filter((each) => {
    const n = left.get(each) || 0;
    left.set(each, n - 1);
    return n > 0;
  }).length;
}

function shared(a, b) {
  const [one, other] = [a, b].map((text) => text.split(/\s+/).filter(Boolean));
  return one.length < 3 ? alike(a, b) : dice(common(one, other), one.length + other.length);
}

function ends(a, b) {
  const [one, other] = [a, b].map((text) => text.split(">").reverse());
  let same = 0;
  while (same < one.length && same < other.length && one[same] === other[same]) same += 1;
  return dice(same, one.length + other.length);
}
