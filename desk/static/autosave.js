// Nothing typed is lost: every form with `data-autosave="address"` sends what was changed to the desk a moment after it was typed, and keeps it in this
// browser until the desk has it. The form says how it stands in its element `[data-autosave-said]`, in the words of that element's attributes:
// `data-waiting` (not sent yet), `data-kept` (the desk does not answer, it is kept here), `data-out` (signed out). "saved 12:04" the desk says itself.
// What is sent: {"fields": {name: value, or a list where the field has several}}. What came back from this browser fires `autosave:restored` on the form.

const PAUSE = 1200;
const AGAIN = 5000;

/** One form and what of it the desk does not have yet. */
class Saving {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    const who = document.querySelector(".me-name");
    this.key = `qorgan ${who ? who.textContent : ""} ${this.url}`;
    this.said = form.querySelector("[data-autosave-said]");
    this.pending = this.kept();
    this.timer = 0;
    this.busy = false;
    this.leaving = false;
    if (Object.keys(this.pending).length) this.restore();
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", () => { this.leaving = form.dataset.sure === "yes"; });
    document.addEventListener("desk:back", () => this.send());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.send(); });
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) || {};
    } catch {
      return {};
    }
  }

  keep() {
    try {
      if (Object.keys(this.pending).length) localStorage.setItem(this.key, JSON.stringify(this.pending));
      else localStorage.removeItem(this.key);
    } catch {
      // A browser without storage still sends what is typed.
      this.tell("waiting");
    }
  }

  /** What was typed before the network, the desk or the browser went, into the form again. */
  restore() {
    for (const [name, value] of Object.entries(this.pending)) {
      const fields = [...this.form.elements].filter((one) => one.name === name);
      const values = [value].flat();
      for (const [at, field] of fields.entries()) {
        if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
        else if (field.matches("select[multiple]")) for (const option of field.options) option.selected = values.includes(option.value);
        // A list that has become shorter empties what stood behind it.
        else if (at in values || Array.isArray(value)) field.value = values[at] ?? "";
      }
    }
    this.tell("waiting");
    this.form.dispatchEvent(new CustomEvent("autosave:restored", { bubbles: true, detail: { fields: Object.keys(this.pending) } }));
    this.soon(0);
  }

  changed(field) {
    if (!field.name || field.name === "csrf" || field.type === "password" || field.type === "file" || "unsaved" in field.dataset) return;
    const same = [...this.form.elements].filter((one) => one.name === field.name);
    const several = same.length > 1 || field.multiple || field.type === "checkbox";
    const values = new FormData(this.form).getAll(field.name).map(String);
    this.pending[field.name] = several && field.type !== "radio" ? values : values[0] || "";
    this.keep();
    this.tell("waiting");
    this.soon(PAUSE);
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  tell(how, words = "") {
    if (!this.said) return;
    this.said.dataset.how = how;
    this.said.textContent = words || this.said.dataset[how] || "";
  }

  ask(keepalive) {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
    return fetch(this.url, { method: "POST", headers, keepalive, body: JSON.stringify({ fields: this.pending }) });
  }

  async send() {
    if (this.busy || !Object.keys(this.pending).length) return;
    this.busy = true;
    const sent = { ...this.pending };
    try {
      const answer = await this.ask(false);
      if (answer.ok) await this.arrived(sent, answer);
      else if (answer.status === 401 || answer.status === 403) this.tell("out");
      else if (answer.status >= 500) this.away();
      else this.tell("refused", new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim());
    } catch {
      window.desk.lose();
      this.away();
    } finally {
      this.busy = false;
    }
  }

  async arrived(sent, answer) {
    // What was typed on while it was under way stays to be sent.
    for (const [name, value] of Object.entries(sent)) {
      if (JSON.stringify(this.pending[name]) === JSON.stringify(value)) delete this.pending[name];
    }
    this.keep();
    if (Object.keys(this.pending).length) this.soon(PAUSE);
    else this.tell("saved", (await answer.json()).said);
  }

  away() {
    this.tell("kept");
    this.soon(AGAIN);
  }

  /** The page goes: what is left is sent on the way out. A form that was sent itself has taken it along. */
  leave() {
    if (this.leaving) {
      this.pending = {};
      this.keep();
    } else if (Object.keys(this.pending).length && !window.desk.lost()) {
      this.ask(true).catch(() => this.keep());
    }
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Saving(form);
