// Quét: drop, choose or paste files; open the batch, send each file by itself, tell each one's fate.
// Without this script the form sends all files at once and the server answers with the batch.
"use strict";

// One after the other, so that files stand in the batch in the order in which they were chosen.
const AT_ONCE = 1;
const IGNORED = /^(\.|thumbs\.db$|desktop\.ini$)/i;

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-hand-in]");
  if (form) new HandIn(form);
});

class HandIn {
  constructor(form) {
    this.form = form;
    this.lines = form.querySelector("[data-sending-lines]");
    this.status = form.querySelector("[data-sending-status]");
    this.again = form.querySelector("[data-send-again]");
    this.toBatch = form.querySelector("[data-to-batch]");
    this.batch = null;
    this.waiting = [];
    this.running = 0;
    this.taken = 0;
    this.all = 0;
    this.lost = [];
    this.held = []; // chosen, and waiting for a batch that could not be opened yet
    form.classList.add("scripted");
    this.listen();
  }

  listen() {
    const files = this.form.querySelector("#id_uploads");
    const folder = this.form.querySelector("#id_folder");
    this.form.querySelector("[data-folder-choice]").hidden = !("webkitdirectory" in folder);
    for (const input of [files, folder]) {
      input.addEventListener("change", () => {
        this.add([...input.files]);
        input.value = "";
      });
    }
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add([]);
    });
    this.form.addEventListener("change", () => this.showPlace());
    this.showPlace();
    this.again.addEventListener("click", () => this.sendAgain());
    document.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.add([...event.clipboardData.files]);
    });
    const drop = this.form.querySelector("[data-drop]");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      document.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle("drop-over", name === "dragenter" || name === "dragover");
      });
    }
    document.addEventListener("drop", async (event) => this.add(await droppedFiles(event.dataTransfer)));
    window.addEventListener("beforeunload", (event) => {
      if (this.running || this.waiting.length) event.preventDefault();
    });
  }

  showPlace() {
    const backlog = this.form.querySelector("[name=place][value=backlog]").checked;
    this.form.querySelector("[name=number]").closest(".field").hidden = backlog;
  }

  async add(chosen) {
    this.held.push(...chosen.filter((file) => !IGNORED.test(file.name)));
    if (!this.held.length) return;
    const ready = this.batch || (await this.open());
    this.showHeld(!ready);
    if (!ready) return;
    const files = this.held.splice(0);
    this.form.querySelector("[data-sending]").hidden = false;
    this.all += files.length;
    for (const file of files) this.waiting.push({ file, line: this.line(file) });
    this.send();
  }

  showHeld(waiting) {
    this.form.querySelector("[data-plain]").classList.toggle("send-held", waiting);
    this.form.querySelector("[data-held]").textContent = waiting ? `${this.held.length} tệp đã chọn, chưa gửi.` : "";
  }

  async open() {
    const answer = await this.post(this.form.dataset.open, new FormData(this.form), ["uploads"]);
    if (answer.ok) {
      this.batch = await answer.json();
      this.toBatch.href = this.batch.batch;
      return true;
    }
    this.showErrors(answer.status === 422 ? (await answer.json()).errors : null);
    return false;
  }

  showErrors(errors) {
    for (const old of this.form.querySelectorAll(".hand-in-where .error, [data-open-error]")) old.remove();
    for (const field of this.form.querySelectorAll(".hand-in-where .field-wrong")) field.classList.remove("field-wrong");
    if (!errors) {
      const note = paragraph("Chưa mở được lô mới: máy chủ không trả lời. Thử lại; chưa có tệp nào được gửi.", "error");
      note.dataset.openError = "";
      note.setAttribute("role", "alert");
      this.form.querySelector("[data-drop]").before(note);
      return;
    }
    for (const [name, told] of Object.entries(errors)) {
      const input = this.form.querySelector(`[name=${name}]`);
      const field = input?.closest(".field");
      if (!field) continue;
      const error = paragraph(told.join(" "), "error");
      error.id = `id_${name}_error`;
      error.setAttribute("role", "alert");
      field.classList.add("field-wrong");
      field.append(error);
      input.setAttribute("aria-describedby", error.id);
      input.focus();
    }
  }

  send() {
    while (this.running < AT_ONCE && this.waiting.length) {
      this.running += 1;
      this.sendOne(this.waiting.shift()).finally(() => {
        this.running -= 1;
        this.send();
      });
    }
    this.tell();
  }

  async sendOne({ file, line }) {
    const limit = Number(this.form.dataset.limitMib);
    if (file.size > limit * 1024 * 1024) {
      this.refuse({ file, line }, `Tệp lớn hơn ${limit} MB. Chia tệp thành nhiều phần hoặc quét lại ở 200–300 dpi.`, false);
      return;
    }
    mark(line, "Đang gửi", "quiet");
    const body = new FormData();
    body.append("file", file, file.name);
    const answer = await this.post(this.batch.upload, body);
    if (answer.status === 201) {
      this.taken += 1;
      line.innerHTML = await answer.text();
      return;
    }
    let told = { error: "Máy chủ không nhận được tệp. Tệp trên máy của bạn vẫn còn nguyên.", retry: true };
    if (answer.headers?.get("content-type")?.includes("json")) told = await answer.json();
    this.refuse({ file, line }, told.error, told.retry);
  }

  refuse(sent, sentence, retry) {
    mark(sent.line, "Chưa được nhận", "bad", sentence);
    this.lost.push({ ...sent, retry });
  }

  sendAgain() {
    this.waiting.push(...this.lost.filter((sent) => sent.retry));
    this.lost = this.lost.filter((sent) => !sent.retry);
    this.send();
  }

  tell() {
    const busy = this.running || this.waiting.length;
    const lost = this.lost.length ? ` ${this.lost.length} tệp chưa được nhận.` : "";
    this.status.textContent = `Đã nhận ${this.taken}/${this.all} tệp.${lost}`;
    this.form.querySelector("[data-sending-title]").textContent = busy ? "Đang gửi" : "Đã gửi xong";
    this.again.hidden = busy || !this.lost.some((sent) => sent.retry);
    this.toBatch.hidden = busy || !this.taken;
    if (!busy && !this.lost.length && this.taken) window.location.assign(this.batch.batch);
  }

  line(file) {
    const line = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.className = "file-name";
    name.textContent = file.name;
    line.append(name, document.createElement("td"), document.createElement("td"));
    this.lines.append(line);
    mark(line, "Chờ gửi", "quiet");
    return line;
  }

  async post(address, body, without = []) {
    for (const name of without) body.delete(name);
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      return await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "error" });
    } catch {
      return { ok: false, status: 0 };
    }
  }
}

function mark(line, words, tone, sentence = "") {
  const badge = document.createElement("span");
  badge.className = `badge badge-${tone}`;
  badge.textContent = words;
  line.children[1].replaceChildren(badge);
  line.children[2].replaceChildren(...(sentence ? [paragraph(sentence, "problem")] : []));
}

function paragraph(text, className) {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = text;
  return made;
}

async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry, found) {
  if (entry.isFile) {
    found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  // A reader hands out a folder in portions; an empty one is the end.
  for (;;) {
    const portion = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!portion.length) return;
    for (const each of portion) await walk(each, found);
  }
}
