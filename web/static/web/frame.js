// What every page does: show where one is, bring a form's mistake into focus, forget drafts at sign-out.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const wrong =
    document.querySelector(".field-wrong input, .field-wrong select, .field-wrong textarea") ??
    document.querySelector("[data-focus]");
  if (wrong) wrong.focus();

  // On a phone the bar is wider than the screen: show where one is.
  for (const current of document.querySelectorAll(".areas [aria-current], .tabs [aria-current]")) {
    current.scrollIntoView({ block: "nearest", inline: "center" });
  }

  // Drafts hold what was typed about a person. They outlive a session that ran out, since nothing
  // typed may be lost, but not a person who signs out.
  document.querySelector("[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());
});
