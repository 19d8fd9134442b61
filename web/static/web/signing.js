// Ký số bằng thiết bị: prepare each chosen paper, let the token sign all digests at once, give each signature.
// The token's software puts `window.motlanToken` into the page; docs/signing.md says what it must do.
"use strict";

// As many as a person can wait for between two entries of a PIN; the others follow in the next group.
const AT_ONCE = 20;
const SILENT = { error: "Máy chủ không trả lời.", remedy: "Kiểm tra mạng rồi ký lại; giấy tờ không thay đổi." };

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-signing]");
  if (form) new SigningDesk(form);
});

class SigningDesk {
  constructor(form) {
    this.form = form;
    this.button = form.querySelector("[data-sign-token]");
    this.missing = form.querySelector("[data-no-token]");
    this.status = form.querySelector("[data-signing-status]");
    this.all = form.querySelector("[data-choose-all]");
    this.busy = false;
    form.querySelector("[data-all]").hidden = !this.boxes().length;
    this.all.addEventListener("change", () => {
      for (const box of this.boxes()) box.checked = this.all.checked;
    });
    if (!this.button) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.sign());
    // Extensions may come a moment after the page.
    setTimeout(() => this.lookForToken(), 1500);
    window.addEventListener("beforeunload", (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  boxes() {
    return [...this.form.querySelectorAll("[name=paper]")];
  }

  lookForToken() {
    this.missing.hidden = typeof window.motlanToken?.sign === "function";
    return this.missing.hidden;
  }

  async sign() {
    const chosen = this.boxes().filter((box) => box.checked);
    const rows = chosen.map((box) => box.closest("tr")).filter((row) => row.dataset.begin);
    if (this.busy) return;
    if (!this.lookForToken()) return;
    if (!rows.length) {
      this.tell(chosen.length ? "Các giấy tờ đã chọn do máy chủ ký." : "Chưa chọn giấy tờ nào.");
      return;
    }
    this.busy = true;
    this.button.disabled = true;
    let done = 0;
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      this.tell(`Đang ký ${from + 1}–${Math.min(from + AT_ONCE, rows.length)} trong ${rows.length} giấy tờ. Làm theo thiết bị ký nếu được hỏi mã PIN.`);
      const signed = await this.signGroup(rows.slice(from, from + AT_ONCE));
      if (signed === null) break;
      done += signed;
    }
    this.busy = false;
    this.button.disabled = false;
    this.tell(`Đã nhận chữ ký của ${done}/${rows.length} giấy tờ.${done ? " Hệ thống đang hoàn tất; giấy tờ dùng được sau ít phút." : ""}`);
  }

  // How many were signed; null where the token would not, so that it is not asked again at once.
  async signGroup(rows) {
    let certificates;
    try {
      certificates = await window.motlanToken.certificates();
    } catch (error) {
      this.refusedByToken(rows, error);
      return null;
    }
    const begun = [];
    for (const row of rows) {
      const told = await this.begin(row, certificates);
      if (told) begun.push({ row, ...told });
    }
    if (!begun.length) return 0;
    let signatures;
    try {
      const asked = begun.map((each) => each.digest);
      signatures = await window.motlanToken.sign(asked, begun.map((each) => each.to_be_signed));
      if (!Array.isArray(signatures) || signatures.length !== begun.length) throw new Error("count");
    } catch (error) {
      for (const each of begun) await this.post(each.row.dataset.cancel, { session: each.session });
      this.refusedByToken(begun.map((each) => each.row), error);
      return null;
    }
    let done = 0;
    for (const [place, each] of begun.entries()) {
      done += await this.give(each, signatures[place]);
    }
    return done;
  }

  async begin(row, { certificate, chain = [] }) {
    mark(row, "Đang chuẩn bị", "quiet");
    const told = await this.post(row.dataset.begin, { certificate, chain });
    if (told.session) {
      mark(row, "Đợi thiết bị ký", "quiet");
      return told;
    }
    refuse(row, told);
    return null;
  }

  async give({ row, session }, signature) {
    const told = await this.post(row.dataset.give, { session, signature });
    if (!told.done) {
      refuse(row, told);
      return 0;
    }
    mark(row, "Đã nhận chữ ký", "good");
    row.querySelector("[name=paper]").closest("label").replaceWith(row.querySelector(".file-name"));
    delete row.dataset.begin;
    return 1;
  }

  refusedByToken(rows, error) {
    console.info("token:", error);
    for (const row of rows) {
      refuse(row, { error: "Thiết bị ký không ký hoặc người ký đã bỏ.", remedy: "Kiểm tra thiết bị, mã PIN rồi ký lại; giấy tờ không thay đổi." });
    }
  }

  tell(sentence) {
    this.status.textContent = sentence;
  }

  async post(address, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      for (const each of [value].flat()) body.append(name, each);
    }
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "error" });
      return await answer.json();
    } catch {
      return SILENT;
    }
  }
}

function mark(row, words, tone) {
  const badge = document.createElement("span");
  badge.className = `badge badge-${tone}`;
  badge.textContent = words;
  row.querySelector("[data-result]").replaceChildren(badge);
}

function refuse(row, { error, remedy }) {
  mark(row, "Chưa ký", "bad");
  const told = document.createElement("p");
  told.className = "problem";
  told.textContent = `${error} ${remedy}`;
  row.querySelector("[data-result]").append(told);
}
