// Suggestions below a field with `data-suggest="persons"`, `"outlets"`, `"places"` or `"colleagues"` (there behind an @, from the first letter on): the desk looks over spellings and scripts, the arrows go through them,
// Enter or a click takes one, Escape leaves what is typed. In a field of several lines the line with the cursor is meant. What a suggestion knows besides goes
// into the fields beside it that are still empty: {value, more, fills: {profession: …}}. Without this file everything is typed as it is.

const PAUSE = 180;
const LEAST = 2;
const list = document.createElement("ul");
list.id = "offered";
list.className = "offered";
list.setAttribute("role", "listbox");
list.hidden = true;
// What is offered is told to whoever listens; whoever looks sees the list, and nothing on the page moves.
const told = document.createElement("p");
told.className = "unseen";
told.setAttribute("role", "status");
let owner = null;
let offers = [];
let timer = 0;
let asked = 0;

/** The words that are meant: the whole field, or the line with the cursor. */
function typed(field) {
  if (field.dataset.suggest === "colleagues") return mention(field)?.words ?? null;
  return field.matches("textarea") ? line(field).words : field.value.trim();
}

function line(field) {
  const at = field.selectionStart;
  const start = field.value.lastIndexOf("\n", at - 1) + 1;
  const end = field.value.indexOf("\n", at) < 0 ? field.value.length : field.value.indexOf("\n", at);
  return { start, end, words: field.value.slice(start, end).trim() };
}

/** The name that is begun behind an @ before the cursor; null where none is. */
function mention(field) {
  const end = field.selectionStart;
  const start = field.value.lastIndexOf("@", end - 1);
  const words = field.value.slice(start + 1, end);
  if (start < 0 || words.length > 40 || /[\n@]/.test(words) || /[\p{L}\p{N}._]/u.test(field.value.slice(0, start).slice(-1))) return null;
  return { start: start + 1, end, words };
}

function close() {
  clearTimeout(timer);
  asked += 1;
  list.hidden = true;
  offers = [];
  told.textContent = "";
  // Not within a row that is copied for the next person.
  document.body.append(list);
  if (!owner) return;
  if (owner.getAttribute("role") === "combobox") owner.setAttribute("aria-expanded", "false");
  owner.removeAttribute("aria-activedescendant");
}

function mark(at) {
  for (const [place, one] of [...list.children].entries()) one.setAttribute("aria-selected", String(place === at));
  const chosen = list.children[at];
  if (!chosen) return owner.removeAttribute("aria-activedescendant");
  owner.setAttribute("aria-activedescendant", chosen.id);
  return chosen.scrollIntoView({ block: "nearest" });
}

function marked() {
  return [...list.children].findIndex((one) => one.getAttribute("aria-selected") === "true");
}

function show(field, found) {
  offers = found;
  if (!found.length) return close();
  list.replaceChildren(...found.map((offer, at) => {
    const one = document.createElement("li");
    one.id = `offered-${at}`;
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    name.textContent = offer.value;
    one.append(name);
    if (offer.more) {
      const more = document.createElement("span");
      more.className = "soft";
      more.textContent = ` ${offer.more}`;
      one.append(more);
    }
    return one;
  }));
  list.setAttribute("aria-label", field.labels[0]?.textContent || "");
  // Beside its field, so that it scrolls with it.
  field.after(list);
  list.hidden = false;
  if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", "true");
  told.textContent = found.map((one) => one.value).join("; ");
  return undefined;
}

async function ask(field) {
  const words = typed(field);
  const named = field.dataset.suggest === "colleagues";
  if (words === null || (!named && words.length < LEAST) || window.desk.lost()) return close();
  const mine = (asked += 1);
  let found = [];
  try {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
    const answer = await fetch(`/suggestions/${field.dataset.suggest}`, { method: "POST", headers, body: JSON.stringify({ words }) });
    if (answer.ok) found = (await answer.json()).offers;
  } catch {
    // Whoever types goes on without suggestions; that the desk is away is said elsewhere.
    return close();
  }
  if (mine !== asked || document.activeElement !== field) return undefined;
  return show(field, found.filter((one) => one.value !== words || Object.keys(one.fills).some((name) => empty(field, name))));
}

/** The field beside this one into which a suggestion may put something, if it is there and empty. */
function empty(field, name) {
  const row = field.closest("[data-row]");
  const other = row ? row.querySelector(`[data-key="${name}"]`) : field.form.elements[name];
  return other && !other.value ? other : null;
}

/** The suggestion into its field as if it were typed, and what else it knows into empty fields beside it. */
function take(at) {
  const field = owner;
  const offer = offers[at];
  if (field.matches("textarea")) {
    const named = field.dataset.suggest === "colleagues";
    const place = named ? mention(field) : line(field);
    if (place) field.setRangeText(named ? `${offer.value} ` : offer.value, place.start, place.end, "end");
  } else field.value = offer.value;
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  for (const [name, value] of Object.entries(offer.fills)) {
    const other = empty(field, name);
    if (!other) continue;
    other.value = value;
    other.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
  close();
}

function begin(field) {
  if (field.hasAttribute("aria-controls")) return;
  field.setAttribute("aria-autocomplete", "list");
  // A field of several lines cannot be a combobox (ARIA in HTML); it says that a list belongs to it.
  if (field.matches("textarea")) field.setAttribute("aria-haspopup", "listbox");
  else {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
  }
  field.setAttribute("aria-controls", list.id);
}

document.addEventListener("focusin", (event) => {
  const field = event.target.closest("[data-suggest]");
  if (owner && owner !== field) close();
  owner = field;
  if (field) begin(field);
});
document.addEventListener("input", (event) => {
  if (!owner || event.target !== owner || !event.isTrusted) return;
  clearTimeout(timer);
  timer = setTimeout(() => ask(owner), PAUSE);
});
document.addEventListener("focusout", (event) => {
  if (event.target === owner) close();
});
// Before the field loses the focus.
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const one = event.target.closest("li");
  if (one) take([...list.children].indexOf(one));
});
document.addEventListener("keydown", (event) => {
  if (!owner || list.hidden || event.target !== owner) return;
  const at = marked();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const by = event.key === "ArrowDown" ? 1 : -1;
    mark((at + by + offers.length + (at < 0 && by < 0 ? 1 : 0)) % offers.length);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    take(at);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}, true);

for (const field of document.querySelectorAll("[data-suggest]")) begin(field);
document.body.append(list, told);
