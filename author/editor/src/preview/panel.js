// The preview's panel, in the author's browser only: what the draft holds, why an item is not shown, in which language and
// for whom. It lives in a world and a shadow root of its own; the page cannot see it.
globalThis.shirubePanel ||= (() => {
  const WORDS = {
    ja: {
      draft: "下書き", preview: "プレビュー", start: "表示", stop: "止める", why: "表示されない理由", language: "言語", audience: "対象", asIs: "この画面の利用者", steps: "手順",
      fine: "条件はすべて満たしています。", shown: "表示しました。", notShown: "表示できませんでした", noTag: "このページには Shirube のタグがありません。", late: "ページが応答しません。",
      kept: "エラーがあるため、直前の下書きを表示しています。", hide: "パネルをたたむ", show: "パネルを開く", empty: "まだ何もありません。",
      tutorials: "ガイド", checklists: "チェックリスト", announcements: "お知らせ", quizzes: "クイズ", surveys: "アンケート", tooltips: "ツールチップ",
    },
    en: {
      draft: "Draft", preview: "Preview", start: "Show", stop: "Stop", why: "Why is it not shown?", language: "Language", audience: "As", asIs: "whoever is signed in", steps: "Steps",
      fine: "Every rule holds.", shown: "Shown.", notShown: "Not shown", noTag: "This page does not carry Shirube's tag.", late: "The page does not answer.",
      kept: "There are errors: this is the draft before them.", hide: "Fold the panel", show: "Unfold the panel", empty: "Nothing here yet.",
      tutorials: "Guides", checklists: "Checklists", announcements: "Announcements", quizzes: "Quizzes", surveys: "Surveys", tooltips: "Tooltips",
    },
  };
  const STYLE = `
    :host { all: initial; position: fixed; inset: auto auto 16px 16px; color-scheme: light dark; }
    :host(:not(:popover-open)) { display: none; }
    * { box-sizing: border-box; font: 13px/1.5 "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif; }
    .panel { inline-size: 320px; max-block-size: min(70vh, 620px); display: flex; flex-direction: column; background: light-dark(#fff, #1e2025); color: light-dark(#191c22, #eceef2);
      border: 1px solid light-dark(#cdd1d9, #4b505a); border-radius: 12px; box-shadow: 0 8px 20px -6px rgb(24 30 44 / .2), 0 28px 56px -16px rgb(24 30 44 / .3); overflow: hidden; }
    header { display: flex; gap: 8px; align-items: center; padding: 10px 12px; }
    header b { font-weight: 600; flex: 1; }
    .mark { padding: 1px 8px; border-radius: 99px; font-size: 11px; font-weight: 600; background: light-dark(#fdf5e7, #352b1c); color: light-dark(#855000, #f0b95c); }
    .choices { display: flex; gap: 8px; padding: 0 12px 10px; }
    label { display: flex; gap: 6px; align-items: center; color: light-dark(#565c68, #a9afbb); font-size: 12px; min-inline-size: 0; }
    select, button { min-block-size: 28px; border: 1px solid light-dark(#868c98, #767d8a); border-radius: 6px; background: light-dark(#fff, #1e2025); color: inherit; padding: 2px 8px; max-inline-size: 130px; }
    button { border-color: light-dark(#cdd1d9, #4b505a); cursor: pointer; max-inline-size: none; }
    button:hover { background: light-dark(#f4f5f7, #292c32); }
    button.bare { border: 0; min-inline-size: 28px; }
    :focus-visible { outline: 2px solid light-dark(#0b57d0, #6494e1); outline-offset: 1px; }
    .list { overflow: auto; border-block-start: 1px solid light-dark(#e3e5ea, #373b43); padding: 4px 0 8px; }
    h3 { margin: 10px 12px 2px; font-size: 12px; font-weight: 600; color: light-dark(#565c68, #a9afbb); }
    .item { padding: 5px 12px; display: grid; grid-template-columns: 1fr auto; gap: 4px 8px; align-items: center; }
    .item .id { color: light-dark(#565c68, #a9afbb); font-size: 11px; }
    .acts { display: flex; gap: 4px; }
    .steps { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 4px; }
    .steps button { font-size: 12px; min-block-size: 24px; padding: 0 8px; }
    .said { grid-column: 1 / -1; margin: 0; padding: 6px 10px; border-radius: 8px; background: light-dark(#f4f5f7, #292c32); overflow-wrap: anywhere; }
    .findings { margin: 0; padding: 8px 12px; max-block-size: 120px; overflow: auto; list-style: none; border-block-start: 1px solid light-dark(#e3e5ea, #373b43); background: light-dark(#fdf5e7, #352b1c); color: light-dark(#855000, #f0b95c); }
    .findings li { overflow-wrap: anywhere; font-size: 12px; }
    .folded .list, .folded .choices, .folded .findings { display: none; }
    .folded { inline-size: auto; }
  `;
  let host;
  let root;
  let state;
  let folded = false;
  let tongue;
  let audience;
  const said = new Map();
  let t = WORDS.en;

  const say = (message) => globalThis.shirubeSay?.(JSON.stringify(message));

  function h(tag, properties = {}, ...inside) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside.flat(Infinity).filter((each) => each !== undefined && each !== false));
    return element;
  }

  const words = (text) => (text ? text[state.language] ?? Object.values(text)[0] : undefined);
  const short = (text) => (text && text.length > 44 ? `${text.slice(0, 43)}…` : text);

  function reason(answer) {
    if (answer === "no_tag") return t.noTag;
    if (answer === "late") return t.late;
    if (answer && "eligible" in answer) {
      return answer.failed.length ? answer.failed.map(({ rule, because }) => `${rule}: ${because}`).join("\n") : t.fine;
    }
    if (answer && "shown" in answer) return answer.shown ? t.shown : `${t.notShown}: ${answer.reason}`;
    return answer?.reason;
  }

  function item(each) {
    const answer = said.get(each.id);
    const line = answer !== undefined && reason(answer);
    return h("div", { className: "item" },
      h("div", {}, short(words(each.title)) ?? each.id, h("div", { className: "id" }, each.id)),
      h("div", { className: "acts" },
        h("button", { type: "button", onclick: () => say({ what: "start", id: each.id }) }, t.start),
        h("button", { type: "button", className: "bare", title: t.why, ariaLabel: `${t.why} ${each.id}`, onclick: () => say({ what: "why", id: each.id }) }, "?")),
      each.steps.length > 1 && h("div", { className: "steps", role: "group", ariaLabel: t.steps },
        each.steps.map((step, at) => h("button", { type: "button", title: words(step.title) ?? step.id, onclick: () => say({ what: "start", id: each.id, step: step.id }) }, String(at + 1)))),
      line && h("p", { className: "said", role: "status" }, line));
  }

  function choice(label, options, first, chosen, onchange) {
    return h("label", {}, label, h("select", { onchange: (event) => onchange(event.target.value) },
      first !== undefined && h("option", { value: "" }, first), options.map((each) => h("option", { value: each, selected: each === chosen }, each))));
  }

  function draw() {
    if (!state || !document.documentElement) return;
    if (!host) {
      host = document.createElement("shirube-preview");
      host.popover = "manual";
      host.addEventListener("pointerenter", raise);
      root = host.attachShadow({ mode: "closed" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    }
    t = WORDS[state.language] ?? WORDS.en;
    host.lang = state.language;
    const kinds = [...new Set(state.items.map(({ kind }) => kind))];
    const lines = state.trouble ? [state.trouble] : state.findings.map(({ text }) => text);
    const broken = state.findings.some(({ severity }) => severity === "error");
    const scrolled = root.querySelector(".list")?.scrollTop ?? 0;
    root.replaceChildren(h("section", { className: folded ? "panel folded" : "panel", ariaLabel: t.preview },
      h("header", {}, h("span", { className: "mark" }, t.draft), h("b", {}, t.preview),
        h("button", { type: "button", onclick: () => say({ what: "stop" }) }, t.stop),
        h("button", { type: "button", className: "bare", ariaLabel: folded ? t.show : t.hide, ariaExpanded: String(!folded), onclick: () => { folded = !folded; draw(); } }, folded ? "+" : "–")),
      h("div", { className: "choices" },
        choice(t.language, state.languages ?? [], undefined, tongue ?? document.documentElement.lang, (tag) => { tongue = tag; say({ what: "language", tag }); }),
        choice(t.audience, state.segments, t.asIs, audience, (segment) => { audience = segment; say({ what: "audience", segment }); })),
      lines.length > 0 && h("ul", { className: "findings" }, broken && h("li", {}, t.kept), lines.map((line) => h("li", {}, line))),
      h("div", { className: "list" }, kinds.length ? kinds.map((kind) => [h("h3", {}, t[kind]), state.items.filter((each) => each.kind === kind).map(item)]) : h("p", { className: "item" }, t.empty))));
    root.querySelector(".list").scrollTop = scrolled;
    if (!host.isConnected) document.documentElement.append(host);
    raise();
  }

  // Guidance lies in the top layer, where the last one shown is above.
  function raise() {
    if (!host.isConnected || root.activeElement) return;
    if (host.matches(":popover-open")) host.hidePopover();
    host.showPopover();
  }

  // A new document asks for what there is to show; one that replaces its whole content gets the panel back.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => say({ what: "here" }));
  else say({ what: "here" });
  // A page that pins its content's key would refuse a draft that nobody signed, and what is tried out counts for nobody.
  const unpinned = () => document.querySelectorAll("script[data-content]").forEach((tag) => {
    for (const name of ["data-signer", "data-collector"]) tag.removeAttribute(name);
  });
  unpinned();
  const tags = new MutationObserver(unpinned);
  tags.observe(document, { childList: true, subtree: true });
  addEventListener("load", () => tags.disconnect());

  return {
    show(next) { state = next; said.clear(); draw(); return true; },
    answer({ what, id, answer }) {
      if (what === "start" || what === "why") said.set(id, answer);
      if (answer === "no_tag" || answer === "late") state.items.forEach((each) => said.set(each.id, answer));
      draw();
      return true;
    },
    /** For tests: the panel's own root. */
    root: () => root,
  };
})();
