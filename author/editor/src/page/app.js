// The editor: a list of what there is, the form of what is chosen, and how it looks in both languages.

import { button, h, marked, say, small } from "./dom.js";
import { contextOf, form } from "./form.js";
import { publish } from "./publish.js";
import * as server from "./server.js";
import { wantedButton } from "./wanted.js";
import { languageName, speak, spoken, t, words } from "./words.js";

const KINDS = ["tutorials", "checklists", "tooltips", "announcements", "quizzes", "surveys", "programs", "events", "articles"];
const DRAWN = new Set(["tutorials", "announcements", "quizzes", "surveys", "tooltips"]);

let all;
let chosen;
// Another number is another address: an editor opened later must not meet what an earlier one kept.
let version = Math.floor(Date.now() / 1000) % 1_000_000_000;
let look;
const opened = new Set();
let wanted;
const shared = { suggest: () => undefined };

/** What a new item begins with, in the folder's languages. */
const FRESH = {
  tutorials: (title) => ({ title, start: "manual", steps: [] }), checklists: (title) => ({ title, items: [] }), tooltips: () => ({ anchor: {}, body: {} }), announcements: (title) => ({ form: "banner", title }),
  quizzes: (title) => ({ title, questions: [] }), surveys: (title) => ({ title, questions: [] }), programs: (title) => ({ title, release: new Date().toISOString().slice(0, 7), required: [] }), events: () => ({ anchor: {}, act: "click" }), articles: (title) => ({ title }),
};

const app = document.getElementById("app");

async function load() {
  try {
    all = await server.overview();
  } catch {
    app.replaceChildren(h("p", { className: "lost" }, t("lost")));
    return false;
  }
  Object.assign(shared, { forms: all.forms, languages: all.languages ?? ["ja"], page: all.page, topics: all.topics, suggest: suggestions() });
  return true;
}

// Names that a field may refer to, offered while it is typed.
function suggestions() {
  const ids = (...kinds) => all.items.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const tutorials = ids("tutorials");
  const lists = {
    topic: all.topics.map(({ id }) => id), understands: all.topics.map(({ id }) => id), segment: all.segments.map(({ id }) => id), event: [...all.events, ...ids("events")],
    completed: all.items.map(({ id }) => id), dismissed: all.items.map(({ id }) => id), start: tutorials, quiz: ids("quizzes"), remedy: tutorials, to: [...tutorials, ...ids("articles"), "/"],
  };
  document.querySelectorAll("datalist").forEach((each) => each.remove());
  for (const [name, values] of Object.entries(lists)) document.body.append(h("datalist", { id: `names-${name}` }, values.map((value) => h("option", { value }))));
  return (name) => (name in lists ? `names-${name}` : undefined);
}

function navigation() {
  const entry = (kind, id, title, { errors, warnings, draft }) => h("li", {}, h("button", { type: "button", className: "entry", "aria-current": chosen?.kind === kind && chosen.id === id ? "page" : undefined, onclick: () => choose(kind, id) },
    h("span", { className: "title" }, title), draft && h("span", { className: "mark" }, t("draft")), errors > 0 ? h("span", { className: "mark error" }, String(errors)) : warnings > 0 && h("span", { className: "mark warning" }, String(warnings))));
  return h("nav", { "aria-label": t("items") },
    h("ul", {}, entry("shirube", "shirube", t("shirube"), all.config)),
    KINDS.map((kind) => h("section", {}, h("div", { className: "kind" }, h("h2", {}, t(kind)), small("add", `${t("newItem")}: ${t(kind)}`, () => invent(kind))), kind === "articles" && wanted,
      h("ul", {}, all.items.filter((item) => item.kind === kind).map((item) => entry(kind, item.id, words(item.title) || item.id, item))))));
}

function invent(kind) {
  const id = h("input", { type: "text", id: "new-id", required: true, pattern: kind === "events" ? "[a-z0-9][a-z0-9_]*" : "[a-z0-9][a-z0-9\\-]*", autocomplete: "off", spellcheck: false });
  const titles = "title" in FRESH[kind]({}) ? shared.languages.map((language) => [language, h("input", { type: "text", id: `new-${language}`, lang: language, required: true, autocomplete: "off" })]) : [];
  const dialog = h("dialog", { "aria-label": t("newItem") });
  const make = async (event) => {
    event.preventDefault();
    const text = Object.fromEntries(titles.map(([language, input]) => [language, input.value.trim()]));
    if (kind === "articles") for (const language of shared.languages) await server.create(kind, id.value, language, { title: text[language] });
    else await server.create(kind, id.value, "", FRESH[kind](text));
    dialog.close();
    dialog.remove();
    await load();
    return choose(kind, id.value);
  };
  dialog.append(h("form", { onsubmit: make }, h("h2", {}, `${t("newItem")}: ${t(kind)}`),
    titles.map(([language, input]) => h("div", { className: "row" }, h("label", { className: "name", for: input.id }, languageName(language)), input)),
    h("div", { className: "row" }, h("label", { className: "name", for: "new-id" }, "ID"), id, h("span", { className: "about" }, t("idAsk"))),
    h("footer", {}, button(t("cancel"), () => { dialog.close(); dialog.remove(); }), h("button", { type: "submit", className: "filled" }, t("make")))));
  document.body.append(dialog);
  dialog.showModal();
}

