// The frame around every page: menu, top bar, the place for the page, the status line.

import { h, icon } from "./dom.js";
import { select } from "./form.js";
import { language, say, t } from "./language.js";
import { statusRegion } from "./status.js";

const MENU = [
  ["/invoices", "invoices", "M5.5 2.8h9v14.4l-2.25-1.5-2.25 1.5-2.25-1.5-2.25 1.5zM8 7h4M8 10.2h4"],
  ["/customers", "customers", "M3.5 17V4.5h7V17M10.5 8.5h6V17M2.5 17h15M6 7.5h2M6 10.5h2M6 13.5h2M13 11.5h1M13 14h1"],
  ["/payments", "payments", "M2.8 5h14.4v10H2.8zM2.8 8.3h14.4M5.5 12.2h3"],
  ["/reports", "reports", "M3 17h14M5.5 14V10M10 14V4M14.5 14V7.5"],
  ["/settings/team", "settings", "M3 6h8M15 6h2M3 14h2M9 14h8M13 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4M7 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4"],
];

/** The frame: `show(page, path)` puts a page into it, `name()` says everything again after a change of language. */
export function shell({ user, onlanguage }) {
  const main = h("main", { id: "main", tabindex: "-1" });
  const menu = h("nav", { class: "menu" });
  const bar = h("header", { class: "bar" });
  const skip = h("a", { class: "skip", href: "#main" });
  let here = "";

  function name() {
    skip.textContent = t("skip");
    menu.setAttribute("aria-label", t("mainMenu"));
    menu.replaceChildren(brand(), h("ul", {}, MENU.map(([href, key, path]) => entry(href, key, path, here))));
    const focused = bar.contains(document.activeElement);
    bar.replaceChildren(...topBar(user, onlanguage));
    if (focused) bar.querySelector("select").focus();
  }

  name();
  return {
    element: h("div", { class: "frame" }, skip, menu, h("div", { class: "stage" }, bar, main), statusRegion()),
    name,
    show(page, path) {
      // A reader of the screen hears of the new page because the focus moves there, except on the first one.
      const moved = here !== "" && here !== path;
      main.replaceChildren(page);
      if (moved) main.focus({ preventScroll: true });
      here = path;
      for (const link of menu.querySelectorAll("li a")) mark(link, path);
    },
  };
}

function brand() {
  return h("a", { class: "brand", href: "/invoices" }, h("img", { src: "/icon.svg", alt: "", width: "24", height: "24" }), "Kumo");
}

function entry(href, key, path, here) {
  const link = h("a", { href, "data-testid": `menu-${key}` }, icon(path), h("span", {}, t(key)));
  mark(link, here);
  return h("li", {}, link);
}

function mark(link, path) {
  const root = link.getAttribute("href").split("/")[1];
  if (path.split("/")[1] === root) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function topBar(user, onlanguage) {
  const choice = select(
    { id: "language", "data-testid": "language-select", onchange: () => onlanguage(choice.value) },
    [["ja", "日本語"], ["en", "English"]],
    language(),
  );
  const name = say(user.name);
  return [
    h("p", { class: "company" }, h("strong", {}, t("company")), h("span", { class: "plan" }, t("plan"))),
    h("label", { class: "hidden-name", for: "language" }, t("language")),
    choice,
    h(
      "p",
      { class: "person", "data-testid": "signed-in", title: t("signedInAs", { name }) },
      h("span", { class: "face", "aria-hidden": "true" }, [...name][0]),
      h("span", { class: "person-name" }, name),
    ),
  ];
}
