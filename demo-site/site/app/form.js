// Fields with a label and, when something is missing, a sentence that says what.

import { h } from "./dom.js";

let serial = 0;

/** A labelled field. `label` may carry attributes of its own, for a hook on the label. */
export function field(text, control, { labelAttributes = {}, hint = null } = {}) {
  control.id ||= `field-${++serial}`;
  const error = h("p", { class: "error", id: `${control.id}-error`, hidden: true });
  control.setAttribute("aria-describedby", error.id);
  control.addEventListener("input", () => clear(control, error));
  return h(
    "div",
    { class: "field" },
    h("label", { for: control.id, ...labelAttributes }, text),
    control,
    hint && h("p", { class: "hint" }, hint),
    error,
  );
}

/** Shows the first complaint for each control, focuses the first of them, and says whether all is well. */
export function accept(checks) {
  let first = null;
  for (const [control, message] of checks) {
    const error = document.getElementById(`${control.id}-error`);
    if (!message) {
      clear(control, error);
      continue;
    }
    control.setAttribute("aria-invalid", "true");
    error.textContent = message;
    error.hidden = false;
    first ??= control;
  }
  first?.focus();
  return first === null;
}

export function select(attributes, options, value) {
  return h(
    "select",
    { ...attributes, value },
    options.map(([key, text]) => h("option", { value: key }, text)),
  );
}

export const isMail = (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

function clear(control, error) {
  control.removeAttribute("aria-invalid");
  error.hidden = true;
}
