// Kumo's books: one versioned record in local storage, or in memory where storage is refused.

import { today } from "./days.js";
import { seed } from "./seed.js";

const KEY = "kumo.books.1";

let books = read() ?? seed();

export const invoices = () => books.invoices;
export const customers = () => books.customers;
export const deposits = () => books.deposits;
export const members = () => books.members;
export const months = () => books.months;
export const invoiceOf = (id) => books.invoices.find((invoice) => invoice.id === id);
export const customerOf = (code) => books.customers.find((customer) => customer.code === code);

/** The status a reader cares about: sent and past its date is overdue. */
export function statusOf(invoice) {
  const waiting = invoice.status === "sent" || invoice.status === "opened";
  return waiting && invoice.due < today() ? "overdue" : invoice.status;
}

/** Files a new draft under the next number. */
export function addInvoice(fields) {
  const id = String(Math.max(...books.invoices.map((invoice) => Number(invoice.id))) + 1);
  const history = [{ what: "draft", on: today() }];
  const invoice = { ...fields, id, number: `INV-${id}`, status: "draft", history };
  books.invoices.unshift(invoice);
  write();
  return invoice;
}

export function markSent(id) {
  advance(invoiceOf(id), "sent");
}

/** Puts a deposit against an invoice, which is paid by it. */
export function match(depositId, invoiceId) {
  books.deposits.find((deposit) => deposit.id === depositId).invoice = invoiceId;
  advance(invoiceOf(invoiceId), "paid");
}

export function addCustomer(fields) {
  books.customers.push(fields);
  write();
}

export function nextCustomerCode() {
  const numbers = books.customers.map(({ code }) => Number(code.replace(/\D/g, "")) || 0);
  return `C-${String(Math.max(...numbers) + 1).padStart(4, "0")}`;
}

export function invite(mail, role) {
  const id = `u-${mail.split("@")[0].toLowerCase()}`;
  books.members.push({ id, short: mail, name: "", mail, role, invited: true });
  write();
}

export function setRole(id, role) {
  books.members.find((member) => member.id === id).role = role;
  write();
}

export function startOver() {
  books = seed();
  write();
}

function advance(invoice, status) {
  invoice.status = status;
  invoice.history.push({ what: status, on: today() });
  write();
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write() {
  try {
    localStorage.setItem(KEY, JSON.stringify(books));
  } catch {
    // Memory is all there is; the page goes on.
  }
}
