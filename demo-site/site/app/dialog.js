// A native modal dialog: the platform makes the rest inert, traps the focus and gives it back.

import { h } from "./dom.js";
import { t } from "./language.js";

/** Opens a dialog and returns its closing function; the element leaves the page after its own `close` event. */
export function openDialog({ title, body, action, testId, onaction, id }) {
  const dialog = h("dialog", { id, "aria-labelledby": `${id}-title`, "data-testid": id });
  const close = () => dialog.close();
  dialog.append(
    h(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          if (onaction() !== false) close();
        },
      },
      h("h2", { id: `${id}-title` }, title),
      h("div", { class: "dialog-body" }, body),
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: close }, t("cancel")),
        h("button", { type: "submit", class: "button primary", "data-testid": testId }, action),
      ),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return close;
}
