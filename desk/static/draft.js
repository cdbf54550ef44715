// A draft by keyboard: the same keys as in the queue, what the machine had proposed beside what was changed, who else is here. Without this file the same
// forms are sent by themselves.

const page = document.getElementById("draft");
const form = document.getElementById("decision");
const words = page.dataset;
const LOOK = 15000;

// --- What was changed --------------------------------------------------------------------------------------------------------------------------------

/** What a field says now, as its `data-machine` says what it said first. */
function said(field) {
  if (field.dataset.field === "categories") {
    const primary = form.elements.primary.value;
    const codes = [...field.querySelectorAll("input:checked")].map((one) => one.value);
    return [...new Set([...codes, ...(primary ? [primary] : [])])].sort().join(",");
  }
  if (field.dataset.field === "victims") return JSON.stringify(victims(field));
  const typed = field.querySelector("input, select, textarea").value.trim().replace(/\r\n/g, "\n");
  // The same day written otherwise is the same day: the desk says below the field what it read.
  const read = field.querySelector(":scope > .understood [data-iso]");
  return read && field.querySelector("input") ? read.dataset.iso : typed;
}

function victims(field) {
  const rows = [...field.querySelectorAll("[data-row]")].map((row) => Object.fromEntries([...row.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one.value.trim()])));
  return rows.filter((row) => Object.values(row).some(Boolean));
}

function same(field) {
  const now = said(field);
  if (field.dataset.field === "victims") return now === JSON.stringify(JSON.parse(field.dataset.machine).map(({ name, profession, outlet }) => ({ name, profession, outlet })));
  return now === field.dataset.machine.trim();
}

// Fields stand within the group of the victims without being of it: each is its own.
function show(field) {
  const changed = !same(field);
  field.classList.toggle("changed", changed);
  if (field.dataset.field === "categories") chosen(field);
  const line = [...field.querySelectorAll("[data-machine-line]")].find((one) => one.closest("[data-field]") === field);
  if (!line) return;
  line.hidden = !changed;
  line.querySelector("[data-take]").hidden = false;
}

/** The further kinds in words, without opening their list. */
function chosen(field) {
  const boxes = [...field.querySelectorAll("input:checked")].filter((one) => one.value !== form.elements.primary.value);
  const place = field.querySelector("[data-chosen]");
  place.textContent = boxes.map((one) => one.closest("label").textContent.trim()).join("; ") || place.dataset.none;
}

/** The machine's value again, as if it were typed, so that it is kept. */
function takeBack(field) {
  const name = field.dataset.field;
  if (name === "categories") {
    const codes = field.dataset.machine.split(",");
    for (const box of field.querySelectorAll("input[type=checkbox]")) box.checked = codes.includes(box.value);
    told(field.querySelector("input[type=checkbox]"));
  } else if (name === "victims") {
    const rows = JSON.parse(field.dataset.machine);
    window.desk.personRows.room(rows.length + 1);
    [...field.querySelectorAll("[data-row]")].forEach((row, at) => {
      for (const one of row.querySelectorAll("[data-key]")) one.value = rows[at] ? rows[at][one.dataset.key] : "";
    });
    for (const one of field.querySelectorAll("[data-row]:first-child [data-key]")) told(one);
  } else {
    const one = field.querySelector("input, select, textarea");
    one.value = field.dataset.machine;
    told(one);
    one.focus();
  }
  show(field);
}

/** The summary that the machine proposes, put into the field as if it were typed, behind what stands there: it is an editor's from then on. */
function insert(button) {
  const one = form.elements[button.dataset.insert];
  const proposed = page.querySelector("[data-proposed-summary]").textContent.trim();
  if (!one.value.includes(proposed)) one.value = [one.value.trim(), proposed].filter(Boolean).join("\n");
  const part = one.closest("details");
  if (part) part.open = true;
  told(one);
  one.focus();
}