async function choose(kind, id) {
  const { documents } = await server.item(kind, id);
  opened.clear();
  look = undefined;
  chosen = { kind, id, documents };
  draw();
  document.getElementById("main").scrollTop = 0;
}

function contexts() {
  return Object.entries(chosen.documents).map(([language, held]) => {
    if (held.broken) return [language, undefined, held];
    const context = contextOf(shared, { kind: chosen.kind, id: chosen.id, language, document: held, opened, redraw: drawForm, changed, lookAt });
    return [language, context, held];
  });
}

let present = [];
function drawForm() {
  const main = document.getElementById("main");
  const top = main.scrollTop;
  const inside = present.map(([language, context, held]) => (context ? form(context, chosen.kind, language) : h("section", { className: "broken" }, h("h2", {}, `${t("broken")}: ${held.file}`), h("p", { className: "bad" }, held.broken), h("pre", {}, held.text))));
  const title = chosen.kind === "shirube" ? t("shirube") : all.items.find(({ kind, id }) => kind === chosen.kind && id === chosen.id)?.title;
  const bin = chosen.kind !== "shirube" && marked("remove", t("remove"), async () => { await server.remove(chosen.kind, chosen.id); chosen = undefined; await load(); draw(); });
  main.replaceChildren(h("header", { className: "headline" }, h("div", {}, h("p", { className: "quiet" }, `${t(chosen.kind)} · ${chosen.id}`), h("h1", {}, words(title) || chosen.id)), bin), ...inside);
  main.scrollTop = top;
}

// What changed shows in the list's marks and in the preview, a moment after the last change.
let waiting;
function changed() {
  say(t("saved"));
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    if (await load()) document.querySelector("nav").replaceWith(navigation());
    drawUndo();
    preview();
  }, 300);
}

function lookAt(step) {
  if (look === step) return;
  look = step;
  preview();
}

function preview() {
  const place = document.getElementById("preview");
  if (!place) return;
  const on = chosen && DRAWN.has(chosen.kind) && shared.page;
  place.hidden = !on;
  if (!on) return;
  version += 1;
  for (const language of shared.languages) {
    let frame = place.querySelector(`iframe[lang="${language}"]`);
    if (!frame) {
      frame = h("iframe", { lang: language, title: `${t("preview")}: ${languageName(language)}` });
      // To be looked at: a card takes the focus when it opens, and the author is writing.
      frame.inert = true;
      place.append(h("figure", {}, h("figcaption", {}, languageName(language)), frame));
    }
    frame.src = `/trial.html?${new URLSearchParams({ id: chosen.id, language, version, ...(look && { step: look }) })}`;
  }
}

function drawUndo() {
  document.getElementById("undo").disabled = !all.undo;
}

function welcome() {
  return h("div", { className: "welcome" }, h("h1", {}, t("start")), h("p", {}, t("startText")), marked("add", t("firstGuide"), () => invent("tutorials"), { className: "filled" }), h("p", { className: "quiet" }, t("welcome")));
}

function draw() {
  const undo = marked("undo", t("undo"), async () => {
    await server.undo();
    await load();
    if (chosen && (chosen.kind === "shirube" || all.items.some(({ kind, id }) => kind === chosen.kind && id === chosen.id))) await choose(chosen.kind, chosen.id);
    else { chosen = undefined; draw(); }
  }, { id: "undo", disabled: !all.undo });
  const tongue = h("select", { "aria-label": t("language"), onchange: (event) => { speak(event.target.value); draw(); } }, ["ja", "en"].map((tag) => h("option", { value: tag, selected: tag === spoken() }, { ja: "日本語", en: "English" }[tag])));
  app.replaceChildren(
    h("header", { className: "top" }, h("span", { className: "brand" }, "Shirube"), h("b", {}, all.product), h("span", { className: "space" }), tongue, undo, button(t("publish"), publish, { className: "filled", id: "publish" })),
    h("div", { className: "columns" }, navigation(), h("main", { id: "main", tabIndex: -1 }), h("aside", { id: "preview", hidden: true, "aria-label": t("preview") })));
  if (chosen) {
    present = contexts();
    drawForm();
    preview();
  } else document.getElementById("main").replaceChildren(welcome());
}

if (await load()) {
  speak(all.language);
  draw();
  wanted = await wantedButton(async (id) => { await load(); await choose("articles", id); });
  if (wanted) document.querySelector("nav").replaceWith(navigation());
}
