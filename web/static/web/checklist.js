// The sheet for the citizen: the button prints it. Without scripts the browser's own print does.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
