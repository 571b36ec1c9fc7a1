// Taken at load: what a host replaces, freezes or fills later does not reach us. Here are only things that pages are
// known to replace.

const page = window;
const attempt = (work) => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

export const { parse, stringify } = JSON;
export const { now, parse: timeOf } = Date;
export const send = page.fetch;
export const Request = page.XMLHttpRequest;
export const locks = attempt(() => page.navigator.locks);
export const database = attempt(() => page.indexedDB);

const { getItem, setItem, removeItem, key } = attempt(() => Storage.prototype) || {};

/** One of the two storages by plain values. Refused, full or foreign: every call gives nothing, none throws. */
function storage(name) {
  const held = attempt(() => page[name]);
  const of = (work, ...given) => attempt(() => work.apply(held, given));
  return {
    text: (name) => of(getItem, name),
    /** Whether it is kept. */
    keep: (name, text) => attempt(() => (setItem.call(held, name, text), true)),
    drop: (name) => of(removeItem, name),
    read: (name) => attempt(() => parse(getItem.call(held, name))),
    write: (name, value) => of(setItem, name, stringify(value)),
    /** Names that begin so. */
    names(prefix) {
      const names = [];
      for (let at = 0, name; (name = of(key, at)) != null; at += 1) if (name.startsWith(prefix)) names.push(name);
      return names;
    },
  };
}

export const shared = storage("localStorage");
export const own = storage("sessionStorage");
