// Who an item is for, as a sentence that is clicked together. A change writes the whole condition; what it has in common with
// the one before stays as it was written.

import { button, h, small } from "./dom.js";
import { write } from "./field.js";
import { fieldName, t } from "./words.js";

const KINDS = ["all", "any", "not", "segment", "trait", "account", "event", "completed", "dismissed", "understands", "motivation", "page", "language", "variant", "now"];
const OPERATORS = ["is", "is_not", "in", "gt", "lt", "contains", "exists", "before", "after", "within_days"];
/** What may stand beside a kind. */
const BESIDE = { event: ["at_least", "within_days", "unknown"], understands: ["at_least", "below"], variant: ["is"] };
const FRESH = {
  all: [{ segment: "" }], any: [{ segment: "" }], not: { segment: "" }, motivation: { at_least: 50 }, now: { from: "" },
};

export function condition(context, path) {
  const top = context.read(path);
  const save = (value, redraw = true) => write(context, path, value, redraw);
  if (!top) return h("div", { className: "condition" }, h("span", { className: "quiet" }, t("everyone")), chooser(undefined, save));
  return h("div", { className: "condition" }, part(context, top, save), small("remove", t("remove"), () => save(undefined)));
}

function chooser(kind, save) {
  return h("select", { "aria-label": t("choose"), onchange: (event) => event.target.value && save(fresh(event.target.value)) },
    !kind && h("option", { value: "" }, t("choose")), KINDS.map((each) => h("option", { value: each, selected: each === kind }, fieldName(each))));
}

const fresh = (kind) => ({ [kind]: FRESH[kind] ?? "", ...((kind === "trait" || kind === "account") && { is: "" }) });

function part(context, value, save) {
  const kind = KINDS.find((each) => each in value);
  const set = (key, inner, redraw = false) => save({ ...value, [key]: inner }, redraw);
  if (kind === "all" || kind === "any") {
    const all = Array.isArray(value[kind]) ? value[kind] : [];
    const replaced = (at, inner, redraw) => save({ [kind]: all.flatMap((each, n) => (n === at ? (inner === undefined ? [] : [inner]) : [each])) }, redraw);
    return h("div", { className: "several" }, chooser(kind, save),
      h("ul", {}, all.map((each, at) => h("li", {}, part(context, each, (inner, redraw = true) => replaced(at, inner, redraw)), small("remove", t("remove"), () => replaced(at, undefined, true))))),
      button(t("add"), () => save({ [kind]: [...all, { segment: "" }] })));
  }
  if (kind === "not") return h("div", { className: "one" }, chooser(kind, save), part(context, value.not, (inner, redraw = true) => save({ not: inner }, redraw)));
  if (kind === "motivation" || kind === "now") {
    const fields = kind === "now" ? ["from", "until"] : ["at_least", "below"];
    return h("div", { className: "one" }, chooser(kind, save), fields.map((name) => input(context, name, value[kind]?.[name], (inner) => set(kind, strip({ ...value[kind], [name]: inner })))));
  }
  const operator = OPERATORS.find((each) => each in value);
  const beside = BESIDE[kind] ?? [];
  return h("div", { className: "one" }, chooser(kind, save),
    input(context, kind, value[kind], (inner) => set(kind, inner), kind),
    (kind === "trait" || kind === "account") && [
      h("select", { "aria-label": t("operator"), onchange: (event) => save({ [kind]: value[kind], [event.target.value]: event.target.value === "exists" ? true : event.target.value === "in" ? [] : value[operator] ?? "" }) },
        OPERATORS.map((each) => h("option", { value: each, selected: each === operator }, fieldName(each)))),
      operator && input(context, t("value"), shown(value[operator]), (inner) => set(operator, operator === "in" ? String(inner).split(/[,、]\s*/) : inner)),
    ],
    beside.map((name) => h("label", { className: "beside" }, fieldName(name), input(context, name, value[name], (inner) => save(strip({ ...value, [name]: inner }), false)))));
}

const shown = (value) => (Array.isArray(value) ? value.join(", ") : value);
const strip = (map) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== "" && value !== undefined));

function input(context, name, value, save, suggest = name) {
  const typed = (text) => (text !== "" && !Number.isNaN(Number(text)) ? Number(text) : { true: true, false: false }[text] ?? text);
  return h("input", { type: "text", className: "brief", "aria-label": fieldName(name), value: value ?? "", list: context.suggest(suggest), autocomplete: "off", onchange: (event) => save(typed(event.target.value.trim())) });
}
