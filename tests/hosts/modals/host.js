// Dialogs in the page and in a shadow root, and a popover.
let dialog = document.querySelector("body > dialog");
document.querySelector("#open").addEventListener("click", () => {
  dialog.showModal();
  // Removed without being closed, as frameworks do; the next one is a new one.
  const anew = dialog.cloneNode(true);
  new MutationObserver((_, observer) => {
    if (dialog.isConnected) return;
    observer.disconnect();
    anew.open = false;
    dialog = anew;
    document.body.append(dialog);
  }).observe(document.body, { childList: true });
});
customElements.define("x-box", class extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.textContent = "Open deep";
    const dialog = document.createElement("dialog");
    dialog.append(document.createElement("input"));
    button.addEventListener("click", () => dialog.showModal());
    this.attachShadow({ mode: "open" }).append(button, dialog);
  }
});
