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
  keepInView();
  if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", "true");
  told.textContent = found.map((one) => one.value).join("; ");
  return undefined;
}

/** A list that is wider than its field reaches to the left where the window ends on the right. */
function keepInView() {
  list.style.marginLeft = "";
  const over = list.getBoundingClientRect().right - (document.documentElement.clientWidth - 8);
  if (over > 0) list.style.marginLeft = `${-over}px`;
}

async function ask(field) {
  const words = typed(field);
  const named = field.dataset.suggest === "colleagues";
  if (words === null || (!named && words.length < LEAST) || window.desk.lost()) return close();
  const mine = (asked += 1);
  const found = await offersFor(field.dataset.suggest, words);
  if (!found) return close();
  if (mine !== asked || document.activeElement !== field) return undefined;
  return show(field, found.filter((one) => one.value !== words || Object.keys(one.fills).some((name) => empty(field, name))));
}

/** What the desk offers for these words; null where it does not answer: whoever types goes on without suggestions, and that the desk is away is said elsewhere. */
async function offersFor(kind, words) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" };
  try {
    const answer = await fetch(`/suggestions/${kind}`, { method: "POST", headers, body: JSON.stringify({ words }) });
    return answer.ok ? (await answer.json()).offers : [];
  } catch {
    return null;
  }
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
  fillBeside(field, offer);
  field.dispatchEvent(new Event("change", { bubbles: true }));
  close();
}

/** What a suggestion knows besides, into the fields beside it that are empty. */
function fillBeside(field, offer) {
  for (const [name, value] of Object.entries(offer.fills)) {
    const other = empty(field, name);
    if (!other) continue;
    other.value = value;
    other.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** What was typed without choosing a suggestion, and can mean one place alone: its region is filled in where none is chosen, and that is said below it. */
async function settle(field) {
  const words = field.value.trim();
  if (!empty(field, "region") || words.length < LEAST || window.desk.lost()) return;
  const offer = (await offersFor("places", words))?.find((one) => one.said);
  const region = empty(field, "region");
  if (!offer || !region || field.value.trim() !== words) return;
  fillBeside(field, offer);
  const said = document.createElement("p");
  said.className = "understood";
  said.setAttribute("role", "status");
  region.after(said);
  said.textContent = offer.said;
  region.addEventListener("change", () => said.remove(), { once: true });
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
document.addEventListener("change", (event) => {
  if (event.isTrusted && event.target.matches("[data-suggest=places]")) settle(event.target);
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
