// A document with Radix: a menu that opens on the press and takes pointer events from the page, and a dialog that
// holds the focus, locks scrolling, hides the rest and closes on a press outside.
import { createElement as h, useState } from "react";
import { createRoot } from "react-dom/client";
import { Dialog, DropdownMenu } from "radix-ui";

function App() {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("Untitled");
  const [draft, setDraft] = useState("");
  const save = () => { setName(draft); setOpen(false); };
  return h("main", { style: { padding: 40, minHeight: 1600 } },
    h("h1", null, name),
    h(DropdownMenu.Root, null,
      h(DropdownMenu.Trigger, { className: "trigger" }, "Document"),
      h(DropdownMenu.Portal, null,
        h(DropdownMenu.Content, { className: "menu", sideOffset: 4 },
          h(DropdownMenu.Item, { onSelect: () => setOpen(true) }, "Rename…"),
          h(DropdownMenu.Item, null, "Duplicate")))),
    h(Dialog.Root, { open, onOpenChange: setOpen },
      h(Dialog.Portal, null,
        h(Dialog.Overlay, { className: "overlay" }),
        h(Dialog.Content, { className: "dialog" },
          h(Dialog.Title, null, "Rename"),
          h(Dialog.Description, { className: "about" }, "The name is shown to everybody."),
          h("input", { "aria-label": "New name", value: draft, onChange: (event) => setDraft(event.target.value) }),
          h("button", { className: "save", onClick: save }, "Save")))));
}

createRoot(document.getElementById("app")).render(h(App));
