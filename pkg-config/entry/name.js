// Roles and accessible names as the standards compute them (HTML-AAM, accname 1.2), for anchors that name an element
// as its users hear it. Elements may belong to a frame: another realm, where instanceof is never true.

const TAGS = {
  button: "button,summary,input[type=button],input[type=submit],input[type=reset],input[type=image]",
  link: "a[href],area[href]",
  textbox: "input:not([type],[list]),input:is([type=text],[type=email],[type=tel],[type=url]):not([list]),textarea",
  searchbox: "input[type=search]:not([list])",
  spinbutton: "input[type=number]",
  slider: "input[type=range]",
  combobox: "select:not([multiple],[size]),input[list]",
  listbox: "select:is([multiple],[size]),datalist",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  heading: "h1,h2,h3,h4,h5,h6",
  navigation: "nav",
  complementary: "aside",
  region: "section[aria-label],section[aria-labelledby]",
  group: "fieldset,details,optgroup",
  img: 'img:not([alt=""])',
  list: "ul,ol,menu",
  listitem: "li",
  row: "tr",
  cell: "td",
  columnheader: "th",
  progressbar: "progress",
  separator: "hr",
  status: "output",
  paragraph: "p",
};
// Of the same name as their role.
for (const tag of "option,dialog,main,form,article,figure,table,meter".split(",")) TAGS[tag] = tag;

// Roles that are named by what stands in them; by tag, everything is but these.
const BY_CONTENT = /^(button|cell|checkbox|(column|row)header|gridcell|heading|link|menuitem(checkbox|radio)?|option|radio|row|switch|tab|tooltip|treeitem)$/;
const NOT_BY_CONTENT = /^(input|select|textarea|table|dialog|nav|main|form|section|aside|article|fieldset|[uo]l|img|iframe|figure)$/;
// What names an element of this tag.
const NAMING = { fieldset: "legend", table: "caption", figure: "figcaption", svg: "title" };
// On whose behalf a name is computed: the element's own; of one that is pointed at, whose own pointers are not
// followed; of a part of another element's content.
const ITSELF = 0;
const POINTED = 1;
const CONTENT = 2;
const DEPTH = 24;

// Letters without a width hold lines open or break words; nobody hears them.
const fold = (text) => text.replace(/[\u200b\u00ad]/g, "").split(/\s+/).filter(Boolean).join(" ");

export function hasRole(element, role) {
  const own = element.getAttribute("role");
  return own === null ? Object.hasOwn(TAGS, role) && element.matches(TAGS[role]) : own.trim().split(/\s+/)[0] === role;
}

/** Everything in a document or shadow root that has a role, and this name where one is given. */
export function byRole(root, role, name) {
  const all = [...root.querySelectorAll(Object.hasOwn(TAGS, role) ? `${TAGS[role]},[role]` : "[role]")];
  return all.filter((element) => hasRole(element, role) && (name === undefined || isNamed(element, name)));
}

export function isNamed(element, name) {
  // Words that a style sheet draws are asked for only where the others do not do.
  return [false, true].some((drawn) => fold(nameOf(element, ITSELF, 0, drawn, element)) === fold(name));
}

function nameOf(element, from, depth, drawn, of) {
  if (depth > DEPTH || (from === CONTENT && isHidden(element))) return "";
  const tag = element.localName;
  const next = (other, why) => nameOf(other, why, depth + 1, drawn, of);
  const given = (attribute) => (element.getAttribute(attribute) || "").trim();
  const first = (...ways) => {
    for (const way of ways) {
      const words = way();
      if (words && words.trim()) return words;
    }
    return "";
  };
  return first(
    () => from !== POINTED && given("aria-labelledby").split(/\s+/)
      .map((id) => id && element.getRootNode().getElementById?.(id)).filter(Boolean).map((other) => next(other, POINTED)).join(" "),
    () => from === CONTENT && valueOf(element, tag),
    () => given("aria-label"),
    () => {
      if (tag === "input" && /^(submit|reset|button)$/.test(element.type)) return element.value;
      if (/^(img|area)$/.test(tag) || element.type === "image") return given("alt");
      const child = NAMING[tag] && element.querySelector(NAMING[tag]);
      if (child) return tag === "svg" ? child.textContent : next(child, CONTENT);
      return [...(element.labels || [])].map((label) => next(label, POINTED)).join(" ");
    },
    () => {
      const role = given("role");
      const may = from !== ITSELF || (role ? BY_CONTENT.test(role.split(/\s+/)[0]) : !NOT_BY_CONTENT.test(tag));
      return may && contentOf(element, drawn, (child) => child !== of && next(child, CONTENT));
    },
    () => given("title"),
    () => from !== CONTENT && given("placeholder"),
  );
}

function isHidden(element) {
  return element.getAttribute("aria-hidden") === "true" || !element.checkVisibility({ visibilityProperty: true });
}

/** What a control inside a name contributes. */
function valueOf(element, tag) {
  if (tag === "select") return element.selectedOptions[0]?.textContent;
  const plain = tag === "textarea" || (tag === "input" && !/^(checkbox|radio|button|submit|reset|image|hidden)$/.test(element.type));
  return plain && element.value;
}

function contentOf(element, drawn, words) {
  const slotted = element.assignedNodes ? element.assignedNodes() : [];
  const nodes = slotted.length ? slotted : (element.shadowRoot || element).childNodes;
  const styled = (pseudo) => {
    // `"words"`, or `"" / "words"` with a text for those who cannot see it.
    const content = drawn ? getComputedStyle(element, pseudo).content.split(" / ").pop() : "";
    return /^".*"$/.test(content) ? content.slice(1, -1) : "";
  };
  return styled("::before") + [...nodes].map((node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1) return "";
    const text = words(node) || "";
    return /^(inline|contents)$/.test(getComputedStyle(node).display) ? text : ` ${text} `;
  }).join("") + styled("::after");
}
