// Every question to the command that opened this page. The token comes in the address's fragment and is kept by the tab.

import { say } from "./dom.js";

const KEY = "shirube.token";
const given = location.hash.slice(1);
if (/^[0-9a-f]{32}$/.test(given)) {
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, "", "/");
}

async function ask(path, body) {
  const answer = await fetch(`/api/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "x-shirube-token": sessionStorage.getItem(KEY) ?? "", ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  const json = await answer.json();
  if (answer.ok) return json;
  say(json.error, true);
  throw new Error(json.error);
}

export const overview = () => ask("overview");
export const item = (kind, id) => ask(`item?${new URLSearchParams({ kind, id })}`);
export const edit = (kind, id, language, edits) => ask("edit", { kind, id, language, edits });
export const create = (kind, id, language, value) => ask("create", { kind, id, language, value });
export const remove = (kind, id) => ask("delete", { kind, id });
export const undo = () => ask("undo", {});
export const wanted = () => ask("wanted");
export const begin = (words, inquiry) => ask("begin", { words, inquiry });
export const publish = (sure, language) => ask("publish", { sure, language });
/** Live page: `set` {mode}, `show` {anchor}, `said` {}. */
export const live = async (what, body = {}) => (await ask(`live/${what}`, body)).said;
