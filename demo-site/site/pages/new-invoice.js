// Writing an invoice: customer, dates, lines, what it adds up to.

import { dueBy, today } from "../app/days.js";
import { h } from "../app/dom.js";
import { accept, field, select } from "../app/form.js";
import { say, t } from "../app/language.js";
import { go } from "../app/router.js";
import { happened } from "../app/shirube.js";
import { announce } from "../app/status.js";
import { addInvoice, customerOf, customers } from "../app/store.js";
import { complete, totals } from "../app/sums.js";
import { importLines } from "./import-lines.js";
import { lineEditor } from "./lines.js";
import { heading } from "./parts.js";
import { sumPanel } from "./sum-panel.js";

const blankLine = () => ({ what: "", quantity: 1, price: 0, rate: 10 });
const blank = () => ({ customer: "", date: today(), due: "", dueByHand: false, lines: [blankLine()], note: "" });

// What is being written outlives a change of language, and nothing else.
let draft = blank();

export default function write({ again }) {
  if (!again) draft = blank();
  const sums = sumPanel();
  const customer = select(
    { id: "customer", "data-testid": "customer-select", required: true, onchange: () => { draft.customer = customer.value; followTerms(); } },
    [["", t("chooseCustomer")], ...customers().map((each) => [each.code, `${say(each.name)}（${each.code}）`])],
    draft.customer,
  );
  const date = h("input", { type: "date", id: "invoice-date", "data-testid": "invoice-date", required: true, value: draft.date, oninput: () => { draft.date = date.value; followTerms(); } });
  const due = h("input", { type: "date", id: "due-date", "data-testid": "due-date", required: true, value: draft.due, oninput: () => { draft.due = due.value; draft.dueByHand = true; } });
  const note = h("textarea", { id: "note", rows: "2", "data-testid": "note", placeholder: t("notePlaceholder"), value: draft.note, oninput: () => { draft.note = note.value; } });
  const editor = lineEditor(draft, blankLine, () => sums.update(draft.lines));
  sums.update(draft.lines);

  function followTerms() {
    const terms = customerOf(draft.customer)?.terms;
    if (!terms || !draft.date || draft.dueByHand) return;
    draft.due = dueBy(terms, draft.date);
    due.value = draft.due;
  }

  function save(event) {
    event.preventDefault();
    const lines = draft.lines.filter(complete);
    const well = accept([
      [customer, draft.customer ? "" : t("needCustomer")],
      [date, draft.date ? "" : t("needDate")],
      [due, !draft.due ? t("needDate") : draft.due < draft.date ? t("dueTooEarly") : ""],
    ]);
    if (!editor.accept(lines.length > 0, !well) || !well) return;
    const { customer: code, date: on, due: by, note: remark } = draft;
    const invoice = addInvoice({ customer: code, date: on, due: by, lines, note: remark });
    happened("invoice_created", { number: invoice.number, customer: code, total: totals(lines).total, lines: lines.length });
    announce(t("saved", { number: invoice.number }));
    go(`/invoices/${invoice.number}`);
  }

  function takeIn(rows) {
    draft.lines = [...draft.lines.filter(complete), ...rows];
    editor.draw();
    sums.update(draft.lines);
    happened("draft_imported", { lines: rows.length });
    announce(t("imported", { n: rows.length }));
  }

  const form = h(
    "form",
    { novalidate: true, class: "writing", "data-testid": "invoice-form", onsubmit: save },
    h(
      "div",
      { class: "card" },
      h(
        "div",
        { class: "fields three" },
        field(t("customer"), customer, { labelAttributes: { "data-testid": "customer-label" } }),
        field(t("invoiceDate"), date),
        field(t("due"), due, { labelAttributes: { "data-testid": "due-date-label" }, hint: t("dueHint") }),
      ),
      editor.element,
      h("div", { class: "closing" }, field(t("note"), note), sums.element),
    ),
    h(
      "div",
      { class: "form-foot" },
      h("button", { type: "button", class: "button", "data-testid": "cancel-invoice", onclick: () => go("/invoices") }, t("cancel")),
      h("button", { type: "submit", class: "button primary", id: "save-invoice", "data-testid": "save-invoice" }, t("saveInvoice")),
    ),
  );
  const bring = h("button", { type: "button", class: "button", "data-testid": "import-lines", onclick: () => importLines(takeIn) }, t("importDraft"));
  return { title: t("newTitle"), element: h("div", { class: "page medium" }, heading(t("newTitle"), null, bring), form) };
}
