// Billing and payments over time. The chart is slow on purpose: numbers like these are worked out elsewhere.

import { monthsAgo } from "../app/days.js";
import { h } from "../app/dom.js";
import { month, t, yen } from "../app/language.js";
import { customers, invoices, months } from "../app/store.js";
import { barChart } from "./bar-chart.js";
import { customerName, heading, sum, tile, unpaid } from "./parts.js";

const CHART_MS = 1200;

export default function reports({ again }) {
  const place = h("div", { class: "chart-place", "aria-busy": "true", "data-testid": "chart-place" }, waiting());
  const draw = () => {
    place.replaceChildren(panel());
    place.removeAttribute("aria-busy");
  };
  if (again) draw();
  else setTimeout(draw, CHART_MS);

  const [now] = series().slice(-1);
  return {
    title: t("reports"),
    element: h(
      "div",
      { class: "page" },
      heading(t("reports"), t("reportsIntro")),
      h("dl", { class: "tiles" }, tile(t("issuedThisMonth"), yen(now.issued)), tile(t("receivedThisMonth"), yen(now.received)), tile(t("waitingTotal"), yen(sum(unpaid())))),
      place,
      ranking(),
    ),
  };
}

// Older months come with the demo; the rest is added up from the invoices themselves.
function series() {
  const counted = (key, of) => sum(invoices().filter((invoice) => of(invoice)?.startsWith(key)));
  const known = new Map(months().map((each) => [each.month, each]));
  return Array.from({ length: 6 }, (_, index) => {
    const key = monthsAgo(5 - index);
    const past = known.get(key);
    return {
      month: key,
      issued: (past?.issued ?? 0) + counted(key, (invoice) => (invoice.status === "draft" ? null : invoice.date)),
      received: (past?.received ?? 0) + counted(key, (invoice) => invoice.history.find(({ what }) => what === "paid")?.on),
    };
  });
}

function panel() {
  const rows = series();
  const column = (key, kind) => h("th", { scope: "col", class: kind }, t(key));
  return h(
    "section",
    { class: "card chart", id: "sales-chart", "data-testid": "sales-chart", "aria-labelledby": "chart-title" },
    h(
      "div",
      { class: "chart-head" },
      h("div", {}, h("h2", { id: "chart-title" }, t("chartTitle")), h("p", { class: "muted" }, t("chartText"))),
      h("ul", { class: "legend" }, h("li", { class: "issued" }, t("billed")), h("li", { class: "received" }, t("received"))),
    ),
    barChart(rows),
    h(
      "table",
      { class: "rows compact" },
      h("thead", {}, h("tr", {}, column("monthLabel"), column("billed", "number"), column("received", "number"))),
      h("tbody", {}, rows.map((each) => h("tr", {}, h("th", { scope: "row" }, month(each.month)), h("td", { class: "number" }, yen(each.issued)), h("td", { class: "number" }, yen(each.received))))),
    ),
  );
}

function waiting() {
  return h("div", { class: "card chart-waiting" }, h("p", { class: "muted" }, t("chartLoading")), h("span", { class: "shimmer" }));
}

function ranking() {
  const rows = customers()
    .map(({ code }) => ({ code, amount: sum(invoices().filter((invoice) => invoice.customer === code && invoice.status !== "draft")) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount)
    .slice(0, 5);
  const most = rows[0]?.amount ?? 1;
  return h(
    "section",
    { class: "card", "aria-labelledby": "top-title" },
    h("h2", { id: "top-title" }, t("topCustomers")),
    h(
      "ul",
      { class: "ranking" },
      rows.map(({ code, amount }) =>
        h("li", {}, h("span", {}, customerName(code)), h("span", { class: "number" }, yen(amount)), h("progress", { max: String(most), value: String(amount), "aria-hidden": "true" }))),
    ),
  );
}
