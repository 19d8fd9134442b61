// What every page does: bring a form's mistake into focus; forget drafts when a person signs out.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const wrong =
    document.querySelector(".field-wrong input, .field-wrong select, .field-wrong textarea") ??
    document.querySelector("[data-focus]");
  if (wrong) wrong.focus();

  // Drafts hold what was typed about a person. They outlive a session that ran out, since nothing
  // typed may be lost, but not a person who signs out.
  document.querySelector("[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());
});
