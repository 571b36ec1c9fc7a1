// A project list made of MUI: a modal with a focus trap, and a select that opens on the press.
import { createElement as h, useState } from "react";
import { createRoot } from "react-dom/client";
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField } from "@mui/material";

function App() {
  const [open, setOpen] = useState(false);
  const [projects, setProjects] = useState([]);
  const [name, setName] = useState("");
  const [size, setSize] = useState("");
  const save = () => { setProjects([...projects, `${name} (${size})`]); setOpen(false); };
  return h("main", { style: { padding: 40 } },
    h("h1", null, "Projects"),
    h(Button, { variant: "contained", disableRipple: true, onClick: () => setOpen(true) }, "New project"),
    h("ul", { id: "projects" }, projects.map((text) => h("li", { key: text }, text))),
    h(Dialog, { open, onClose: () => setOpen(false), transitionDuration: 0 },
      h(DialogTitle, null, "New project"),
      h(DialogContent, null,
        h(TextField, { id: "name", label: "Name", margin: "dense", fullWidth: true, value: name, onChange: (event) => setName(event.target.value) }),
        h(TextField, {
          id: "size", label: "Size", margin: "dense", fullWidth: true, select: true, value: size,
          onChange: (event) => setSize(event.target.value), SelectProps: { MenuProps: { transitionDuration: 0 } },
        }, ["Small", "Large"].map((text) => h(MenuItem, { key: text, value: text, disableRipple: true }, text)))),
      h(DialogActions, null, h(Button, { disableRipple: true, onClick: save }, "Save"))));
}

createRoot(document.getElementById("app")).render(h(App));
