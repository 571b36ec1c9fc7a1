// Wrong arguments are the one thing that throws into a page's own call stack: a TypeError that
// names the call and the field.

/** Every call of the public object: its arguments in order, `?` for what may be absent. */
export const CALLS = {
  identify: {
    identity: {
      id: "string", "traits?": "object", "token?": "string",
      "account?": { id: "string", "traits?": "object" },
    },
  },
  reset: {},
  track: { name: "string", "properties?": "object" },
  start: { id: "string", "options?": { "step?": "string", "force?": "boolean" } },
  stop: {},
  next: {},
  back: {},
  state: { "id?": "string" },
  open: { surface: ["help", "checklist", "feed", "text", "inquiry", "privacy", "article"], "id?": "string" },
  close: {},
  configure: {
    settings: {
      "navigate?": "function", "decorateLink?": "function", "scrollIntoView?": "function",
      "theme?": { "scheme?": ["auto", "light", "dark"], "radius?": "number" },
    },
  },
  prefer: { choice: { text: "boolean" } },
  explain: { id: "string" },
  consent: { state: ["granted", "denied", "unknown"] },
  language: { tag: "string" },
  on: { name: "string", handler: "function" },
  destroy: {},
};

const EXPECTED = { string: "a string", object: "an object", function: "a function", number: "a number", boolean: "true or false" };

/** A plain object with what is its own and nothing that others put into every object; two levels, as calls take them. */
export function bare(value, levels = 2) {
  if (!levels || !value || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy = { __proto__: null, ...value };
  for (const key of Object.keys(copy)) copy[key] = bare(copy[key], levels - 1);
  return copy;
}

/** Throws unless the values fit what the call takes. */
export function checkCall(call, values, takes = CALLS[call]) {
  Object.keys(takes).forEach((key, at) => checkField(call, key, "", values[at], takes[key], ""));
}

export const wrong = (call, field, expected) => new TypeError(`${call}: ${field} must be ${expected}`);

// A key ends in `?` when its value may be absent. Fields of an argument stand alone in the message,
// fields of a field carry its name before them.
function checkField(call, key, before, value, shape, within) {
  const name = key.replace("?", "");
  if (value == null && key !== name) return;
  const listed = Array.isArray(shape);
  const kind = listed ? "" : EXPECTED[shape] ? shape : "object";
  const fits = listed
    ? shape.includes(value)
    : typeof value === kind && value !== null && value !== "" && !Array.isArray(value);
  if (!fits) throw wrong(call, before + name, listed ? `one of ${shape.join(", ")}` : EXPECTED[kind]);
  if (listed || shape === kind) return;
  for (const field of Object.keys(shape)) {
    const inner = field.replace("?", "");
    checkField(call, field, within, value[inner], shape[field], `${within}${inner}.`);
  }
}
