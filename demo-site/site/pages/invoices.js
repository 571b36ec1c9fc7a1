// All invoices, with what is still owed, a filter by status and a search.

import { h, icon } from "../app/dom.js";
import { day, t, yen } from "../app/language.js";
import { go } from "../app/router.js";
import { happened } from "../app/shirube.js";
import { invoices, statusOf } from "../app/store.js";
import { badge, customerName, heading, sum, tile, total, unpaid } from "./parts.js";

const CHIPS = {
  all: () => true,
  draft: (status) => status === "draft",
  sent: (status) => status === "sent" || status === "opened",
  overdue: (status) => status === "overdue",
  paid: (status) => status === "paid",
};
const ARRIVAL_MS = 150;

let arrived = false;
let filter = "all";
let wanted = "";

export default function list({ again }) {
  if (!again) [filter, wanted] = ["all", ""];
  const rows = h("tbody", { "data-testid": "invoice-rows" });
  const chips = Object.keys(CHIPS).map(chip);
  const search = h("input", {
    type: "search", id: "invoice-search", "data-testid": "invoice-search", placeholder: t("searchInvoices"), "aria-label": t("searchInvoices"), value: wanted,
    oninput: () => { wanted = search.value; fillRows(); },
    onchange: () => { if (search.value) happened("filter_used", { by: "search" }); },
  });

  function chip(name) {
    const count = invoices().filter((invoice) => CHIPS[name](statusOf(invoice))).length;
    return h(
      "button",
      {
        type: "button", class: "chip", "data-filter": name, "data-testid": `filter-${name}`, "aria-pressed": String(name === filter),
        onclick: () => {
          filter = name;
          for (const each of chips) each.setAttribute("aria-pressed", String(each.dataset.filter === name));
          fillRows();
          happened("filter_used", { by: "status", status: name });
        },
      },
      t(name),
      h("span", { class: "count" }, String(count)),
    );
  }

  function fillRows() {
    if (!arrived) return;
    const text = wanted.trim().toLowerCase();
    const found = invoices()
      .filter((invoice) => CHIPS[filter](statusOf(invoice)))
      .filter((invoice) => `${invoice.number} ${customerName(invoice.customer)}`.toLowerCase().includes(text));
    const nothing = h("tr", {}, h("td", { colspan: "6", class: "nothing" }, t("nothingFound")));
    rows.replaceChildren(...(found.length ? found.map(row) : [nothing]));
    rows.removeAttribute("aria-busy");
  }

  // The first list of a visit comes from afar, as in any real product: rows arrive after the frame.
  if (arrived) fillRows();
  else {
    rows.setAttribute("aria-busy", "true");
    rows.append(...Array.from({ length: 6 }, () => h("tr", { class: "waiting-row", "aria-hidden": "true" }, h("td", { colspan: "6" }, h("span", { class: "shimmer" })))));
    setTimeout(() => { arrived = true; fillRows(); }, ARRIVAL_MS);
  }

  const create = h(
    "button",
    { type: "button", id: "new-invoice", class: "button primary", "data-testid": "new-invoice", onclick: () => go("/invoices/new") },
    t("newInvoice"),
  );
  return {
    title: t("invoices"),
    element: h(
      "div",
      { class: "page" },
      heading(t("invoices"), t("invoicesIntro"), create),
      tiles(),
      h(
        "div",
        { class: "tools" },
        h("div", { class: "chips", role: "group", "aria-label": t("filter") }, chips),
        h("div", { class: "search" }, icon("M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l4 4"), search),
      ),
      h("div", { class: "table-wrap" }, h("table", { class: "rows" }, head(), rows)),
    ),
  };
}

function tiles() {
  const late = unpaid().filter((invoice) => statusOf(invoice) === "overdue");
  const drafts = invoices().filter((invoice) => invoice.status === "draft");
  return h(
    "dl",
    { class: "tiles" },
    [["unpaidTotal", unpaid()], ["overdueTotal", late], ["draftTotal", drafts]].map(([key, of]) =>
      tile(t(key), yen(sum(of)), t("count", { n: of.length }))),
  );
}

function head() {
  const cell = (key, kind) => h("th", { scope: "col", class: kind, "data-testid": `th-${key}` }, t(key));
  return h("thead", {}, h("tr", {}, cell("number"), cell("customer", "wide"), cell("issued", "wide"), cell("due", "wide"), cell("amount", "number"), cell("status", "wide")));
}

function row(invoice) {
  const status = statusOf(invoice);
  const name = customerName(invoice.customer);
  return h(
    "tr",
    { "data-testid": `invoice-${invoice.id}` },
    h("td", {}, h("a", { class: "row-link", href: `/invoices/${invoice.number}` }, invoice.number), h("span", { class: "narrow sub" }, name)),
    h("td", { class: "wide strong" }, name),
    h("td", { class: "wide" }, day(invoice.date)),
    h("td", { class: status === "overdue" ? "wide late" : "wide" }, day(invoice.due)),
    h("td", { class: "number" }, yen(total(invoice)), h("span", { class: "narrow sub" }, badge(status))),
    h("td", { class: "wide" }, badge(status)),
  );
}
