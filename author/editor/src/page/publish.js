// The publish button: what would change, for whom and for how many, then the release.

import { button, h } from "./dom.js";
import * as server from "./server.js";
import { spoken, t, words } from "./words.js";

/** "12 of 80 known users (15 %)" and the items that reach most. */
function reached({ known, newly, percent, undescribed, items }) {
  const said = t("reach").replace("{known}", known).replace("{newly}", newly).replace("{percent}", percent);
  return h("section", { className: "reach" }, h("p", {}, h("b", {}, said)),
    items.length > 0 && h("ul", {}, items.slice(0, 5).map(({ id, kind, users }) => h("li", {}, `${id} `, h("span", { className: "quiet" }, `${t(kind)} · ${t("people").replace("{n}", users)}`)))),
    undescribed > 0 && h("p", { className: "quiet" }, t("undescribed").replace("{n}", undescribed)));
}

function change({ what, kind, id, title, whom, details }) {
  return h("li", {}, h("span", { className: `mark ${what}` }, t(what)), h("b", {}, `${title || id}`.slice(0, 60)),
    h("span", { className: "quiet" }, whom ? `${t(kind)} · ${t("forWhom")} ${whom}` : t(kind)),
    details.length > 0 && h("ul", { className: "details" }, details.slice(0, 6).map((each) => h("li", {}, each)), details.length > 6 && h("li", {}, `… +${details.length - 6}`)));
}

export async function publish() {
  const plan = await server.publish(false, spoken());
  const dialog = h("dialog", { className: "publish", "aria-label": t("check") });
  const close = () => { dialog.close(); dialog.remove(); };
  const go = async () => {
    const done = await server.publish(true, spoken());
    dialog.replaceChildren(h("h2", {}, done.unchanged ? t("unchanged") : `${t("published")} ${done.release}`), h("p", {}, `${t("to")}: `, h("code", {}, done.to)), h("footer", {}, button(t("close"), close, { className: "filled" })));
  };
  const many = plan.reach?.many && plan.errors.length === 0;
  const sure = button(t("sure"), go, { className: "filled", disabled: many || plan.errors.length > 0 });
  const seen = many && h("label", { className: "seen" }, h("input", { type: "checkbox", onchange: (event) => { sure.disabled = !event.target.checked; } }), t("many"));
  dialog.append(...[
    h("h2", {}, t("check")), h("p", {}, `${t("to")}: `, h("code", {}, plan.to)),
    plan.errors.length > 0 && [h("p", { className: "bad" }, t("errorsFirst")), h("ul", { className: "findings" }, plan.errors.map((each) => h("li", { className: "error" }, words(each))))],
    plan.reach && reached(plan.reach),
    plan.changes.length ? h("ul", { className: "changes" }, plan.changes.map(change)) : h("p", {}, t("nothing")),
    seen, h("footer", {}, button(t("cancel"), close), sure),
  ].flat().filter(Boolean));
  document.body.append(dialog);
  dialog.showModal();
}
