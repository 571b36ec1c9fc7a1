// A router over the History API, with the usual promise between the click and the new address.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-push]");
  if (!link) return;
  event.preventDefault();
  Promise.resolve().then(() => {
    history.pushState(null, "", link.getAttribute("href"));
    window.turned?.();
  });
});
