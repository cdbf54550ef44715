// What was typed into a form that no autosave sends is not lost when its page goes: it is kept in this browser until it is saved or thrown away. A form says with
// `data-kept="name"` under which name, with `data-version` in which state the record was. Its page, with or without the form, says in `[data-kept-said="name"]` that
// something is kept; what stands in the form as `[data-kept-back]` is shown to whoever comes back to it. What stands inside `[data-kept-here]` is kept in this tab alone, and is gone with it. Signing out clears both.

const START = "qorgan kept ";

function who() {
  const name = document.querySelector(".me-name");
  return name ? name.textContent : "";
}

/** One place of the browser, in which the fields of a form lie under a name. A browser without it keeps nothing, and the page warns before it goes. */
class Place {
  constructor(store, name) {
    this.store = store;
    this.key = `${START}${who()} ${name}`;
  }

  read() {
    try {
      return JSON.parse(this.store.getItem(this.key)) || {};
    } catch {
      return {};
    }
  }

  write(kept) {
    try {
      if (Object.keys(kept.fields || {}).length) this.store.setItem(this.key, JSON.stringify(kept));
      else this.store.removeItem(this.key);
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    this.write({});
  }
}

function places(name) {
  return [new Place(localStorage, name), new Place(sessionStorage, `${name} here`)];
}

function fieldsNamed(form, name) {
  return [...form.elements].filter((one) => one.name === name);
}

/** The form filled with what is kept of it. */
function fill(form, fields) {
  for (const [name, values] of Object.entries(fields)) {
    for (let at = 0, field = null; (field = fieldsNamed(form, name)[at]); at += 1) {
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
      else if (field.matches("select[multiple]")) for (const option of field.options) option.selected = values.includes(option.value);
      else if (at < values.length) field.value = values[at];
      // The last row of persons, once something stands in it, gets another one below.
      if (field.closest("[data-row]") && at < values.length - 1 && !fieldsNamed(form, name)[at + 1]) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function keep(form) {
  const name = form.dataset.kept;
  const [browser, tab] = places(name);
  let lost = false;
  for (const place of [browser, tab]) {
    const { fields, sent } = place.read();
    if (!fields) continue;
    fill(form, fields);
    // Whoever comes back is told; whoever was refused sees what was wrong.
    const back = form.querySelector("[data-kept-back]");
    if (back && !sent) back.hidden = false;
    // It is here again, so what was sent was refused.
    place.write({ fields });
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    for (const place of [browser, tab]) {
      const kept = place.read();
      if (kept.fields) place.write({ ...kept, sent: form.dataset.version });
    }
    lost = false;
  });
  addEventListener("beforeunload", (event) => { if (lost) event.preventDefault(); });

  function changed(event) {
    const field = event.target;
    if (!field.name || field.type === "hidden" || "unsaved" in field.dataset) return;
    const place = field.closest("[data-kept-here]") ? tab : browser;
    const { fields = {} } = place.read();
    const own = fieldsNamed(form, field.name);
    const boxes = own.some((one) => one.matches("[type=checkbox], [type=radio]"));
    fields[field.name] = boxes ? own.filter((one) => one.checked).map((one) => one.value)
      : own.flatMap((one) => (one.matches("select[multiple]") ? [...one.selectedOptions].map((option) => option.value) : [one.value]));
    lost = !place.write({ fields });
    say(name);
  }
}

/** Whether something is kept, as the page says it. */
function say(name) {
  const kept = places(name).some((place) => place.read().fields);
  for (const line of document.querySelectorAll("[data-kept-said]")) if (line.dataset.keptSaid === name) line.hidden = !kept;
}

for (const line of document.querySelectorAll("[data-kept-said]")) {
  // A form that was sent and is not here again was saved, if the record has another state now.
  if (document.querySelector("form[data-kept]")) break;
  for (const place of places(line.dataset.keptSaid)) {
    const { sent } = place.read();
    if (sent && sent !== line.dataset.version) place.forget();
  }
}
for (const form of document.querySelectorAll("form[data-kept]")) keep(form);
for (const line of document.querySelectorAll("[data-kept-said]")) say(line.dataset.keptSaid);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-kept-drop]");
  if (!button) return;
  for (const place of places(button.dataset.keptDrop)) place.forget();
});
