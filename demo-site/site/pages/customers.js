// The companies that get invoices, and a form for one more.

import { h } from "../app/dom.js";
import { accept, field, isMail, select } from "../app/form.js";
import { say, t, yen } from "../app/language.js";
import { redraw } from "../app/router.js";
import { happened } from "../app/shirube.js";
import { announce } from "../app/status.js";
import { addCustomer, customers, nextCustomerCode } from "../app/store.js";
import { heading, sum, unpaid } from "./parts.js";

const TERMS = ["next-month-end", "14", "30", "60"];

let adding = false;

export default function list({ again }) {
  if (!again) adding = false;
  const place = h("div");
  const open = h(
    "button",
    { type: "button", id: "add-customer", class: "button primary", "data-testid": "add-customer", "aria-expanded": String(adding), "aria-controls": "customer-form", onclick: () => toggle(!adding) },
    t("addCustomer"),
  );

  function toggle(wanted) {
    adding = wanted;
    open.setAttribute("aria-expanded", String(wanted));
    place.replaceChildren(...(wanted ? [form(() => toggle(false))] : []));
    if (wanted) place.querySelector("input").focus();
    else open.focus();
  }

  if (adding) place.append(form(() => toggle(false)));
  const column = (key, kind) => h("th", { scope: "col", class: kind, "data-testid": `th-${key}` }, t(key));
  return {
    title: t("customers"),
    element: h(
      "div",
      { class: "page" },
      heading(t("customers"), t("customersIntro"), open),
      place,
      h(
        "div",
        { class: "table-wrap" },
        h(
          "table",
          { class: "rows" },
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { "data-testid": "customer-code-label" }, t("code"))), column("name"), column("personInCharge", "wide"), column("mail", "wide"), column("terms", "wide"), column("open", "number"))),
          h("tbody", { "data-testid": "customer-rows" }, customers().map(row)),
        ),
      ),
    ),
  };
}

function row(customer) {
  const owed = sum(unpaid().filter((invoice) => invoice.customer === customer.code));
  return h(
    "tr",
    {},
    h("td", { class: "code" }, customer.code),
    h("td", { class: "strong" }, say(customer.name), h("span", { class: "narrow sub" }, t(`terms_${customer.terms}`))),
    h("td", { class: "wide" }, say(customer.person) || "–"),
    h("td", { class: "wide muted" }, customer.mail),
    h("td", { class: "wide" }, t(`terms_${customer.terms}`)),
    h("td", { class: "number" }, owed ? yen(owed) : "–"),
  );
}

function form(close) {
  const name = h("input", { type: "text", id: "customer-name", "data-testid": "customer-name", required: true, autocomplete: "off" });
  const code = h("input", { type: "text", id: "customer-code", "data-testid": "customer-code", required: true, autocomplete: "off", value: nextCustomerCode() });
  const mail = h("input", { type: "email", id: "customer-mail", "data-testid": "customer-mail", required: true, autocomplete: "off" });
  const person = h("input", { type: "text", id: "customer-person", autocomplete: "off" });
  const terms = select({ id: "customer-terms", "data-testid": "customer-terms" }, TERMS.map((key) => [key, t(`terms_${key}`)]), "next-month-end");

  function save(event) {
    event.preventDefault();
    const given = { code: code.value.trim(), name: name.value.trim(), mail: mail.value.trim(), person: person.value.trim(), terms: terms.value };
    const taken = customers().some((customer) => customer.code === given.code);
    const well = accept([
      [name, given.name ? "" : t("needName")],
      [code, !given.code ? t("needCode") : taken ? t("codeTaken") : ""],
      [mail, isMail(given.mail) ? "" : t("needMail")],
    ]);
    if (!well) return;
    addCustomer(given);
    happened("customer_added", { code: given.code, terms: given.terms });
    announce(t("addedCustomer", { name: given.name }));
    adding = false;
    redraw();
    document.getElementById("add-customer").focus();
  }

  return h(
    "form",
    { id: "customer-form", class: "card inset", novalidate: true, "aria-label": t("addCustomer"), "data-testid": "customer-form", onsubmit: save },
    h("div", { class: "fields three" }, field(t("name"), name), field(t("code"), code), field(t("terms"), terms), field(t("mail"), mail), field(t("personInCharge"), person)),
    h(
      "div",
      { class: "form-foot" },
      h("button", { type: "button", class: "button", onclick: close }, t("cancel")),
      h("button", { type: "submit", class: "button primary", "data-testid": "save-customer" }, t("save")),
    ),
  );
}