function told(one) {
  one.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What a folded part says, beside its heading. */
function tell(part) {
  const place = part && part.querySelector("[data-told]");
  if (!place) return;
  const fields = [...part.querySelectorAll("select, input, textarea")].filter((one) => one.value && one.id && !(one.matches("select") && /^f-(online)$/.test(one.id)));
  place.textContent = fields.map((one) => (one.matches("select") ? one.selectedOptions[0].textContent.trim() : one.value)).join(" · ") || place.dataset.none;
}

/** Open the part of a legal case as soon as one of the kinds is a case or a detention. It stays open: somebody may have written there. The practice page has no such part. */
function legal() {
  const part = form.querySelector("[data-legal]");
  if (!part) return;
  const codes = [form.elements.primary.value, ...[...form.querySelectorAll("[data-field=categories] input:checked")].map((one) => one.value)];
  if (codes.some((code) => part.dataset.legal.split(" ").includes(code))) part.open = true;
}

function showAll() {
  for (const field of form.querySelectorAll("[data-field]")) show(field);
}

if (form) {
  // What this browser kept may have more rows than the desk has shown: they are made before it is put back.
  try {
    const who = document.querySelector(".me-name");
    const kept = JSON.parse(localStorage.getItem(`qorgan ${who ? who.textContent : ""} ${form.dataset.autosave}`)) || {};
    // With the empty row that it ends with.
    window.desk.personRows.room(1 + Math.max(0, ...["name", "profession", "outlet"].map((key) => [kept[`victim_${key}`] || []].flat().findLastIndex(Boolean) + 1)));
  } catch {
    window.desk.personRows.room(1);
  }
  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-field]");
    // What was read of the field before is not said of what is typed now.
    for (const read of (field && field.querySelectorAll(":scope > .understood [data-iso]")) || []) read.removeAttribute("data-iso");
    if (event.target.name === "primary") show(form.querySelector("[data-field=categories]"));
    if (["primary", "categories"].includes(event.target.name)) legal();
    if (field) show(field);
    tell(event.target.closest("details.folded"));
  });
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-field]");
    if (field) show(field);
    tell(event.target.closest("details.folded"));
  });
  form.addEventListener("autosave:restored", () => {
    for (const one of form.querySelectorAll("[hx-post^='/written-days/']")) told(one);
    showAll();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (button) takeBack(button.closest("[data-field]"));
  });
  for (const button of page.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => insert(button));
  }
  showAll();
}

/** Where `e` begins: what is wrong, else what the machine is unsure of, else what is empty, of that which is in view without unfolding; else the first field. */
function toFill() {
  const inputs = "input:not([type=hidden]):not([type=checkbox]), select, textarea";
  const unsure = [...form.querySelectorAll(".unsure")].map((one) => one.closest("[data-field]")).filter((one) => !one.classList.contains("changed"));
  const open = [...form.querySelectorAll(inputs)].filter((one) => !one.closest("details, .note"));
  // Of the victims the first row alone has to be filled.
  const empty = open.filter((one) => !one.value.trim() && !(one.dataset.key && one.closest("[data-row]:not(:first-child)")) && one.name !== "victim_profession");
  const doubtful = unsure.map((one) => one.querySelector(inputs)).filter((one) => one && !one.closest("details.codes"));
  return form.querySelector("[aria-invalid=true]") || doubtful[0] || empty[0] || open[0];
}

/** Go to a field: unfolded, in view, with the focus in it. */
function reach(one) {
  for (let part = one.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  one.focus();
  one.scrollIntoView({ block: "center" });
}

// --- Deciding ------------------------------------------------------------------------------------------------------------------------------------------

function press(button) {
  if (!button || button.disabled) return window.desk.say(words.closed);
  button.click();
  return undefined;
}

function ask(action) {
  const dialog = document.getElementById(`ask-${action}`);
  const button = form && form.querySelector(`[data-act="${action}"]`);
  if (!dialog || !button || button.disabled) return window.desk.say(words.closed);
  if (action === "merge") offer(dialog);
  // One that the desk has opened itself is shown over the page from here on.
  dialog.close();
  dialog.showModal();
  const first = dialog.querySelector("[aria-invalid=true]") || dialog.querySelector("ol button:not([disabled])") || (action === "defer" ? dialog.querySelector("button") : dialog.querySelector("input"));
  first.focus();
  return undefined;
}

/** What is alike, each with its digit; it is on the page already, or comes in a moment. */
function offer(dialog) {
  const list = document.querySelector("#like ol");
  dialog.querySelector("[data-offers]").replaceChildren(...(list ? [list.cloneNode(true)] : []));
}

document.addEventListener("htmx:afterSettle", (event) => {
  const field = event.target instanceof Element && event.target.matches(".understood") && event.target.closest("[data-field]");
  if (field) show(field);
  const dialog = document.getElementById("ask-merge");
  if (!dialog || !dialog.open) return;
  // An offer that has the focus is replaced by its like; the focus goes on to that.
  const offered = dialog.querySelector("[data-offers]").contains(document.activeElement);
  const empty = document.activeElement === document.getElementById("merge-into") && !document.activeElement.value;
  offer(dialog);
  if (offered || empty) dialog.querySelector("ol button")?.focus();
});

for (const dialog of document.querySelectorAll("dialog.ask")) {
  dialog.addEventListener("keydown", (event) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const field = event.target.matches("input");
    if (digit && !field && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const all = dialog.querySelectorAll("[data-digit], [data-offers] button");
      const button = all[Number(digit[1]) - 1];
      if (!button) return;
      event.preventDefault();
      choose(dialog, button);
    } else if (event.key === "Enter" && field) {
      event.preventDefault();
      if (dialog.dataset.other) choose(dialog, dialog.querySelector('[value="reject:other"]'));
      else (dialog.querySelector("[data-enter]") || dialog.querySelector("ol button")).focus();
      if (dialog.querySelector("[data-enter]") && event.target.value) press(dialog.querySelector("[data-enter]"));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = [...dialog.querySelectorAll("button, input")].filter((one) => one.offsetParent && !one.disabled);
      const to = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (to) {
        event.preventDefault();
        to.focus();
      }
    }
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest('[value="reject:other"]');
    if (button && !document.getElementById("reject-note").value.trim()) {
      event.preventDefault();
      wantNote(dialog);
    }
  });
}

