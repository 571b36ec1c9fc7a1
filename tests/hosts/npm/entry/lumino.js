// A desktop in a page, made of Lumino (JupyterLab's widgets): menus act when the button goes down or up, and are gone
// before a click could come.
import "@lumino/widgets/style/index.css";
import { CommandRegistry } from "@lumino/commands";
import { DockPanel, Menu, MenuBar, Widget } from "@lumino/widgets";

const commands = new CommandRegistry();
const dock = new DockPanel();
let count = 0;

function add(title) {
  const widget = new Widget();
  widget.title.label = title;
  widget.node.textContent = `This is ${title}.`;
  dock.addWidget(widget);
  dock.activateWidget(widget);
}

commands.addCommand("new", { label: "New", execute: () => { count += 1; add(`Note ${count}`); } });
commands.addCommand("close", { label: "Close", execute: () => {} });
const menu = new Menu({ commands });
menu.title.label = "File";
menu.addItem({ command: "new" });
menu.addItem({ command: "close" });
const bar = new MenuBar();
bar.addMenu(menu);
const app = document.getElementById("app");
Widget.attach(bar, app);
dock.node.style.cssText = "position: absolute; inset: 40px 0 0";
Widget.attach(dock, app);
add("Welcome");
