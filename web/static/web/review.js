// Đối soát: light the focused field on the page, move by keyboard, keep what is typed until it is saved.
// Without this script the form works as it is; all boxes are drawn and pages turn by their links.
"use strict";

const ZOOMS = 6;
// In a frame narrower than this a whole line of a page cannot be read: begin enlarged.
const NARROW_PX = 480;
const READABLE = 4;

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-review]");
  if (!form) return;
  const viewer = new Viewer(document.querySelector("[data-viewer]"));
  new Draft(form);
  form.addEventListener("focusin", (event) => {
    viewer.light(event.target.dataset.field);
    // Coming by Tab, the browser scrolls a long field's cursor into view only, even under the bar of acts.
    if (event.target.dataset.field) event.target.scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("input", () => showRead(form));
  showRead(form);
  listenToKeys(form);
  // Begin as if one had come by Tab: the browser's own autofocus comes too late and selects nothing.
  const first = form.querySelector("[autofocus]");
  first?.focus();
  first?.select();
  first?.scrollIntoView({ block: "nearest" });
  viewer.light(document.activeElement?.dataset.field);
});

// The next paper's page is drawn while this one is compared; the browser keeps it, and asks before it shows it.
window.addEventListener("load", () => {
  const next = document.querySelector("[data-next][data-picture]");
  if (next) new Image().src = next.dataset.picture;
});

class Viewer {
  constructor(box) {
    this.box = box;
    this.zoom = 1;
    if (box.clientWidth < NARROW_PX) this.zoomTo(READABLE);
    const bar = document.querySelector("[data-zoom-bar]");
    bar.hidden = false;
    for (const button of bar.querySelectorAll("button")) {
      button.addEventListener("click", () => this.setZoom(button.dataset.zoom));
    }
    for (const link of document.querySelectorAll("[data-to-page]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.show(link.dataset.toPage);
      });
    }
    for (const rect of box.querySelectorAll("[data-box]")) {
      rect.addEventListener("click", () => document.querySelector(`[data-field="${rect.dataset.box}"]`)?.focus());
    }
  }

  show(number) {
    for (const page of this.box.querySelectorAll("[data-page]")) {
      const shown = page.dataset.page === String(number);
      const image = page.querySelector("image");
      if (shown && image.dataset.href) {
        image.setAttribute("href", image.dataset.href);
        delete image.dataset.href;
      }
      page.toggleAttribute("hidden", !shown);
    }
    for (const link of document.querySelectorAll("[data-to-page]")) {
      if (link.dataset.toPage === String(number)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.box.scrollTo(0, 0);
  }

  setZoom(way) {
    this.zoomTo({ in: this.zoom + 1, out: this.zoom - 1, fit: this.zoom === 1 ? 0 : 1 }[way]);
  }

  zoomTo(step) {
    const centre = this.centre();
    this.box.classList.remove(`zoom-${this.zoom}`);
    this.zoom = Math.min(Math.max(step, 0), ZOOMS);
    this.box.classList.add(`zoom-${this.zoom}`);
    this.box.scrollTo(
      centre.x * this.box.scrollWidth - this.box.clientWidth / 2,
      centre.y * this.box.scrollHeight - this.box.clientHeight / 2,
    );
  }

  centre() {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = this.box;
    return { x: (scrollLeft + clientWidth / 2) / scrollWidth, y: (scrollTop + clientHeight / 2) / scrollHeight };
  }

  light(name) {
    if (!name) return;
    for (const lit of this.box.querySelectorAll(".box-lit")) lit.classList.remove("box-lit");
    const rect = this.box.querySelector(`[data-box="${name}"]`);
    if (!rect) return;
    const page = rect.closest("[data-page]");
    if (page.hasAttribute("hidden")) this.show(page.dataset.page);
    rect.classList.add("box-lit");
    const place = rect.getBoundingClientRect();
    const frame = this.box.getBoundingClientRect();
    this.box.scrollBy(
      place.left + place.width / 2 - frame.left - frame.width / 2,
      place.top + place.height / 2 - frame.top - frame.height / 2,
    );
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = `motlan-draft/${form.dataset.draft}`;
    this.note = form.querySelector("[data-restored]");
    this.forgetSent();
    if (form.dataset.bound === "no") this.restore();
    form.addEventListener("input", () => this.save());
    form.addEventListener("submit", () => {
      this.save();
      sessionStorage.setItem("motlan-sent", this.key);
    });
    form.querySelector("[data-drop-draft]").addEventListener("click", () => {
      sessionStorage.removeItem(this.key);
      form.reset();
      this.note.hidden = true;
      showRead(form);
    });
  }

  // A draft that was sent is dropped once another paper is open: then it has been saved.
  forgetSent() {
    const sent = sessionStorage.getItem("motlan-sent");
    if (sent && sent !== this.key) sessionStorage.removeItem(sent);
    if (sent) sessionStorage.removeItem("motlan-sent");
  }

  fields() {
    return [...this.form.elements].filter((each) => each.name && each.type !== "hidden");
  }

  save() {
    const values = this.fields().map((each) => [each.name, each.type === "checkbox" ? each.checked : each.value]);
    sessionStorage.setItem(this.key, JSON.stringify(Object.fromEntries(values)));
  }

  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!kept) return;
    let differs = false;
    for (const each of this.fields()) {
      if (!(each.name in kept) || each.type === "checkbox") continue;
      differs ||= each.value !== kept[each.name];
      each.value = kept[each.name];
    }
    this.note.hidden = !differs;
  }
}

function showRead(form) {
  for (const line of form.querySelectorAll("[data-read]")) {
    const input = line.closest(".field").querySelector("[data-field]");
    line.hidden = input.value === line.dataset.read;
  }
}

function listenToKeys(form) {
  document.addEventListener("keydown", (event) => {
    const inSelect = event.target.matches?.("select");
    const inLong = event.target.matches?.("textarea");
    if (event.altKey && !inSelect && event.key === "ArrowDown") follow(event, "[data-next]");
    if (event.altKey && !inSelect && event.key === "ArrowUp") follow(event, "[data-previous]");
    // Enter accepts, wherever one types; while an input method composes a word it belongs to that.
    if (event.key === "Enter" && !event.isComposing && (inSelect || inLong) && form.contains(event.target)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

function follow(event, selector) {
  event.preventDefault();
  document.querySelector(selector)?.click();
}
