// The checklist: a link is copied, the sheet is printed. Without scripts one selects it, and the browser prints.
"use strict";

document.addEventListener("DOMContentLoaded", () => showButtons(document));
document.addEventListener("htmx:load", (event) => showButtons(event.detail.elt));

function showButtons(part) {
  const print = part.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const copy = part.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(part.querySelector("[data-link]").value);
      copy.textContent = "Đã chép";
    });
  }
}
