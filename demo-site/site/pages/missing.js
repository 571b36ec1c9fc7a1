// An address that names no page.

import { h } from "../app/dom.js";
import { t } from "../app/language.js";

export default function missing() {
  return {
    title: t("notFound"),
    element: h(
      "div",
      { class: "page empty" },
      h("h1", {}, t("notFound")),
      h("p", {}, t("notFoundText")),
      h("a", { class: "button", href: "/invoices" }, t("backToInvoices")),
    ),
  };
}
