// Excalidraw: a drawing board on canvases, with tool buttons, a menu and a modal of its own.
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { Excalidraw } from "@excalidraw/excalidraw";

const style = { position: "fixed", inset: 0 };
createRoot(document.getElementById("app")).render(h("div", { style }, h(Excalidraw)));
