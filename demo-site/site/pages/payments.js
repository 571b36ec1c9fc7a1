// What the bank received, and which invoice it pays.

import { h } from "../app/dom.js";
import { select } from "../app/form.js";
import { day, t, yen } from "../app/language.js";
import { redraw } from "../app/router.js";
import { happened } from "../app/shirube.js";
import { announce } from "../app/status.js";
import { deposits, invoiceOf, match } from "../app/store.js";
import { customerName, heading, total, unpaid } from "./parts.js";

export default function list() {
  const waiting = deposits().filter((deposit) => !deposit.invoice).length;
  const note = waiting ? t("waitingCount", { n: waiting }) : t("allMatched");
  const column = (key, kind) => h("th", { scope: "col", class: kind }, t(key));
  return {
    title: t("payments"),
    element: h(
      "div",
      { class: "page" },
      heading(t("payments"), t("paymentsIntro"), h("span", { class: "muted", "data-testid": "waiting-count" }, note)),
      h(
        "div",
        { class: "table-wrap" },
        h(
          "table",
          { class: "rows deposits" },
          h("thead", {}, h("tr", {}, column("receivedOn", "wide"), column("payer"), column("amount", "number wide"), h("th", { scope: "col", class: "choice" }, t("matchWith")), h("th", { scope: "col", class: "end" }, h("span", { "data-testid": "payment-status-label" }, t("paymentStatus"))))),
          h("tbody", { "data-testid": "deposit-rows" }, deposits().map(row)),
        ),
      ),
    ),
  };
}

function row(deposit) {
  const candidates = unpaid();
  const likely = candidates.find((invoice) => total(invoice) === deposit.amount);
  const { payer } = deposit;
  const invoice = deposit.invoice && invoiceOf(deposit.invoice);
  const choice = select(
    { "aria-label": t("candidateFor", { payer }), "data-testid": "match-with", onchange: () => { button.disabled = !choice.value; } },
    [["", t("chooseInvoice")], ...candidates.map((each) => [each.id, `${each.number}  ${customerName(each.customer)}  ${yen(total(each))}`])],
    likely?.id ?? "",
  );
  const button = h(
    "button",
    { type: "button", class: "button small", "aria-label": t("matchNamed", { payer }), "data-testid": "match-payment", disabled: !likely, onclick: () => settle(deposit, choice.value) },
    t("match"),
  );
  return h(
    "tr",
    { "data-testid": `deposit-${deposit.id}` },
    h("td", { class: "wide" }, day(deposit.on)),
    h("td", { class: "strong" }, payer, h("span", { class: "narrow sub" }, `${day(deposit.on)} · ${yen(deposit.amount)}`)),
    h("td", { class: "number wide" }, yen(deposit.amount)),
    h("td", { class: "choice" }, invoice ? h("a", { class: "row-link", href: `/invoices/${invoice.number}` }, invoice.number) : choice),
    h("td", { class: "end" }, invoice ? h("span", { class: "badge paid" }, t("matched")) : button),
  );
}

function settle(deposit, id) {
  const invoice = invoiceOf(id);
  const exact = total(invoice) === deposit.amount;
  match(deposit.id, id);
  happened("payment_matched", { number: invoice.number, exact });
  announce(t("matchedText", { number: invoice.number }));
  redraw();
  document.querySelector("[data-testid='match-payment']")?.focus();
}
