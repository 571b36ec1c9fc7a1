// Which language the page speaks, and how it writes words, money and days.

import { en } from "../words/en.js";
import { ja } from "../words/ja.js";
import { guide } from "./shirube.js";

const WORDS = { ja, en };
const KEY = "kumo.language";

export const language = () => document.documentElement.lang;

/** The words for a key; `{name}` is filled from the values. */
export function t(key, values = {}) {
  return WORDS[language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Data is a plain string when a user typed it, a map by language when it came with the demo. */
export function say(text) {
  return typeof text === "string" ? text : text[language()];
}

export function speak(tag) {
  document.documentElement.lang = tag;
  try {
    localStorage.setItem(KEY, tag);
  } catch {
    // Not kept, then: the switch still works for this page.
  }
  guide("language", tag);
}

export const yen = (amount) => `¥${new Intl.NumberFormat("ja-JP").format(amount)}`;

/** A day ("2026-11-24") as people write it. */
export function day(iso) {
  if (!iso) return "–";
  const [year, month, date] = iso.split("-").map(Number);
  const locale = language() === "ja" ? "ja-JP" : "en-GB";
  const style = language() === "ja" ? "numeric" : "short";
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: style, day: "numeric" }).format(
    new Date(year, month - 1, date),
  );
}

/** A month ("2026-11") as a chart labels it. */
export function month(iso) {
  const [year, number] = iso.split("-").map(Number);
  const locale = language() === "ja" ? "ja-JP" : "en-GB";
  return new Intl.DateTimeFormat(locale, { month: "short" }).format(new Date(year, number - 1, 1));
}
