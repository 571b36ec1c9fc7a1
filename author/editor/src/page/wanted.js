// What people looked for in the help centre and did not find, and what they inquired about: one click begins an article.

import { button, h, marked } from "./dom.js";
import * as server from "./server.js";
import { t } from "./words.js";

/** The button that opens the list; `begun` gets the new article's id. Nothing where nobody is known. */
export async function wantedButton(begun) {
  const all = await server.wanted();
  return all.length > 0 && marked("add", `${t("wanted")} (${all.length})`, () => open(all, begun), { className: "wanted" });
}

function open(all, begun) {
  const dialog = h("dialog", { "aria-label": t("wanted") });
  const close = () => { dialog.close(); dialog.remove(); };
  const begin = async ({ words, inquiry }) => {
    const { id } = await server.begin(words, inquiry);
    close();
    begun(id);
  };
  dialog.append(h("h2", {}, t("wanted")), h("p", { className: "quiet" }, t("wantedText")),
    h("ul", { className: "wishes" }, all.map((wish) => h("li", {},
      h("span", {}, h("b", {}, wish.words), " ", h("span", { className: "quiet" }, `${t(wish.inquiry ? "inquired" : "searched")} · ${t("people").replace("{n}", wish.people)}`)),
      button(t("begin"), () => begin(wish), { "aria-label": `${t("begin")}: ${wish.words}` })))),
    h("footer", {}, button(t("close"), close)));
  document.body.append(dialog);
  dialog.showModal();
}
