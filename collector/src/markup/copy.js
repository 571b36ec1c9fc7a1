// Copies what a button names, and says so; a page without it still shows the text.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    const text = from.value ?? from.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      from.closest("details")?.setAttribute("open", "");
      from.focus?.();
      from.select?.();
      document.execCommand?.("copy");
    }
    button.textContent = button.dataset.done;
    const form = button.dataset.form && document.getElementById(button.dataset.form);
    if (form) form.requestSubmit();
  });
}
