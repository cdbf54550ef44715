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
  return field.querySelector("input, select, textarea").value.trim().replace(/\r\n/g, "\n");
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
    room(rows.length + 1);
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

/** So many rows of victims, and always an empty one at the end. */
function room(wanted) {
  const place = form.querySelector("[data-rows]");
  while (place.children.length < wanted) {
    const row = place.lastElementChild.cloneNode(true);
    for (const one of row.querySelectorAll("[data-key]")) {
      one.value = "";
      one.defaultValue = "";
      const id = `v-${one.dataset.key}-${place.children.length}`;
      row.querySelector(`[for="${one.id}"]`).htmlFor = id;
      one.id = id;
    }
    place.append(row);
  }
}

function precise(one) {
  const hint = document.getElementById(`h-${one.name}`);
  const known = { 10: 0, 7: 1, 4: 2 }[one.value.trim().length];
  hint.dataset.first ??= hint.textContent;
  hint.textContent = known === undefined ? hint.dataset.first : one.dataset.precise.split("|")[known];
}

/** The part of a legal case opens as soon as one of the kinds is a case or a detention. It stays open: somebody may have written there. */
function legal() {
  const part = form.querySelector("[data-legal]");
  const codes = [form.elements.primary.value, ...[...form.querySelectorAll("[data-field=categories] input:checked")].map((one) => one.value)];
  if (codes.some((code) => part.dataset.legal.split(" ").includes(code))) part.open = true;
}

function showAll() {
  for (const field of form.querySelectorAll("[data-field]")) show(field);
  for (const one of form.querySelectorAll("[data-precise]")) precise(one);
}

if (form) {
  // What this browser kept may have more rows than the desk has shown: they are made before it is put back.
  try {
    const who = document.querySelector(".me-name");
    const kept = JSON.parse(localStorage.getItem(`qorgan ${who ? who.textContent : ""} ${form.dataset.autosave}`)) || {};
    room(1 + Math.max(0, ...["name", "profession", "outlet"].map((key) => [kept[`victim_${key}`] || []].flat().length)));
  } catch {
    room(1);
  }
  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-field]");
    if (event.target.dataset.key && event.target.closest("[data-row]:last-child") && event.target.value) room(event.target.closest("[data-rows]").children.length + 1);
    if (event.target.dataset.precise) precise(event.target);
    if (event.target.name === "primary") show(form.querySelector("[data-field=categories]"));
    if (["primary", "categories"].includes(event.target.name)) legal();
    if (field) show(field);
  });
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-field]");
    if (field) show(field);
  });
  form.addEventListener("autosave:restored", showAll);
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
  const first = dialog.querySelector("ol button:not([disabled])") || (action === "defer" ? dialog.querySelector("button") : dialog.querySelector("input"));
  first.focus();
  return undefined;
}

/** What is alike, each with its digit; it is on the page already, or comes in a moment. */
function offer(dialog) {
  const list = document.querySelector("#like ol");
  dialog.querySelector("[data-offers]").replaceChildren(...(list ? [list.cloneNode(true)] : []));
}

document.addEventListener("htmx:afterSettle", () => {
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
      if (to && event.target.type !== "date") {
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
    const first = form && (form.querySelector("[aria-invalid=true]") || form.querySelector("select"));
    if (first) first.focus();
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
  if (document.hidden || window.desk.lost()) return;
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
if (words.ask && words.ask !== "split" && words.ask !== "confirm") ask(words.ask);
else if (wrong) wrong.focus();
