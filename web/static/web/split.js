// Tách lô: arrow keys go from boundary to boundary, and the number of papers is said when it changes. Without
// this script Tab goes there, and the number stands beside the pages.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-split]");
  if (!form) return;
  form.addEventListener("keydown", move);
  form.addEventListener("htmx:afterSwap", () => {
    form.querySelector("[data-said]").textContent = form.querySelector("#parts h2").textContent;
  });
});

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function move(event) {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const cuts = [...event.currentTarget.querySelectorAll("input[name=start]")];
  const next = cuts[cuts.indexOf(event.target) + step];
  if (!cuts.includes(event.target) || !next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
