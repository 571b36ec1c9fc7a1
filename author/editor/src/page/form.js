// The form of one item: what makes it up first, then for whom and when, then what is rare.

import { h } from "./dom.js";
import { field, folded } from "./field.js";
import * as server from "./server.js";
import { languageName, t } from "./words.js";

const SECTION = { tutorials: "tutorial", checklists: "checklist", tooltips: "tooltip", announcements: "announcement", quizzes: "quiz", surveys: "survey", programs: "program", events: "event", shirube: "shirube" };
const SHOWN = new Set(["tutorials", "checklists", "tooltips", "announcements", "quizzes", "surveys"]);
const WHO = ["audience", "page", "start", "frequency", "schedule"];
const RARE = ["after_dismiss", "after_snooze", "priority", "rollout", "experiment", "then"];
const ARTICLE = [
  { name: "title", type: "word", required: true, about: "Its title." }, { name: "topics", type: "list:word", about: "Topics that it is about." }, { name: "pages", type: "list:word", about: "Pages on which it is offered first." },
  { name: "draft", type: "flag", about: "A draft stays out of every release." },
  { name: "tags", type: "list:word", about: "Words that people look for." }, { name: "order", type: "number", about: "Its place in the list." },
];

/** What a document's form reads and writes. `page` is the vendor's page, if there is one. */
export function contextOf(shared, { kind, id, language, document: held, redraw, changed, lookAt, opened }) {
  const watchers = new Set();
  const context = {
    forms: shared.forms, languages: shared.languages, page: shared.page, suggest: shared.suggest, opened, redraw, lookAt,
    examples: (name) => ({ topics: shared.topics[0]?.id, pages: "/invoices*", required: "first-invoice" })[name] ?? "",
    recording: false,
    findings: held.findings,
    watch: (draw) => watchers.add(draw),
    read: (path) => path.reduce((value, key) => value?.[key], held.value),
    async change(edits, again = false) {
      const next = await server.edit(kind, id, language, edits);
      Object.assign(held, next.documents[language]);
      context.findings = held.findings;
      if (again) { watchers.clear(); redraw(); } else watchers.forEach((draw) => draw());
      changed();
    },
  };
  return context;
}

export function form(context, kind, language) {
  if (kind === "articles") return article(context, language);
  const own = context.forms[SECTION[kind]];
  const common = SHOWN.has(kind) ? context.forms.common : [];
  const rare = (name) => RARE.includes(name);
  const named = (names) => common.filter(({ name }) => names.includes(name));
  const fields = (all) => all.map((definition) => field(context, [definition.name], definition));
  const rest = [...own.filter(({ name }) => rare(name)), ...common.filter(({ name }) => !WHO.includes(name))];
  return h("form", { onsubmit: (event) => event.preventDefault() },
    fields(own.filter(({ name }) => !rare(name))),
    common.length > 0 && h("section", { className: "who" }, h("h2", {}, t("who")), fields(named(WHO))),
    rest.length > 0 && folded(context, t("more"), rest.map(({ name }) => [name]), h("div", { className: "group" }, fields(rest))));
}

function article(context, language) {
  const body = h("textarea", { id: `body-${language}`, className: "article", lang: language, value: context.read(["body"]) ?? "", onchange: () => context.change([{ do: "set", path: ["body"], value: body.value }]) });
  return h("form", { onsubmit: (event) => event.preventDefault() }, h("h2", {}, languageName(language)),
    ARTICLE.map((definition) => field(context, [definition.name], definition)),
    h("div", { className: "row" }, h("label", { className: "name", for: body.id }, t("text")), body));
}
