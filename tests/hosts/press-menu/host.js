// A menu as on a desktop: it acts on the press, and is gone before the click would come.
window.acted = 0;
document.querySelector("[data-testid=second]").addEventListener("pointerdown", () => {
  window.acted += 1;
  document.getElementById("menu").replaceChildren();
});
