// The queue by keyboard: cards, what is selected, the dialogs that ask, undo. Without this file the same forms are sent by themselves.

const queue = document.getElementById("queue");
const undoBar = document.getElementById("undo");
const bulk = document.getElementById("decide");
const filters = document.getElementById("filters");
const words = queue.dataset;
const UNDO_SECONDS = 10;
const LOOK = 15000;
const FEW = 10;

let current = null;
let lastPicked = null;
let undoable = [];
let countdown = 0;
let loading = false;
// The card whose confirmation was asked for once, and is asked for again.
let asked = null;
// Drafts whose decisions somebody has built upon: undo goes on to the one before.
let passed = [];

// --- Cards ---------------------------------------------------------------------------------------------------------------------------------------

function cards() {
  return [...queue.querySelectorAll(".cards > li:not([hidden]) > .draft")];
}

function cardOf(id) {
  return document.getElementById(`d${id}`);
}

function choose(card) {
  if (current === card) return;
  if (current) current.classList.remove("current");
  current = card;
  if (asked && asked !== card) takeBack();
  if (card) {
    card.classList.add("current");
    lookSoon();
    readSoon();
  }
}

/** Let a card be the one that keys are for. */
function goTo(card) {
  choose(card);
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current);
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  if (all[to]) goTo(all[to]);
  if (to >= all.length - FEW) goOn();
}

/** The card that comes after these when they are gone: the next one that is still to be decided, else the one before. */
function after(gone) {
  const all = cards();
  const last = Math.max(...gone.map((card) => all.indexOf(card)));
  const left = (card) => !gone.includes(card);
  return all.slice(last + 1).find((card) => left(card) && isOpen(card)) || all.slice(0, Math.max(last, 0)).reverse().find(left) || all.find(left) || null;
}

function isOpen(card) {
  return Boolean(card.querySelector('[data-act="confirm"]')) && !card.classList.contains("gone");
}

/** Further cards come before the last ones are through. */
async function goOn() {
  const list = document.getElementById("cards");
  const more = list && list.dataset.more;
  if (!more || loading) return;
  loading = true;
  try {
    const answer = await fetch(`${more}&part=cards`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".cards");
    list.dataset.more = fresh.dataset.more;
    for (const item of [...fresh.children]) if (!cardOf(item.firstElementChild.dataset.id)) list.append(item);
    const next = queue.querySelector("[data-next]");
    if (fresh.dataset.more) next.href = fresh.dataset.more;
    else next.hidden = true;
    showShown();
    showPicked();
  } catch {
    window.desk.lose();
  } finally {
    loading = false;
  }
}

let newest = [0, 0];

/** The figures as the desk tells them, whoever decided. An answer that was overtaken by a newer one on its way changes nothing. */
function figures(counts) {
  if (!counts || counts.at[0] < newest[0] || (counts.at[0] === newest[0] && counts.at[1] < newest[1])) return;
  newest = counts.at;
  const place = queue.querySelector("[data-waiting]");
  place.dataset.waiting = counts.found;
  place.textContent = counts.found.toLocaleString(document.documentElement.lang);
  queue.querySelector("[data-found]").textContent = counts.words;
  for (const one of queue.querySelectorAll("[data-count]")) if (one.dataset.count in counts.rail) one.textContent = counts.rail[one.dataset.count];
  showShown();
}

function showShown() {
  const place = queue.querySelector("[data-shown]");
  // What somebody has decided meanwhile still stands there and is no draft that is found.
  const shown = cards().filter((card) => !card.classList.contains("gone")).length;
  const found = Number(queue.querySelector("[data-waiting]").dataset.waiting);
  place.textContent = found > shown ? `, ${words.shown.replace("{n}", shown.toLocaleString(document.documentElement.lang))}` : "";
}