function choose(dialog, button) {
  if (button.value === "reject:other" && !document.getElementById("reject-note").value.trim()) return wantNote(dialog);
  return press(button);
}

function wantNote(dialog) {
  dialog.dataset.other = "yes";
  const note = document.getElementById("reject-note");
  note.setAttribute("aria-invalid", "true");
  note.focus();
}

if (form) {
  for (const action of ["reject", "merge", "defer"]) {
    const button = form.querySelector(`.decide [data-act="${action}"]`);
    if (button) button.addEventListener("click", (event) => { event.preventDefault(); ask(action); });
  }
  // One press is one decision.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.getAttribute("aria-busy")) event.preventDefault();
    else setTimeout(() => { if (!event.defaultPrevented) form.setAttribute("aria-busy", "true"); }, 0);
  });
}
addEventListener("pageshow", () => form && form.removeAttribute("aria-busy"));

function follow(link) {
  if (!link) return window.desk.say(words.nopage);
  if (!window.desk.lost()) location.assign(link.href);
  return undefined;
}

const keys = {
  j: () => follow(document.querySelector("a[rel=next]")),
  k: () => follow(document.querySelector("a[rel=prev]")),
  c: () => press(document.querySelector('[data-act="confirm"]')),
  r: () => (document.querySelector('[data-act="reject-second"]') ? press(document.querySelector('[data-act="reject-second"]')) : ask("reject")),
  m: () => ask("merge"),
  d: () => ask("defer"),
  b: () => {
    const first = document.querySelector('[data-act="join"]');
    if (first) press(first);
    else window.desk.say(words.nojoin);
  },
  u: () => {
    const undo = document.querySelector("form[data-undo]");
    if (undo) undo.requestSubmit();
    else window.desk.say(words.noundo);
  },
  e: () => {
    if (form) reach(toFill());
    else window.desk.say(words.closed);
  },
  o: () => {
    const link = document.querySelector('[data-act="page"]');
    if (link) window.open(link.href, "_blank", "noopener");
    else window.desk.say(words.nopage);
  },
};
const heard = {};
// With Shift or capital letters locked a key says its capital.
for (const [key, run] of Object.entries(keys)) {
  heard[key] = () => { run(); };
  heard[key.toUpperCase()] = heard[key];
}
window.desk.onKeys(heard);

// --- Who else is here ------------------------------------------------------------------------------------------------------------------------------------

async function look() {
  // Of a practice draft nobody is told that somebody looks at it.
  if (!words.id || document.hidden || window.desk.lost()) return;
  let told;
  try {
    const headers = { "X-CSRF-Token": document.body.dataset.csrf, "Content-Type": "application/json", "HX-Request": "true" };
    const body = JSON.stringify({ here: Number(words.id), shown: { [words.id]: words.state } });
    const answer = await fetch("/presence", { method: "POST", body, headers });
    if (!answer.ok) return;
    told = await answer.json();
  } catch {
    window.desk.lose();
    return;
  }
  const others = page.querySelector("[data-others]");
  others.textContent = told.others[words.id] || "";
  others.hidden = !told.others[words.id];
  const place = page.querySelector("[data-overtaken]");
  const decided = told.decided[words.id];
  place.hidden = !decided;
  place.textContent = decided || "";
  for (const button of page.querySelectorAll('.decide button, [data-act="join"]')) button.disabled = Boolean(decided);
}

setInterval(look, LOOK);
document.addEventListener("visibilitychange", look);
document.addEventListener("desk:back", look);
look();

// --- Room --------------------------------------------------------------------------------------------------------------------------------------------------

// The form ends where the window does, so that its buttons are always seen, however far the article was scrolled.
let measuring = false;
function measure() {
  measuring = false;
  const top = form.getBoundingClientRect().top;
  document.documentElement.style.setProperty("--room", `${Math.round(innerHeight - Math.max(top, 0) - 16)}px`);
}
function measureSoon() {
  if (!measuring) requestAnimationFrame(measure);
  measuring = true;
}
if (form) {
  addEventListener("scroll", measureSoon, { passive: true });
  addEventListener("resize", measureSoon);
  measure();
}

// --- Beginning --------------------------------------------------------------------------------------------------------------------------------------------

const wrong = document.getElementById("problem");
// A link of the list of what is wrong opens the part in which its field lies.
if (wrong && form) {
  wrong.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const one = link && document.getElementById(link.hash.slice(1));
    if (!one) return;
    event.preventDefault();
    reach(one);
  });
}
if (words.ask && words.ask !== "split" && words.ask !== "confirm") ask(words.ask);
else if (form && form.querySelector(".facts-body [aria-invalid=true]")) reach(form.querySelector("[aria-invalid=true]"));
else if (wrong) wrong.focus();
