// Suggestions below the search box (WAI-ARIA combobox with a list): arrows choose, Enter takes, Escape closes.
// Without this script the box is a plain box. What may be a personal id is not sent while one types.
"use strict";

const WAIT_MS = 200;
const MAYBE_AN_ID = /\d(?:[ .-]?\d){7,}/;

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-suggest-from]");
  if (box) new Suggestions(box);
  const answer = document.getElementById("search-answer");
  showFacets(answer);
  answer.addEventListener("htmx:beforeSwap", (event) => {
    // Signed out meanwhile, or in again as somebody else: the page itself says so.
    const { xhr, pathInfo } = event.detail;
    if (xhr.status === 403 || !xhr.responseURL.endsWith(pathInfo.requestPath)) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  answer.addEventListener("htmx:afterSwap", () => showFacets(answer));
  for (const failed of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failed, () => {
      answer.replaceChildren(document.getElementById("search-failed").content.cloneNode(true));
    });
  }
});

function showFacets(answer) {
  // On a phone the results stand first, on a screen both have room.
  const facets = answer.querySelector("[data-open-when-wide]");
  if (facets) facets.open = matchMedia("(min-width: 46.01rem)").matches;
}

class Suggestions {
  constructor(box) {
    this.address = box.dataset.suggestFrom;
    this.input = box.querySelector("input");
    this.list = box.querySelector("[role=listbox]");
    this.status = document.querySelector("[data-suggest-status]");
    this.at = -1;
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // Before the box loses the focus, which closes the list.
    this.list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) this.take(option);
    });
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const typed = this.input.value.trim();
    this.asking?.abort();
    if (typed.length < 2 || MAYBE_AN_ID.test(typed)) return this.close();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.address}?${new URLSearchParams({ q: typed })}`, { signal: this.asking.signal });
      // Signed out meanwhile, or the page is away: the box stays a box.
      if (!answer.ok || answer.redirected) return this.close();
      this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(html) {
    this.list.innerHTML = html;
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    const count = this.options().length;
    this.open(count > 0 && document.activeElement === this.input);
    this.status.textContent = count ? `${count} gợi ý, dùng phím mũi tên để chọn.` : "";
  }

  key(event) {
    const options = this.options();
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      return this.close();
    }
    if (this.list.hidden || !options.length) return;
    if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      return this.take(options[this.at]);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    options[this.at]?.setAttribute("aria-selected", "false");
    // One place more than there are options: the box itself.
    this.at = ((this.at + 1 + step + options.length + 1) % (options.length + 1)) - 1;
    const chosen = options[this.at];
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(option) {
    this.input.value = option.dataset.text;
    this.close();
    this.input.form.requestSubmit();
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.open(false);
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }
}