/** These drafts as cards that say what stands now; each takes the place of its older card. With `changed` a card that says the same stays, and with it what was asked on it. */
async function afresh(ids, changed = false) {
  const list = document.getElementById("cards");
  try {
    const answer = await fetch(`/queue/cards?${ids.map((id) => `id=${id}`).join("&")}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || !list) return [];
    const fresh = [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(".cards > li")];
    for (const item of fresh) {
      const { id, seen, state } = item.firstElementChild.dataset;
      const old = cardOf(id);
      if (changed && old && old.dataset.seen === seen && old.dataset.state === state) continue;
      const here = old && old === current;
      const was = old && old.querySelector(".pick input").checked;
      if (old) old.parentElement.replaceWith(item);
      else list.prepend(item);
      if (was) pick(item.firstElementChild, true);
      if (here) goTo(item.firstElementChild);
    }
    showPicked();
    return fresh.map((item) => item.firstElementChild);
  } catch {
    window.desk.lose();
    return [];
  }
}

function whetherCleared() {
  const empty = queue.querySelector("[data-cleared]");
  const list = document.getElementById("cards");
  const cleared = !cards().length;
  empty.hidden = !cleared;
  if (cleared && list && list.dataset.more) goOn().then(() => { if (cards().length) { empty.hidden = true; goTo(cards()[0]); } });
  else if (cleared) empty.querySelector("a")?.focus();
}

// --- Asking the desk -----------------------------------------------------------------------------------------------------------------------------

/** What the desk answers, or null where it does not. */
async function send(url, fields) {
  const body = new URLSearchParams();
  for (const [name, value] of fields) body.append(name, value);
  const headers = { "X-CSRF-Token": document.body.dataset.csrf, Accept: "application/json", "HX-Request": "true" };
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers });
  } catch {
    window.desk.lose();
    return { hindered: words.lost };
  }
  if ((answer.headers.get("Content-Type") || "").includes("json")) return answer.json();
  return { hindered: new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim() };
}

let saying = 0;
function say(text) {
  window.desk.say(text);
  clearTimeout(saying);
  saying = setTimeout(() => window.desk.say(""), 12000);
}

/** Decide on these cards. True when the desk has answered, whatever it said. */
async function decide(gone, action, more = {}) {
  const second = bulk.elements.second.value;
  const told = await put(gone, action, second, more);
  if (told.hindered) return told.hindered;
  settle(gone, told, Boolean(second));
  return "";
}

/** Send the decision with what each card showed: only that is confirmed. */
async function put(gone, action, second, more) {
  for (const card of gone) card.setAttribute("aria-busy", "true");
  const seen = gone.filter((card) => card.dataset.seen).map((card) => ["seen", `${card.dataset.id}:${card.dataset.seen}`]);
  const fields = [["action", action], ["second", second], ["next", bulk.elements.next.value], ...Object.entries(more), ...seen];
  const told = await send("/queue/decide", [...fields, ...gone.map((card) => ["id", card.dataset.id])]);
  for (const card of gone) card.removeAttribute("aria-busy");
  return told;
}

function settle(gone, told, second) {
  const done = told.done.map((one) => cardOf(one.id)).filter(Boolean);
  const next = done.includes(current) || !current ? after(done) : current;
  for (const card of done) {
    pick(card, false);
    card.parentElement.hidden = true;
  }
  figures(told.counts);
  passed = [];
  for (const one of told.failed) hinder(one);
  tellFailed(told);
  const stale = told.failed.filter((one) => one.stale).map((one) => one.id);
  if (stale.length) afresh(stale);
  // The draft into which others went tells of more articles now; if it was selected with them, it is looked at next.
  const kept = gone.find((card) => !done.includes(card) && told.touched.includes(Number(card.dataset.id)));
  if (kept) pick(kept, false);
  touch(told.touched).then(() => { if (kept && cardOf(kept.dataset.id)) goTo(cardOf(kept.dataset.id)); });
  if (done.length && !second) offerUndo(told.done.map((one) => one.id), told.said);
  else if (done.length) say(told.said);
  if (next && !next.parentElement.hidden) goTo(next);
  else whetherCleared();
  if (cards().length <= FEW) goOn();
}

/** Cards of drafts that tell of more or fewer articles since. */
async function touch(ids) {
  const here = ids.filter((id) => cardOf(id) && !cardOf(id).parentElement.hidden);
  if (here.length) await afresh(here);
}

function hinder(one) {
  const card = cardOf(one.id);
  if (!card) return;
  const place = card.querySelector("[data-stands]");
  place.textContent = one.words;
  place.hidden = false;
  if (one.status === 409 && !one.stale) close(card);
}

function tellFailed(told) {
  if (!told.failed.length) return;
  say("");
  const list = document.createElement("ul");
  list.className = "failed";
  for (const one of told.failed) {
    const item = document.createElement("li");
    item.textContent = one.words;
    list.append(item);
  }
  document.getElementById("said").replaceChildren(list);
}

/** A draft on which somebody else has decided: it can be read and no longer be decided. */
function close(card) {
  card.classList.add("gone");
  pick(card, false);
  for (const button of card.querySelectorAll("button, .pick input")) button.disabled = true;
}

function reopen(card) {
  card.classList.remove("gone");
  card.querySelector("[data-stands]").hidden = true;
  for (const button of card.querySelectorAll("button, .pick input")) button.disabled = false;
}

// --- Undo ----------------------------------------------------------------------------------------------------------------------------------------

function offerUndo(ids, said) {
  undoable = ids;
  undoBar.querySelector("[data-undo-said]").textContent = said;
  undoBar.hidden = false;
  undoBar.dataset.left = UNDO_SECONDS;
  showLeft();
  clearInterval(countdown);
  countdown = setInterval(tick, 1000);
}

// Whoever reaches for the button gets the time to press it.
function tick() {
  if (undoBar.matches(":hover, :focus-within") || document.hidden || document.querySelector("dialog[open]")) return;
  undoBar.dataset.left = Number(undoBar.dataset.left) - 1;
  showLeft();
  if (Number(undoBar.dataset.left) <= 0) dropUndo();
}

function showLeft() {
  undoBar.querySelector("[data-left]").textContent = undoBar.dataset.left;
}

function dropUndo() {
  clearInterval(countdown);
  undoable = [];
  const within = undoBar.contains(document.activeElement);
  undoBar.hidden = true;
  if (within && current) current.focus({ preventScroll: true });
}

/** Take back what the bar offers, else what this person decided last today; pressed again, the one before. */
async function undo() {
  if (!undoable.length && current && current.querySelector('[data-act="undo"]')) return undoCard(current);
  const ids = undoable;
  const wanted = ids.length ? ids.map((id) => ["id", id]) : [["last", "1"], ...passed.map((id) => ["passed", id])];
  dropUndo();
  const told = await send("/queue/undo", [...wanted, ["next", bulk.elements.next.value]]);
  if (told.hindered) {
    if (ids.length) offerUndo(ids, told.hindered);
    else say(told.hindered);
    return undefined;
  }
  say(told.said);
  // What somebody has built upon stays, and the next u goes on to what was decided before it.
  passed.push(...told.failed.map((one) => one.id));
  tellFailed(told);
  figures(told.counts);
  if (!told.done.length) return undefined;
  if (!document.getElementById("cards")) return location.assign(bulk.elements.next.value);
  for (const one of told.done) {
    const card = cardOf(one.id);
    if (card) card.parentElement.hidden = false;
  }
  queue.querySelector("[data-cleared]").hidden = true;
  touch(told.touched);
  const back = await afresh(told.done.map((one) => one.id));
  back.sort((one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  showShown();
  if (back.length) goTo(back[0]);
  return undefined;
}

/** A decision that is shown in the list, taken back from there. */
async function undoCard(card) {
  const told = await send("/queue/undo", [["id", card.dataset.id], ["next", bulk.elements.next.value]]);
  if (told.hindered) return say(told.hindered);
  if (told.failed.length) {
    told.failed.forEach(hinder);
    return tellFailed(told);
  }
  say(told.said);
  touch(told.touched);
  const next = after([card]);
  card.parentElement.hidden = true;
  figures(told.counts);
  if (next) goTo(next);
  else whetherCleared();
  return undefined;
}

// --- What is selected ----------------------------------------------------------------------------------------------------------------------------

function picked() {
  return cards().filter((card) => card.querySelector(".pick input").checked);
}

function pick(card, on) {
  const box = card.querySelector(".pick input");
  if (box.disabled && on) return;
  box.checked = on;
  card.classList.toggle("picked", on);
  showPicked();
}

function showPicked() {
  const number = picked().length;
  bulk.classList.toggle("on", number > 0);
  bulk.querySelector("[data-selected]").textContent = words.selected.replace("{n}", number.toLocaleString(document.documentElement.lang));
}

function pickKey(event) {
  if (!current) return say(words.none);
  const all = cards();
  if (event.shiftKey && lastPicked && all.includes(lastPicked)) {
    const [from, to] = [all.indexOf(lastPicked), all.indexOf(current)].sort((one, other) => one - other);
    for (const card of all.slice(from, to + 1)) pick(card, true);
  } else {
    pick(current, !current.querySelector(".pick input").checked);
  }
  lastPicked = current;
  return undefined;
}

function unpick() {
  for (const card of picked()) pick(card, false);
  lastPicked = null;
}

// --- The dialogs that ask ------------------------------------------------------------------------------------------------------------------------

let asking = [];
// A digit that was pressed before what it chooses had come.
let early = 0;

async function ask(action, gone) {
  const dialog = document.getElementById(`ask-${action}`);
  asking = gone;
  const one = gone.length === 1;
  dialog.querySelector("[data-of]").textContent = one ? gone[0].querySelector("h2").textContent.trim() : words.selected.replace("{n}", gone.length);
  for (const form of dialog.querySelectorAll("form")) form.reset();
  dialog.querySelector("[data-meant]")?.replaceChildren();
  unmark(dialog);
  delete dialog.dataset.other;
  dialog.showModal();
  if (action === "merge") await offer(dialog, gone);
  else dialog.querySelector("button:not([disabled])").focus();
}

/** What it may be merged with, as buttons that take a digit: they are waited for, so that a digit never lands in the field. */
async function offer(dialog, gone) {
  const place = dialog.querySelector("[data-offers]");
  const waiting = dialog.querySelector("[data-of]");
  place.replaceChildren();
  early = 0;
  dialog.dataset.waits = "yes";
  waiting.focus();
  try {
    const answer = await fetch(`/queue/offers?${gone.map((card) => `id=${card.dataset.id}`).join("&")}`, { headers: { "HX-Request": "true" } });
    const found = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("offers");
    if (asking !== gone || !dialog.open) return;
    if (found) place.replaceChildren(...found.childNodes);
  } catch {
    window.desk.lose();
  }
  if (asking !== gone || !dialog.open) return;
  delete dialog.dataset.waits;
  const first = place.querySelector("button") || document.getElementById("merge-into");
  if (document.activeElement === waiting) first.focus();
  if (early) digits(dialog)[early - 1]?.click();
}

function digits(dialog) {
  return [...dialog.querySelectorAll("[data-ask] button:has(kbd)")];
}

/** What was typed with what to merge: each meaning with its title, to be pressed. Enter shows them first, and merges only what has been seen. */
async function find(dialog, typed) {
  const place = dialog.querySelector("[data-meant]");
  const gone = asking;
  const body = new URLSearchParams([["typed", typed], ...gone.map((card) => ["id", card.dataset.id])]);
  try {
    const answer = await fetch("/queue/meant", { method: "POST", body, headers: { "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" } });
    const found = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("meant");
    if (asking !== gone || !dialog.open) return;
    place.replaceChildren(...(found ? found.childNodes : []));
    place.querySelector("button")?.focus();
  } catch {
    window.desk.lose();
  }
}

/** What could not be done is said beside the field whose value was refused. That the desk does not answer is no field's fault: it is said of the whole dialog. */
async function answered(dialog, action, more, form) {
  unmark(dialog);
  const { hindered, refused } = await decideThen(dialog, action, more);
  if (!hindered) return;
  const beside = refused && form.querySelector("[data-wrong]");
  const place = beside || dialog.querySelector("[data-hindered]");
  place.textContent = hindered;
  place.hidden = false;
  const field = beside && form.querySelector(`[aria-describedby~="${place.id}"]`);
  if (!field) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

function unmark(dialog) {
  for (const place of dialog.querySelectorAll("[data-hindered], [data-wrong]")) place.hidden = true;
  for (const field of dialog.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

// The dialog stays, with what was typed, until the desk has answered.
async function decideThen(dialog, action, more) {
  if (action === "give") return giveThen(dialog, more);
  const second = bulk.elements.second.value;
  const told = await put(asking, action, second, more);
  if (told.hindered) return { hindered: told.hindered };
  // One that lacks something is asked again; one that is decided already is not.
  if (told.failed.length === 1 && !told.done.length && told.failed[0].status !== 409) return { hindered: told.failed[0].words, refused: true };
  dialog.close();
  settle(asking, told, Boolean(second));
  return {};
}

/** Whose a draft is decides nothing of it: its card says it and stays. */
async function giveThen(dialog, more) {
  const gone = asking;
  const told = await send("/together/give", [...Object.entries(more), ...gone.map((card) => ["id", card.dataset.id])]);
  if (told.hindered) return { hindered: told.hindered };
  if (told.failed.length && !told.done.length) return { hindered: told.failed[0].words };
  dialog.close();
  await afresh(gone.map((card) => card.dataset.id));
  say(told.said);
  for (const one of told.failed) hinder(one);
  tellFailed(told);
  look();
  return {};
}

for (const dialog of document.querySelectorAll("dialog[id^=ask-]")) {
  const action = dialog.id.slice(4);
  dialog.addEventListener("submit", (event) => {
    if ("find" in event.target.dataset) {
      event.preventDefault();
      find(dialog, event.target.elements.typed.value);
      return;
    }
    if (!event.target.dataset.ask) return;
    event.preventDefault();
    const more = Object.fromEntries(new FormData(event.target, event.submitter));
    if (action === "reject" && more.reason === "other" && !more.note.trim()) wantNote(dialog);
    else answered(dialog, action, more, event.target);
  });
  dialog.addEventListener("keydown", (event) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const field = event.target.matches("input");
    if (digit && !event.target.matches("input") && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const button = digits(dialog)[Number(digit[1]) - 1];
      if (dialog.dataset.waits) {
        event.preventDefault();
        early = Number(digit[1]);
      } else if (button) {
        event.preventDefault();
        button.click();
      }
    } else if (event.key === "Enter" && field && action === "reject") {
      event.preventDefault();
      if (dialog.dataset.other) dialog.querySelector('[value="other"]').click();
      else dialog.querySelector(".reasons button").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = [...dialog.querySelectorAll("[data-ask] input, .reasons button")].filter((one) => one.offsetParent);
      const to = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (all.includes(event.target) && to) {
        event.preventDefault();
        to.focus();
      }
    }
  });
  dialog.addEventListener("close", () => { if (current && !current.parentElement.hidden) current.focus({ preventScroll: true }); });
}

function wantNote(dialog) {
  dialog.dataset.other = "yes";
  dialog.querySelector("input[name=note]").focus();
}

// --- Keys, buttons -------------------------------------------------------------------------------------------------------------------------------

/** What is decided: all that is selected, else the card that keys are for. */
function meant() {
  const all = picked();
  if (all.length) return all;
  return current && !current.parentElement.hidden && isOpen(current) ? [current] : [];
}

async function act(action, gone, byKey = false) {
  if (!gone.length) return say(words.none);
  if (gone.some((card) => card.hasAttribute("aria-busy"))) return undefined;
  if (action !== "confirm") return ask(action, gone);
  const again = gone.length === 1 && gone[0].dataset.asks && !bulk.elements.second.value;
  if (again && asked !== gone[0]) return askAgain(gone[0], byKey);
  takeBack();
  const hindered = await decide(gone, action, again ? { sure: "1" } : {});
  if (hindered) say(hindered);
  return undefined;
}

/** Killing, abduction, torture, no date, no victim, news of what shares nothing with it: the same key or button again confirms, anything else takes it back. */
function askAgain(card, byKey) {
  takeBack();
  asked = card;
  const place = document.createElement("p");
  place.className = "again";
  place.setAttribute("role", "alert");
  place.textContent = (byKey ? words.again : words.againbutton).replace("{why}", card.dataset.asks);
  card.querySelector(".acts").before(place);
  card.classList.add("asked");
  card.scrollIntoView({ block: "nearest" });
}

function takeBack() {
  if (!asked) return;
  asked.classList.remove("asked");
  asked.querySelector(".again")?.remove();
  asked = null;
}

document.addEventListener("keydown", (event) => {
  const again = event.key.toLowerCase() === "c" || event.code === "KeyC" || event.key === "Enter" || event.key === " " || event.key === "Tab" || event.key === "Shift";
  if (asked && !again) takeBack();
}, true);
document.addEventListener("pointerdown", (event) => {
  if (asked && !(event.target instanceof Element && event.target.closest('[data-act="confirm"]'))) takeBack();
}, true);

/** Put the draft with what it perhaps belongs to: what the button names, else the likeliest. */
async function join(card, button) {
  const first = button || (card && card.querySelector('[data-act="join"]'));
  if (!first || first.disabled) return say(card ? words.nojoin : words.none);
  if (card.hasAttribute("aria-busy")) return undefined;
  const hindered = await decide([card], "merge", { into: first.dataset.into });
  if (hindered) say(hindered);
  return undefined;
}

function follow(name) {
  const link = current && current.querySelector(`[data-act="${name}"]`);
  if (!link) return say(current ? words.nopage : words.none);
  if (name === "page") window.open(link.href, "_blank", "noopener");
  else if (!window.desk.lost()) location.assign(link.href);
  return undefined;
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  c: () => act("confirm", meant(), true),
  r: () => act("reject", meant()),
  m: () => act("merge", meant()),
  d: () => act("defer", meant()),
  a: () => act("give", meant().filter((card) => !("second" in card.dataset))),
  b: () => join(current && !current.parentElement.hidden ? current : null),
  u: undo,
  e: () => follow("edit"),
  o: () => follow("page"),
  x: pickKey,
  l: togglePane,
};
// Escape in a dialog leaves the dialog alone.
const heard = { Escape: () => { if (!document.querySelector("dialog[open]")) { unpick(); window.desk.say(""); } } };
// With Shift or capital letters locked a key says its capital.
for (const [key, run] of Object.entries(keys)) {
  heard[key] = (event) => { run(event); };
  heard[key.toUpperCase()] = heard[key];
}
window.desk.onKeys(heard);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a[data-act=give]");
  if (!button || button.disabled) return;
  const card = button.closest(".draft");
  if (button.dataset.act && card) {
    event.preventDefault();
    choose(card);
    if (button.dataset.act === "undo") undoCard(card);
    else if (button.dataset.act === "join") join(card, button);
    else act(button.dataset.act, [card]);
  } else if (button.dataset.all) {
    event.preventDefault();
    act(button.dataset.all, picked());
  } else if (button.closest("#undo")) {
    event.preventDefault();
    undo();
  } else if ("unselect" in button.dataset) {
    unpick();
    if (current) current.focus({ preventScroll: true });
  } else if ("selectAll" in button.dataset) {
    for (const one of cards()) pick(one, true);
  }
});

queue.addEventListener("change", (event) => {
  if (!event.target.matches(".pick input")) return;
  const card = event.target.closest(".draft");
  pick(card, event.target.checked);
  lastPicked = card;
});
queue.addEventListener("focusin", (event) => {
  const card = event.target.closest(".draft");
  if (card) choose(card);
});

// The address says what was asked for, and nothing of what was not.
filters.addEventListener("submit", () => {
  for (const field of filters.elements) if (field.name && !field.value) field.disabled = true;
});
addEventListener("pageshow", () => { for (const field of filters.elements) field.disabled = false; });
filters.elements.order.addEventListener("change", () => filters.requestSubmit());
filters.elements.outlet.addEventListener("focus", async () => {
  const list = document.getElementById("outlets");
  if (list.children.length) return;
  try {
    const answer = await fetch("/queue/outlets");
    for (const [id, name] of Object.entries(await answer.json())) list.append(new Option(name, id));
  } catch {
    window.desk.lose();
  }
});

// --- Who else is here ----------------------------------------------------------------------------------------------------------------------------

let soon = 0;
function lookSoon() {
  clearTimeout(soon);
  soon = setTimeout(look, 800);
}

// The first card is marked by itself when the page opens: whoever has done nothing yet looks at no draft, and who went away from an open page no longer does.
const BUSY = 5 * 60 * 1000;
let lastAct = 0;
for (const act of ["keydown", "pointerdown"]) document.addEventListener(act, () => {
  if (Date.now() - lastAct > BUSY) lookSoon();
  lastAct = Date.now();
}, true);

async function look() {
  const all = cards();
  if (document.hidden || window.desk.lost()) return;
  const seen = Object.fromEntries(all.slice(0, 200).map((card) => [card.dataset.id, card.dataset.state]));
  const busy = lastAct && Date.now() - lastAct < BUSY;
  const here = busy && current && !current.parentElement.hidden ? Number(current.dataset.id) : null;
  let told;
  try {
    const headers = { "X-CSRF-Token": document.body.dataset.csrf, "Content-Type": "application/json", "HX-Request": "true" };
    const answer = await fetch("/presence", { method: "POST", body: JSON.stringify({ here, shown: seen, queue: bulk.elements.next.value }), headers });
    if (!answer.ok) return;
    told = await answer.json();
  } catch {
    window.desk.lose();
    return;
  }
  for (const card of all) {
    const id = card.dataset.id;
    const others = card.querySelector("[data-others]");
    others.textContent = told.others[id] || "";
    others.hidden = !told.others[id];
    if (told.decided[id] && !card.parentElement.hidden) {
      const place = card.querySelector("[data-stands]");
      place.textContent = told.decided[id];
      place.hidden = false;
      close(card);
    } else if (card.classList.contains("gone") && card.dataset.state === "new") {
      reopen(card);
    }
  }
  figures(told.counts);
}

setInterval(look, LOOK);
document.addEventListener("visibilitychange", look);
document.addEventListener("desk:back", look);

// --- The article beside the cards ------------------------------------------------------------------------------------------------------------------

const pane = document.getElementById("pane");
const PANE = `qorgan pane ${document.querySelector(".me-name")?.textContent || ""}`;
const read = new Map();
let reading = 0;

function paneIsOpen() {
  return queue.classList.contains("beside");
}

function togglePane() {
  openPane(!paneIsOpen());
  try {
    localStorage.setItem(PANE, paneIsOpen() ? "open" : "");
  } catch {
    // A browser without storage opens it anew each time.
  }
}

function openPane(on) {
  queue.classList.toggle("beside", on);
  pane.hidden = !on;
  const button = queue.querySelector("[data-pane]");
  button.setAttribute("aria-expanded", String(on));
  if (on) showArticle();
  if (current) current.scrollIntoView({ block: "nearest" });
}

/** An article as HTML of our own desk, once for each address; the newest few are kept. */
function articleAt(address) {
  if (!read.has(address)) {
    const coming = fetch(address, { headers: { "HX-Request": "true" } }).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.status))));
    coming.catch(() => read.delete(address));
    read.set(address, coming);
    if (read.size > 60) read.delete(read.keys().next().value);
  }
  return read.get(address);
}

// Whoever goes through the cards quickly is not waited for: what is shown last is asked for, and the next card's article comes along.
function readSoon() {
  if (!paneIsOpen()) return;
  clearTimeout(reading);
  reading = setTimeout(showArticle, 120);
}

async function showArticle(address = current ? `/queue/${current.dataset.id}/article` : "") {
  if (!address) return;
  pane.dataset.at = address;
  pane.setAttribute("aria-busy", "true");
  try {
    const page = new DOMParser().parseFromString(await articleAt(address), "text/html");
    if (pane.dataset.at !== address) return;
    pane.replaceChildren(...page.body.childNodes);
    pane.scrollTop = 0;
  } catch {
    if (pane.dataset.at === address) pane.textContent = words.lost;
    return;
  } finally {
    if (pane.dataset.at === address) pane.removeAttribute("aria-busy");
  }
  const all = cards();
  const next = all[all.indexOf(current) + 1];
  if (next) articleAt(`/queue/${next.dataset.id}/article`).catch(() => {});
}

pane.addEventListener("click", (event) => {
  const link = event.target.closest("[data-read]");
  if (!link) return;
  event.preventDefault();
  showArticle(link.getAttribute("href"));
});
document.querySelector("[data-pane]").addEventListener("click", togglePane);

// --- Beginning -----------------------------------------------------------------------------------------------------------------------------------

queue.classList.add("live");
// What is said, offered and selected stands one below the other, and the list ends above them: nothing lies over anything.
const dock = document.getElementById("dock");
dock.prepend(document.getElementById("said"));
new ResizeObserver(() => {
  document.documentElement.style.setProperty("--dock", `${dock.offsetHeight}px`);
  if (current && dock.offsetHeight && current.contains(document.activeElement)) current.scrollIntoView({ block: "nearest" });
}).observe(dock);
// Whoever comes back from the page of a draft may have corrected it there.
addEventListener("pageshow", (event) => {
  const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back && cards().length) afresh(cards().map((card) => card.dataset.id), true).then(look);
});
for (const button of document.querySelectorAll("[data-select-all], [data-unselect]")) button.hidden = !cards().length;
if (!undoBar.hidden) offerUndo([...undoBar.querySelectorAll("[name=id]")].map((one) => one.value), undoBar.querySelector("[data-undo-said]").textContent);
showPicked();
// The page itself is kept light; what follows comes at once, before anybody is through.
goOn();
queue.querySelector("[data-pane]").hidden = !cards().length;
try {
  if (localStorage.getItem(PANE) && cards().length) openPane(true);
} catch {
  // See above.
}
if (!location.hash && document.activeElement === document.body && cards().length) {
  choose(cards()[0]);
  cards()[0].focus({ preventScroll: true });
}
look();
