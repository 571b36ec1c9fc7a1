// Who is signed in. The demo has no log-in: `?user=` chooses, and the tab remembers it over reloads.

import { members } from "./store.js";

const KEY = "kumo.user";

export function person() {
  const id = chosen();
  const member = members().find((each) => each.id === id);
  return member ?? { id, short: id, name: id, mail: `${id}@aoba.example`, role: "admin" };
}

function chosen() {
  const asked = new URLSearchParams(location.search).get("user");
  try {
    if (asked) sessionStorage.setItem(KEY, asked);
    return asked || sessionStorage.getItem(KEY) || "u-sato";
  } catch {
    return asked || "u-sato";
  }
}
