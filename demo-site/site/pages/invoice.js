// One invoice as its customer sees it, and what happened to it.

import { openDialog } from "../app/dialog.js";
import { h } from "../app/dom.js";
import { accept, field, isMail } from "../app/form.js";
import { day, say, t, yen } from "../app/language.js";
import { happened } from "../app/shirube.js";
import { announce } from "../app/status.js";
import { customerOf, invoiceOf, markSent, statusOf } from "../app/store.js";
import missing from "./missing.js";
import { badge, customerName, total } from "./parts.js";
import { sumRows } from "./sum-panel.js";

export default function show({ match }) {
  const invoice = invoiceOf(match[1]);
  if (!invoice) return missing();
  const element = h("div", { class: "page medium" });
  const draw = () => element.replaceChildren(top(invoice, draw), h("div", { class: "detail" }, paper(invoice), past(invoice)));
  draw();
  return { title: invoice.number, element };
}

function top(invoice, draw) {
  const isDraft = invoice.status === "draft";
  const send = h(
    "button",
    { type: "button", id: "send-invoice", class: isDraft ? "button primary" : "button", "data-testid": "send-invoice", onclick: () => confirm(invoice, draw) },
    t(isDraft ? "send" : "sendAgain"),
  );
  return h(
    "div",
    { class: "heading" },
    h(
      "div",
      {},
      h("a", { class: "back", href: "/invoices" }, `← ${t("invoices")}`),
      h("div", { class: "title" }, h("h1", {}, invoice.number), badge(statusOf(invoice), { "data-testid": "invoice-status" })),
      h("p", {}, customerName(invoice.customer)),
    ),
    h("div", { class: "actions" }, invoice.status !== "paid" && send),
  );
}

function confirm(invoice, draw) {
  const customer = customerOf(invoice.customer);
  const to = h("input", { type: "email", id: "send-to", "data-testid": "send-to", autocomplete: "off", value: customer?.mail ?? "" });
  const message = h("textarea", { id: "send-message", rows: "3", value: t("messageText") });
  openDialog({
    id: "send-dialog",
    title: t("sendTitle"),
    body: [
      h("p", {}, t("sendText", { name: customerName(invoice.customer), total: yen(total(invoice)) })),
      field(t("sendTo"), to),
      field(t("message"), message),
    ],
    action: t("confirmSend"),
    testId: "confirm-send",
    onaction: () => {
      if (!accept([[to, isMail(to.value) ? "" : t("needMail")]])) return false;
      markSent(invoice.id);
      draw();
      happened("invoice_sent", { number: invoice.number, total: total(invoice) });
      announce(t("wasSent", { number: invoice.number }));
      return true;
    },
  });
}

function paper(invoice) {
  const line = (each) =>
    h(
      "tr",
      {},
      h("td", {}, say(each.what), each.rate === 8 && h("small", {}, " ※8%")),
      h("td", { class: "number" }, String(each.quantity)),
      h("td", { class: "number wide" }, yen(each.price)),
      h("td", { class: "number" }, yen(Math.round(each.quantity * each.price))),
    );
  const column = (key, kind) => h("th", { scope: "col", class: kind }, t(key));
  return h(
    "article",
    { class: "card paper", "aria-label": t("invoiceNumber", { number: invoice.number }) },
    h(
      "div",
      { class: "parties" },
      h("div", {}, h("h2", {}, t("billTo")), h("p", { class: "strong large" }, t("honorific", { name: customerName(invoice.customer) }))),
      h("div", {}, h("h2", {}, t("from")), h("p", { class: "strong" }, t("company")), h("p", {}, t("address")), h("p", {}, t("registration"))),
    ),
    h(
      "dl",
      { class: "facts" },
      [["number", invoice.number], ["issued", day(invoice.date)], ["due", day(invoice.due)], ["total", yen(total(invoice))]].map(([key, text]) =>
        h("div", {}, h("dt", {}, t(key)), h("dd", {}, text))),
    ),
    h("table", { class: "rows" }, h("thead", {}, h("tr", {}, column("what"), column("quantity", "number"), column("price", "number wide"), column("sum", "number"))), h("tbody", {}, invoice.lines.map(line))),
    h("dl", { class: "sums" }, sumRows(invoice.lines)),
    h("div", { class: "small-print" }, h("h2", {}, t("bank")), h("p", {}, t("bankText")), invoice.note && h("p", {}, invoice.note)),
  );
}

function past(invoice) {
  return h(
    "section",
    { class: "card history", "aria-labelledby": "history-title" },
    h("h2", { id: "history-title" }, t("history")),
    h("ol", {}, invoice.history.map((each) => h("li", {}, h("span", {}, t(`history_${each.what}`)), h("time", { datetime: each.on }, day(each.on))))),
    invoice.status === "draft" && h("p", { class: "hint" }, t("unsent")),
  );
}
