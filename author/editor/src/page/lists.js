// Lists: maps as cards that are moved, added and taken away, and words one a line.

import { h, marked, small } from "./dom.js";
import { findingsAt, first, group, write } from "./field.js";
import { recorder } from "./point.js";
import { t, words } from "./words.js";

/** Words, one a line. */
export function lines(context, path, type, id, name) {
  const value = context.read(path);
  const all = Array.isArray(value) ? value : [];
  const typed = (text) => (type.startsWith("number") && text !== "" ? Number(text) : text);
  return h("textarea", {
    id, rows: Math.max(1, all.length), className: "lines", spellcheck: false, value: all.join("\n"), placeholder: context.examples(name),
    onchange: (event) => {
      const wanted = event.target.value.split("\n").map((line) => line.trim()).filter(Boolean).map(typed);
      write(context, path, wanted.length ? wanted : undefined);
    },
  });
}

/** Maps, each with the fields of `section`. */
export function list(context, path, section, name) {
  const value = context.read(path);
  const all = Array.isArray(value) ? value : [];
  const open = context.opened;
  const cards = all.map((each, at) => {
    const here = [...path, at];
    const key = JSON.stringify(here);
    const found = findingsAt(context, here, true);
    const head = words(each?.title ?? each?.prompt ?? each?.label ?? each?.text) || each?.id || each?.quiz || `${at + 1}`;
    const body = h("div", { className: "inside" });
    const draw = () => body.replaceChildren(...[group(context, here, section)]);
    const details = h("details", { className: "card", ontoggle: () => {
      if (!details.open) open.delete(key);
      else if (!open.has(key) || !body.firstChild) { open.add(key); draw(); }
      if (details.open && section === "step") context.lookAt(each?.id);
    } },
      h("summary", {}, h("span", { className: "number" }, String(at + 1)), h("span", { className: "head" }, head),
        found.length > 0 && h("span", { className: `mark ${found.some(({ severity }) => severity === "error") ? "error" : "warning"}` }, String(found.length)),
        h("span", { className: "tools" },
          small("up", `${t("up")} ${at + 1}`, (event) => { event.preventDefault(); context.change([{ do: "move", path, at, to: at - 1 }], true); }, { disabled: at === 0 }),
          small("down", `${t("down")} ${at + 1}`, (event) => { event.preventDefault(); context.change([{ do: "move", path, at, to: at + 1 }], true); }, { disabled: at === all.length - 1 }),
          small("remove", `${t("remove")} ${at + 1}`, (event) => { event.preventDefault(); open.delete(key); context.change([{ do: "remove", path: all.length > 1 ? here : path }], true); }))),
      body);
    if (open.has(key)) { details.open = true; draw(); }
    return details;
  });
  const add = () => {
    open.add(JSON.stringify([...path, all.length]));
    context.change([{ do: "insert", path, at: all.length, value: fresh(context, section, all) }], true);
  };
  return h("div", { className: "list" }, cards,
    h("div", { className: "adding" }, marked("add", name === "steps" ? t("addStep") : t("add"), add, { className: "add" }),
      name === "steps" && recorder(context, path)));
}

/** What a new map begins with: its required words, so that its form has something to show. */
export function fresh(context, section, all) {
  const made = {};
  for (const { name, required, type } of context.forms[section]) {
    if (name === "id") made.id = free(section, all);
    else if (required && !type.startsWith("@") && type !== "text") made[name] = first(type);
  }
  return made;
}

export function free(section, all) {
  const stem = { step: "step", question: "question", opinion: "question", item: "item", option: "option" }[section] ?? section;
  const taken = new Set(all.map((each) => each?.id));
  let n = all.length + 1;
  while (taken.has(`${stem}-${n}`)) n += 1;
  return `${stem}-${n}`;
}
