// Sends files as soon as they are chosen, says how far each has come, and keeps what was chosen when the line breaks, so that it is sent again by one press.
// `[data-files="address"]` holds `input[type=file]`, `[data-files-list]`, `[data-files-said]` and `progress`. With `data-files-whole` the answer is the whole list; else
// it is what has come, which joins the list. Without this script the form sends them.

class Sending {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.list = box.querySelector("[data-files-list]");
    this.said = box.querySelector("[data-files-said]");
    this.bar = box.querySelector("progress");
    // What was refused stays said, each file by its name, until files are chosen anew.
    this.refused = document.createElement("ul");
    this.refused.className = "plain-list wrong-files";
    this.refused.setAttribute("role", "alert");
    this.waiting = [];
    this.busy = false;
    const button = box.querySelector(".add-file button, [data-files-send]");
    if (button) button.hidden = true;
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.list.addEventListener("click", (event) => {
      const drop = event.target.closest("[data-file-drop]");
      if (drop) drop.closest("[data-file]").remove();
    });
    this.show();
    addEventListener("beforeunload", (event) => { if (this.busy) event.preventDefault(); });
  }

  take(files) {
    const most = Number(this.box.dataset.most) * 1024 * 1024;
    const fit = files.filter((file) => file.size <= most);
    // What goes by this way must not be sent a second time with the form.
    this.input.value = "";
    if (!this.busy) {
      this.refused.replaceChildren();
      this.refused.remove();
    }
    this.waiting.push(...fit);
    for (const file of files) if (file.size > most) this.refuse(file, this.box.dataset.large);
    this.next();
  }

  next() {
    if (this.busy || !this.waiting.length) return;
    const [file] = this.waiting;
    this.busy = true;
    const form = new FormData();
    form.append("file", file, file.name);
    const call = new XMLHttpRequest();
    call.open("POST", this.box.dataset.files);
    call.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf || "");
    call.setRequestHeader("HX-Request", "true");
    call.upload.addEventListener("progress", (event) => { if (event.lengthComputable) this.far(event.loaded / event.total); });
    call.addEventListener("load", () => this.answered(call));
    for (const end of ["error", "abort", "timeout"]) call.addEventListener(end, () => this.broken(this.box.dataset.broken, true));
    this.far(0);
    this.say(file.name);
    call.send(form);
  }

  answered(call) {
    const came = new DOMParser().parseFromString(call.responseText, "text/html").body;
    if (call.status !== 200) {
      const words = came.querySelector("p");
      this.broken(words ? words.textContent : this.box.dataset.broken, call.status >= 500 || call.status === 401);
      return;
    }
    this.waiting.shift();
    this.busy = false;
    if ("filesWhole" in this.box.dataset) this.list.replaceChildren();
    this.list.append(...came.children);
    this.show();
    this.say(this.box.dataset.done);
    this.bar.hidden = !this.waiting.length;
    this.next();
  }

  broken(words, again) {
    this.busy = false;
    this.bar.hidden = true;
    if (!again) {
      this.refuse(this.waiting.shift(), words);
      this.say("");
      this.next();
      return;
    }
    this.say(words);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.box.dataset.again;
    button.addEventListener("click", () => { button.remove(); this.next(); });
    this.said.append(" ", button);
  }

  refuse(file, words) {
    const one = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    one.className = "wrong";
    one.append(name, `: ${words}`);
    if (!this.refused.isConnected) this.said.after(this.refused);
    this.refused.append(one);
  }

  far(share) {
    this.bar.hidden = false;
    this.bar.value = share;
  }

  show() {
    for (const button of this.list.querySelectorAll("[data-file-drop]")) button.hidden = false;
    const number = this.box.querySelector("[data-files-number]");
    if (number) number.textContent = String(this.list.children.length);
  }

  say(words) {
    this.said.textContent = words || "";
  }
}

/** Every such box of the page; also one that came later. */
function begin() {
  for (const box of document.querySelectorAll("[data-files]")) {
    if (box.sending || !box.querySelector("input[type=file]")) continue;
    box.sending = new Sending(box);
  }
}

begin();
document.addEventListener("htmx:afterSettle", begin);
