// A pane that scrolls inside its own shadow root and shows what the page gives it.
customElements.define("x-pane", class extends HTMLElement {
  connectedCallback() {
    const scroller = document.createElement("div");
    scroller.style.cssText = "overflow: auto; width: 300px; height: 160px";
    const room = document.createElement("p");
    room.style.cssText = "padding: 120px; width: 700px; margin: 0";
    room.append(document.createElement("slot"));
    scroller.append(room);
    this.attachShadow({ mode: "open" }).append(scroller);
  }
});
