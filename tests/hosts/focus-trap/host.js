// A modal by script: whatever takes the focus outside is called back, as component libraries do.
const dialog = document.querySelector("[role=dialog]");
window.focused = 0;
document.addEventListener("focusin", (event) => {
  window.focused += 1;
  if (!dialog.contains(event.target)) dialog.focus();
});
dialog.querySelector("input").focus();
