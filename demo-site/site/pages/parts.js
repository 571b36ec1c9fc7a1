// Pieces that several pages are made of.

import { h } from "../app/dom.js";
import { say, t } from "../app/language.js";
import { customerOf, invoices, statusOf } from "../app/store.js";
import { totals } from "../app/sums.js";

/** Heading, a sentence, and what can be done here. */
export function heading(title, intro, ...actions) {
  return h("div", { class: "heading" }, h("div", {}, h("h1", {}, title), intro && h("p", {}, intro)), h("div", { class: "actions" }, actions));
}

export function badge(status, attributes = {}) {
  return h("span", { class: `badge ${status}`, ...attributes }, t(status));
}

export const customerName = (code) => say(customerOf(code)?.name ?? code);

export const total = (invoice) => totals(invoice.lines).total;

/** Invoices that money is still expected for. */
export const unpaid = () => invoices().filter((invoice) => ["sent", "opened", "overdue"].includes(statusOf(invoice)));

export const sum = (list) => list.reduce((all, invoice) => all + total(invoice), 0);

export function tile(name, amount, note, attributes = {}) {
  return h("div", { class: "tile", ...attributes }, h("dt", {}, name), h("dd", {}, amount, note && h("small", {}, note)));
}
