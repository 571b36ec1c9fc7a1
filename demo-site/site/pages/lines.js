// The table of line items: rows come and go, sums follow each key stroke.

import { h, icon } from "../app/dom.js";
import { select } from "../app/form.js";
import { t, yen } from "../app/language.js";

const CROSS = "M5.5 5.5l9 9M14.5 5.5l-9 9";

export function lineEditor(draft, blankLine, onchange) {
  const body = h("tbody");
  const error = h("p", { class: "error", id: "lines-error", hidden: true });
  const add = h("button", { type: "button", id: "add-line", class: "button small", "data-testid": "add-line", onclick: append }, `+ ${t("addLine")}`);

  function append() {
    draft.lines.push(blankLine());
    draw();
    body.lastElementChild.querySelector("input").focus();
  }

  function draw() {
    body.replaceChildren(...draft.lines.map(row));
  }

  function row(line, index) {
    const n = index + 1;
    const sum = h("td", { class: "number line-sum" });
    const changed = () => {
      sum.textContent = yen(Math.round(line.quantity * line.price));
      error.hidden = true;
      onchange();
    };
    const text = (key, name, attributes) => {
      const input = h("input", {
        "aria-label": t(name, { n }), "data-testid": `line-${key}`, ...attributes,
        oninput: () => { line[key] = attributes.type === "number" ? Number(input.value) : input.value; changed(); },
      });
      return input;
    };
    const rate = select(
      { "aria-label": t("lineRate", { n }), "data-testid": "line-rate", onchange: () => { line.rate = Number(rate.value); changed(); } },
      [["10", "10%"], ["8", t("reduced")]],
      String(line.rate),
    );
    sum.textContent = yen(Math.round(line.quantity * line.price));
    return h(
      "tr",
      { "data-testid": "line" },
      h("td", { class: "line-what" }, text("what", "lineWhat", { type: "text", placeholder: t("what"), value: line.what })),
      h("td", { class: "line-quantity" }, text("quantity", "lineQuantity", { type: "number", min: "0", step: "any", inputmode: "decimal", value: String(line.quantity) })),
      h("td", { class: "line-price" }, text("price", "linePrice", { type: "number", min: "0", step: "1", inputmode: "numeric", placeholder: "0", value: line.price ? String(line.price) : "" })),
      h("td", { class: "line-rate" }, rate),
      sum,
      h(
        "td",
        { class: "line-remove" },
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": t("removeLine", { n }), "data-testid": "remove-line", disabled: draft.lines.length === 1, onclick: () => remove(index) },
          icon(CROSS),
        ),
      ),
    );
  }

  function remove(index) {
    draft.lines.splice(index, 1);
    draw();
    onchange();
    add.focus();
  }

  draw();
  const head = [["what"], ["quantity", "number"], ["price", "number"], ["rate"], ["sum", "number"]];
  return {
    element: h(
      "section",
      { class: "lines", "aria-labelledby": "lines-title" },
      h("h2", { id: "lines-title" }, t("lines")),
      h(
        "table",
        { class: "line-table", "aria-describedby": "lines-error" },
        h("thead", {}, h("tr", {}, head.map(([key, kind]) => h("th", { scope: "col", class: kind }, t(key))), h("th", { scope: "col" }, h("span", { class: "hidden-name" }, t("remove"))))),
        body,
      ),
      h("div", { class: "line-foot" }, add, error),
    ),
    draw,
    /** Says whether there is a usable line; takes the focus unless an earlier complaint has it. */
    accept(well, focusTaken) {
      error.hidden = well;
      error.textContent = well ? "" : t("needLine");
      if (!well && !focusTaken) body.querySelector("input").focus();
      return well;
    },
  };
}
