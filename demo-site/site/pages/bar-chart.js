// Two bars a month, drawn as SVG; the table beside it says the same to who cannot see it.

import { s } from "../app/dom.js";
import { language, month } from "../app/language.js";

const [WIDE, NARROW, HEIGHT, LEFT, TOP, BOTTOM] = [960, 360, 220, 56, 12, 28];

export function barChart(rows) {
  const width = matchMedia("(max-width: 640px)").matches ? NARROW : WIDE;
  const top = ceiling(Math.max(...rows.flatMap(({ issued, received }) => [issued, received]), 1));
  const y = (amount) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - amount / top);
  const band = (width - LEFT) / rows.length;
  const grid = [0, 0.5, 1].map((part) => {
    const at = y(top * part);
    return s("g", {}, s("line", { class: "grid", x1: LEFT, x2: width, y1: at, y2: at }), s("text", { x: LEFT - 10, y: at + 4, "text-anchor": "end" }, short(top * part)));
  });
  const bars = rows.map((row, index) => {
    const middle = LEFT + band * (index + 0.5);
    return s("g", {}, bar("issued", middle - 23, row.issued), bar("received", middle + 1, row.received), s("text", { x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, month(row.month)));
  });

  function bar(kind, x, amount) {
    const at = y(amount);
    return s("rect", { class: kind, x, y: at, width: 22, height: Math.max(HEIGHT - BOTTOM - at, 0), rx: 3 });
  }

  return s("svg", { class: "bars", viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" }, grid, bars);
}

const ceiling = (most) => {
  const step = 10 ** Math.floor(Math.log10(most));
  return Math.ceil(most / step) * step;
};

const short = (amount) => {
  if (amount === 0) return "0";
  const units = language() === "ja" ? [10000, "万"] : [1000, "k"];
  return `${new Intl.NumberFormat("en").format(amount / units[0])}${units[1]}`;
};
