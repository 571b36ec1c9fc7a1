// Line items out of a spreadsheet, pasted as rows of item, quantity, unit price.

import { openDialog } from "../app/dialog.js";
import { h } from "../app/dom.js";
import { accept, field } from "../app/form.js";
import { t } from "../app/language.js";

export function importLines(take) {
  const text = h("textarea", { id: "import-rows", rows: "6", "data-testid": "import-rows", placeholder: `${t("what")}\t2\t12000` });
  openDialog({
    id: "import-dialog",
    title: t("importTitle"),
    body: [h("p", {}, t("importHint")), field(t("importRows"), text)],
    action: t("importAction"),
    testId: "confirm-import",
    onaction: () => {
      const rows = read(text.value);
      if (!accept([[text, rows.length ? "" : t("importNothing")]])) return false;
      take(rows);
      return true;
    },
  });
}

function read(text) {
  return text
    .split(/\r?\n/)
    .map((row) => row.split(/\t|,/).map((cell) => cell.trim()))
    .map(([what, quantity, price]) => ({ what: what ?? "", quantity: amount(quantity), price: amount(price), rate: 10 }))
    .filter((line) => line.what && line.quantity > 0 && line.price > 0);
}

const amount = (cell = "") => Number(cell.replace(/[¥￥]/g, "")) || 0;
