// Blockly: a workshop of blocks in SVG; its toolbox and its drop-down fields act on the press.
import * as Blockly from "blockly";

const block = (type) => ({ kind: "block", type });
const category = (name, ...types) => ({ kind: "category", name, contents: types.map(block) });
document.getElementById("app").style.cssText = "position: fixed; inset: 0";
Blockly.inject("app", {
  media: "/media/",
  sounds: false,
  toolbox: {
    kind: "categoryToolbox",
    contents: [category("Logic", "logic_boolean", "logic_negate"), category("Words", "text", "text_print")],
  },
});
