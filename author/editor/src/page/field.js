// One field of a form: its name, what writes it, and what was found at it. A field's type is the compiler's own word for it.

import { h } from "./dom.js";
import { condition } from "./condition.js";
import { lines, list } from "./lists.js";
import { anchor } from "./point.js";
import { choiceName, fieldName, languageName, spoken, t, words } from "./words.js";

const SHORT = new Set(["title", "label", "name", "text", "low", "high", "alt", "hours"]);
let counted = 0;
export const nextId = () => `f${++counted}`;

/** The findings at a path and, where nothing below has a place of its own, under it. */
export function findingsAt(context, path, deep = false) {
  const wanted = JSON.stringify(path).slice(0, -1);
  const here = (found) => (deep ? found.startsWith(wanted) : found === `${wanted}]`);
  return context.findings.filter((finding) => here(JSON.stringify(finding.path)));
}

function findings(context, path, deep) {
  const place = h("ul", { className: "findings" });
  const draw = () => place.replaceChildren(...findingsAt(context, path, deep).map(({ severity, message }) => h("li", { className: severity }, words(message))));
  draw();
  context.watch(draw);
  return place;
}

/** A labelled row; `control` gets the id that its label speaks of. */
function row(context, path, definition, control, { group = false, deep = true } = {}) {
  const id = nextId();
  const name = [fieldName(definition.name), definition.required && h("span", { className: "needed", title: "*" }, " *")];
  const about = spoken() === "en" && h("span", { className: "about" }, definition.about);
  const shown = group ? h("span", { className: "name", id }, name) : h("label", { className: "name", for: id }, name);
  return h("div", { className: "row", ...(group && { role: "group", "aria-labelledby": id }) }, shown, about, control(id), findings(context, path, deep));
}

const absent = (value) => value === undefined || value === null || value === "";

/** Writes a value, or takes the field away where there is none. */
export function write(context, path, value, redraw = false) {
  if (absent(value)) return context.read(path) === undefined ? undefined : context.change([{ do: "remove", path }], redraw);
  return JSON.stringify(context.read(path)) === JSON.stringify(value) ? undefined : context.change([{ do: "set", path, value }], redraw);
}

export function field(context, path, definition) {
  const { type, name } = definition;
  const value = context.read(path);
  if (type.startsWith("const:")) return undefined;
  if (type.includes(" / ")) return row(context, path, definition, (id) => either(context, path, type.split(" / "), id));
  if (type === "text") return row(context, path, definition, () => texts(context, path, SHORT.has(name)), { group: true });
  if (type === "@anchor") return row(context, path, definition, () => anchor(context, path), { group: true });
  if (type === "@condition") return row(context, path, definition, () => condition(context, path), { group: true });
  if (type.startsWith("list:@")) return row(context, path, definition, () => list(context, path, type.slice(6), name), { group: true, deep: false });
  if (type.startsWith("list:")) return row(context, path, definition, (id) => lines(context, path, type.slice(5), id, name));
  if (type.startsWith("@")) return row(context, path, definition, () => group(context, path, type.slice(1)), { group: true, deep: false });
  return row(context, path, definition, (id) => plain(context, path, type, id, name, value));
}

/** A value that is no map and no list. */
export function plain(context, path, type, id, name, value = context.read(path)) {
  const [kind, detail = ""] = type.split(/:(.*)/s);
  if (kind === "one" || kind === "flag") {
    const choices = kind === "flag" ? [["true", t("yes")], ["false", t("no")]] : detail.split(",").map((each) => [each, choiceName(each)]);
    const read = (chosen) => (kind === "flag" && chosen !== "" ? chosen === "true" : chosen);
    return h("select", { id, onchange: (event) => write(context, path, read(event.target.value), true) },
      [["", t("none")], ...choices].map(([key, label]) => h("option", { value: key, selected: String(value ?? "") === key }, label)));
  }
  const number = kind === "number";
  const [low, high] = number ? detail.split("..") : [];
  return h("input", {
    id, type: number ? "number" : "text", min: low, max: high, value: value ?? "", className: number ? "brief" : undefined, list: context.suggest(name),
    autocomplete: "off", spellcheck: false, onchange: (event) => write(context, path, meant(event.target.value, number || kind === "any")),
  });
}

