// Subtotal, tax by rate, total.

import { h } from "../app/dom.js";
import { t, yen } from "../app/language.js";
import { totals } from "../app/sums.js";

export function sumPanel() {
  const list = h("dl", { class: "sums", "data-testid": "sums" });
  return { element: list, update: (lines) => list.replaceChildren(...sumRows(lines)) };
}

export function sumRows(lines) {
  const { net, taxes, tax, total } = totals(lines);
  const row = (name, amount, attributes = {}, term = {}) =>
    h("div", attributes, h("dt", term, name), h("dd", {}, yen(amount)));
  return [
    row(t("net"), net),
    row(t("tax"), tax, {}, { "data-testid": "tax-label" }),
    ...(taxes.length > 1 ? taxes.map((each) => row(t("taxAt", { rate: each.rate, base: yen(each.base) }), each.tax, { class: "detail" })) : []),
    row(t("total"), total, { class: "grand", "data-testid": "invoice-total" }),
  ];
}
