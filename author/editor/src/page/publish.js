// The publish button: what would change and for whom, then the release.

import { button, h } from "./dom.js";
import * as server from "./server.js";
import { t, words } from "./words.js";

/** A condition as one line. */
export function sentence(condition) {
  if (!condition) return t("everyone");
  const inner = (list, joint) => list.map(sentence).join(` ${joint} `);
  if (condition.all) return inner(condition.all, "＋");
  if (condition.any) return `(${inner(condition.any, "/")})`;
  if (condition.not) return `${t("not")}: ${sentence(condition.not)}`;
  return Object.entries(condition).map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`).join(", ");
}

export async function publish() {
  const plan = await server.publish(false);
  const dialog = h("dialog", { className: "publish", "aria-label": t("check") });
  const close = () => { dialog.close(); dialog.remove(); };
  const go = async () => {
    const done = await server.publish(true);
    dialog.replaceChildren(h("h2", {}, done.unchanged ? t("unchanged") : `${t("published")} ${done.release}`), h("p", {}, `${t("to")}: `, h("code", {}, done.to)), h("footer", {}, button(t("close"), close, { className: "filled" })));
  };
  const change = ({ what, kind, id, title, audience }) => h("li", {}, h("span", { className: `mark ${what}` }, t(what)), h("b", {}, `${words(title) || id}`.slice(0, 60)), h("span", { className: "quiet" }, `${t(kind)} · ${t("forWhom")} ${sentence(audience)}`));
  dialog.append(...[
    h("h2", {}, t("check")), h("p", {}, `${t("to")}: `, h("code", {}, plan.to)),
    plan.errors.length > 0 && [h("p", { className: "bad" }, t("errorsFirst")), h("ul", { className: "findings" }, plan.errors.map((each) => h("li", { className: "error" }, each)))],
    plan.changes.length ? h("ul", { className: "changes" }, plan.changes.map(change)) : h("p", {}, t("nothing")),
    h("footer", {}, button(t("cancel"), close), button(t("sure"), go, { className: "filled", disabled: plan.errors.length > 0 })),
  ].flat().filter(Boolean));
  document.body.append(dialog);
  dialog.showModal();
}