// A number is a number and a yes a yes, as YAML reads them.
function meant(text, typed) {
  const trimmed = text.trim();
  if (!typed) return trimmed;
  if (trimmed !== "" && !Number.isNaN(Number(trimmed))) return Number(trimmed);
  return { true: true, false: false }[trimmed] ?? trimmed;
}

/** A text in every language of the folder, side by side. */
function texts(context, path, short) {
  return h("div", { className: "texts" }, context.languages.map((language) => {
    const at = [...path, language];
    const id = nextId();
    const value = context.read(at) ?? "";
    const common = { id, lang: language, onchange: (event) => write(context, at, short ? event.target.value.trim() : kept(event.target.value)) };
    return h("div", {}, h("label", { className: "tongue", for: id }, languageName(language)),
      short ? h("input", { type: "text", value, autocomplete: "off", ...common }) : h("textarea", { value: value.replace(/\n$/, ""), rows: 3, ...common }));
  }));
}

// A block of text ends in a line break, as one writes it by hand.
const kept = (text) => (text.trim() === "" ? "" : `${text.trimEnd()}\n`);

// What an author writes comes first; names for machines come last.
const FIRST = ["title", "prompt", "label", "text", "body", "kind", "options", "anchor", "advance", "placement"];
const rank = ({ name }) => (name === "id" ? 99 : FIRST.includes(name) ? FIRST.indexOf(name) : 50);

/** The fields of a map. */
export function group(context, path, section) {
  const all = context.forms[section];
  // An anchor's fields stand in the order of trust.
  const fields = section === "anchor" ? all : [...all].sort((one, other) => rank(one) - rank(other));
  return h("div", { className: "group" }, fields.map((definition) => field(context, [...path, definition.name], definition)));
}

/** A value of one of several types: words to choose from, and maps. */
function either(context, path, types, id) {
  const value = context.read(path);
  const choices = types.flatMap((type) => {
    const [kind, detail] = type.split(/:(.*)/s);
    if (kind === "one") return detail.split(",").map((word) => ({ key: word, label: choiceName(word), word }));
    if (kind === "const") return [{ key: detail, label: choiceName(detail), word: detail }];
    if (type === "@condition" || type === "@anchor") return [{ key: type, label: fieldName(type.slice(1)), type }];
    return context.forms[type.slice(1)].map(({ name, type: inner }) => ({ key: `${type}.${name}`, label: fieldName(name), type, name, inner }));
  });
  const isMap = value && typeof value === "object";
  const chosen = choices.find(({ word, name }) => (isMap ? name !== undefined && name in value : word !== undefined && word === value));
  const choose = (key) => {
    const choice = choices.find((each) => each.key === key);
    if (!choice) return write(context, path, undefined, true);
    return context.change([{ do: "set", path, value: choice.word ?? { [choice.name]: first(choice.inner) } }], true);
  };
  const select = h("select", { id, onchange: (event) => choose(event.target.value) },
    h("option", { value: "" }, t("none")), choices.map(({ key, label }) => h("option", { value: key, selected: chosen?.key === key }, label)));
  return h("div", { className: "either" }, select, isMap && chosen?.type && group(context, path, chosen.type.slice(1)));
}

/** The least that a type can be, for a field that was just chosen. */
export function first(type) {
  const [kind, detail = ""] = type.split(/:(.*)/s);
  if (kind === "number") return Number(detail.split("..")[0] || 0);
  if (kind === "flag") return true;
  if (kind === "one") return detail.split(",")[0];
  if (kind === "list") return [];
  return kind.startsWith("@") || kind === "text" ? {} : "";
}

/** Something rare, folded away until somebody looks for it or something was found in it. */
export function folded(context, label, paths, inside) {
  const used = paths.some((path) => context.read(path) !== undefined || findingsAt(context, path, true).length);
  return h("details", { open: used || undefined }, h("summary", {}, label), inside);
}
