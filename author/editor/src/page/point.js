// Elements of the vendor's page: pointed at in its own window, or recorded while the author does the task there.

import { button, folding, h, marked, say } from "./dom.js";
import { group } from "./field.js";
import { free } from "./lists.js";
import * as server from "./server.js";
import { t, words } from "./words.js";

const tongueOf = (language, context) => context.languages.find((each) => language?.startsWith(each)) ?? context.languages[0];

/** An anchor of the page in the source's words: its name and text are given in the language that the page was in. */
function written(anchor, language, context) {
  const tongue = tongueOf(language, context);
  const text = (value) => (typeof value === "string" ? { [tongue]: value } : undefined);
  return Object.fromEntries(Object.entries({ ...anchor, name: text(anchor.name), text: text(anchor.text) }).filter(([, value]) => value !== undefined));
}

/** In one language, as the page looks for it. */
function spokenAnchor(anchor) {
  const near = anchor.near && spokenAnchor(anchor.near);
  return { ...anchor, ...(anchor.name && { name: words(anchor.name) }), ...(anchor.text && { text: words(anchor.text) }), ...(near && { near }) };
}

function inWords(value) {
  if (!value) return t("none");
  if (value.name) return `${value.role ?? ""} 「${words(value.name)}」`;
  return value.test_id ?? (value.text && `「${words(value.text)}」`) ?? value.css ?? JSON.stringify(value);
}

let turn = 0;

/** Waits for what the author points at or does; ends when another wait begins. */
async function* heard() {
  const mine = ++turn;
  while (mine === turn) {
    const said = await server.live("said");
    if (said && mine === turn) yield said;
  }
}

export function anchor(context, path) {
  const value = context.read(path);
  const verdict = h("span", { className: "verdict", role: "status" });
  const point = async () => {
    await server.live("set", { mode: "pick" });
    say(t("picking"));
    for await (const said of heard()) {
      if (said.what === "left") return say("");
      if (said.what !== "picked") continue;
      say("");
      if (!said.anchors.length) return say(t("ambiguous"), true);
      const page = [...path.slice(0, -1), "page"];
      const edits = [{ do: "set", path, value: written(said.anchors[0], said.language, context) }];
      if (path.at(-1) === "anchor" && context.read(page) === undefined) edits.unshift({ do: "set", path: page, value: said.page });
      return context.change(edits, true);
    }
    return undefined;
  };
  const see = async () => {
    const said = await server.live("show", { anchor: spokenAnchor(value) });
    verdict.className = `verdict ${said}`;
    verdict.textContent = t(said);
  };
  return h("div", { className: "anchor" },
    h("div", { className: "named" }, h("code", {}, inWords(value)),
      context.page ? [marked("point", t("pick"), point), value && marked("see", t("show"), see)] : h("span", { className: "quiet" }, t("noPage")), verdict),
    folding(t("others"), () => group(context, path, "anchor")));
}

const DID = {
  click: { ja: (words) => `「${words}」を押します`, en: (words) => `Choose "${words}"` },
  input: { ja: (words) => `「${words}」を入力します`, en: (words) => `Fill in "${words}"` },
};

function step(said, all, context) {
  // In the page's language only: its words are no words of the others, and `check` says which are missing.
  const tongue = tongueOf(said.language, context);
  const title = { [tongue]: (DID[said.what][tongue] ?? DID[said.what].en)(said.words) };
  return {
    id: free("step", all), page: said.page, anchor: written(said.anchors[0], said.language, context), title,
    advance: said.what === "click" ? "click" : { input: { pattern: "?*" } },
  };
}

/** Turns what the author does on the page into steps. */
export function recorder(context, path) {
  if (!context.page) return undefined;
  const start = async () => {
    await server.live("set", { mode: "record" });
    say(t("recording"));
    record.replaceWith(stop);
    for await (const said of heard()) {
      if (!DID[said.what]) continue;
      if (!said.anchors.length) { say(`${said.words}: ${t("ambiguous")}`, true); continue; }
      const all = context.read(path) ?? [];
      await context.change([{ do: "insert", path, at: all.length, value: step(said, all, context) }], true, { recording: true });
    }
  };
  const end = async () => {
    turn += 1;
    context.recording = false;
    await server.live("set", { mode: "rest" });
    say("");
    context.redraw();
  };
  const record = marked("record", t("record"), () => { context.recording = true; return start(); }, { className: "record" });
  const stop = button(t("stop"), end, { className: "record on" });
  return context.recording ? stop : record;
}
