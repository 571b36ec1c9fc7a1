// Elements without a framework: h("tag", {property: value, "aria-label": …}, ...children).

export function h(tag, properties = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role" || name === "for" || name === "list") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...inside.flat(Infinity).filter((each) => each !== undefined && each !== null && each !== false));
  return element;
}

const SHAPES = {
  up: "M8 12.5v-9M4 7.5l4-4 4 4", down: "M8 3.5v9M4 8.5l4 4 4-4", remove: "M4 4l8 8M12 4l-8 8", add: "M8 3v10M3 8h10",
  point: "M3 3l4 10 1.6-4.4L13 7z", see: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8M8 9.7A1.7 1.7 0 1 0 8 6.3a1.7 1.7 0 0 0 0 3.4",
  record: "M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8", undo: "M6 3L3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
};

/** A picture of 16 by 16 in the text's colour. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", width: 16, height: 16, fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export const button = (label, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, label);

/** A button of a picture alone, named for those who cannot see it. */
export const small = (name, label, onclick, more = {}) => h("button", { type: "button", className: "small", title: label, "aria-label": label, onclick, ...more }, icon(name));

/** A picture and words. */
export const marked = (name, label, onclick, more = {}) => h("button", { type: "button", onclick, ...more }, icon(name), label);

export function say(text, bad = false) {
  const status = document.getElementById("status");
  status.className = bad ? "bad" : "";
  status.textContent = text;
}

/** Something folded away, drawn when somebody looks: an anchor may hold an anchor, without end. */
export function folding(label, draw) {
  const inside = h("div");
  const details = h("details", { ontoggle: () => { if (details.open && !inside.firstChild) inside.append(draw()); } }, h("summary", {}, label), inside);
  return details;
}
