// Two open shadow roots, one in the other, that come late.
customElements.define("x-inner", class extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.textContent = "Deep";
    this.attachShadow({ mode: "open" }).append(button);
  }
});
customElements.define("x-outer", class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: "open" }).append(document.createElement("x-inner"));
  }
});
