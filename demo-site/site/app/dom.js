// Elements by script only: the page runs under Trusted Types, so no HTML string is ever parsed.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "primary", onclick: save}, "Save"): attributes by name, listeners by on…, falsy children left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A line icon of 20 px, decoration only: the name stands beside it. */
export function icon(path) {
  return s("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" }, s("path", { d: path }));
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  // A select takes its value only once its options are there.
  if (element.localName === "select" && attributes.value !== undefined) element.value = attributes.value;
  return element;
}
