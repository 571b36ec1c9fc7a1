// Who works here with which role, and a form to invite one more.

import { h } from "../app/dom.js";
import { accept, field, isMail, select } from "../app/form.js";
import { say, t } from "../app/language.js";
import { redraw } from "../app/router.js";
import { happened } from "../app/shirube.js";
import { announce } from "../app/status.js";
import { invite, members, setRole, startOver } from "../app/store.js";
import { heading } from "./parts.js";

const ROLES = ["admin", "editor", "viewer"];
const roles = () => ROLES.map((role) => [role, t(role)]);
const nameOf = (member) => say(member.name) || member.mail;

export default function team({ user }) {
  const leads = user.role === "admin";
  return {
    title: t("team"),
    element: h("div", { class: "page" }, heading(t("team"), t("teamIntro")), leads && invitation(), list(user, leads), fresh()),
  };
}

function invitation() {
  const mail = h("input", { type: "email", id: "member-mail", "data-testid": "member-mail", autocomplete: "off", placeholder: "name@aoba.example" });
  const role = select({ id: "member-role", "data-testid": "role-select" }, roles(), "editor");

  function send(event) {
    event.preventDefault();
    const to = mail.value.trim();
    const taken = members().some((member) => member.mail === to);
    if (!accept([[mail, !isMail(to) ? t("needMail") : taken ? t("memberTaken") : ""]])) return;
    invite(to, role.value);
    happened("member_invited", { role: role.value });
    announce(t("inviteSent", { mail: to }));
    redraw();
    document.getElementById("member-mail").focus();
  }

  return h(
    "form",
    { class: "card inset", novalidate: true, "aria-labelledby": "invite-title", "data-testid": "invite-form", onsubmit: send },
    h("h2", { id: "invite-title" }, t("inviteTitle")),
    h(
      "div",
      { class: "fields invite" },
      field(t("mail"), mail),
      field(t("role"), role, { labelAttributes: { "data-testid": "role-label" } }),
      h("button", { type: "submit", id: "invite-member", class: "button primary", "data-testid": "invite-member" }, t("invite")),
    ),
    h("p", { class: "hint" }, t("rolesText")),
  );
}

function list(user, leads) {
  const column = (key, kind) => h("th", { scope: "col", class: kind }, t(key));
  return h(
    "div",
    { class: "table-wrap" },
    h(
      "table",
      { class: "rows" },
      h("thead", {}, h("tr", {}, column("name"), column("mail", "wide"), column("status", "wide"), column("role"))),
      h("tbody", { "data-testid": "member-rows" }, members().map((member) => row(member, member.id === user.id, leads))),
    ),
  );
}

function row(member, self, leads) {
  const name = nameOf(member);
  const role = select(
    { "aria-label": t("roleOf", { name }), "data-testid": "member-role-select", disabled: self || !leads, onchange: () => change(member, role.value) },
    roles(),
    member.role,
  );
  const state = member.invited ? h("span", { class: "badge sent" }, t("invited")) : h("span", { class: "badge paid" }, t("active"));
  const you = self && h("small", { class: "muted" }, ` ${t("you")}`);
  return h(
    "tr",
    {},
    h("td", {}, h("span", { class: "strong" }, name), you, h("span", { class: "narrow sub" }, member.invited ? t("invited") : member.mail)),
    h("td", { class: "wide muted" }, member.mail),
    h("td", { class: "wide" }, state),
    h("td", {}, role),
  );
}

function change(member, role) {
  setRole(member.id, role);
  announce(t("roleChanged", { name: nameOf(member), role: t(role) }));
}

function fresh() {
  const reset = () => {
    startOver();
    announce(t("startedOver"));
    redraw();
  };
  return h(
    "section",
    { class: "card quiet", "aria-labelledby": "demo-title" },
    h("div", {}, h("h2", { id: "demo-title" }, t("demoData")), h("p", { class: "hint" }, t("startOverText"))),
    h("button", { type: "button", class: "button", "data-testid": "start-over", onclick: reset }, t("startOver")),
  );
}
