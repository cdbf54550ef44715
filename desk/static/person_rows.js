// The rows of persons in a form: always an empty one for the next person, each taken out by a button and brought back by one until the form is sent. Without
// this file a person is taken out by emptying her row.

const place = document.querySelector("form [data-rows]");

function told(one) {
  one.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whoever keeps what is typed hears of all three columns. */
function toldAll() {
  for (const one of place.querySelectorAll("[data-row]:first-child [data-key]")) told(one);
  place.dispatchEvent(new Event("change", { bubbles: true }));
}

function filled(row) {
  return [...row.querySelectorAll("[data-key]")].map((one) => one.value.trim()).filter(Boolean);
}

/** So many rows, and always an empty one at the end. */
function room(wanted) {
  // After a row was taken out the numbers of the others are still their own, and so is its own if it comes back.
  const numbers = [...place.querySelectorAll("[data-key=name]"), ...gone].map((one) => Number(one.id.split("-").pop()));
  let number = Math.max(...numbers) + 1;
  while (place.children.length < wanted) {
    const row = place.lastElementChild.cloneNode(true);
    for (const one of row.querySelectorAll("[data-key]")) {
      one.value = "";
      one.defaultValue = "";
      one.removeAttribute("aria-invalid");
      const id = `v-${one.dataset.key}-${number}`;
      row.querySelector(`[for="${one.id}"]`).htmlFor = id;
      one.id = id;
    }
    place.append(row);
    number += 1;
  }
  // An empty row at the end is for the next person.
  if (filled(place.lastElementChild).length) room(place.children.length + 1);
}

/** The empty row at the end, with this name in it. */
function add(name) {
  room(1);
  const one = place.lastElementChild.querySelector("[data-key=name]");
  if (name) {
    one.value = name;
    told(one);
  }
  one.focus();
}

const gone = [];

/** Whoever is in this row is nobody's victim: the row goes. She can be brought back until the form is sent. */
function remove(row) {
  const next = row.nextElementSibling || row.previousElementSibling;
  if (filled(row).length) keepFor(row, row.nextElementSibling);
  if (next) row.remove();
  else for (const one of row.querySelectorAll("[data-key]")) one.value = "";
  room(1);
  toldAll();
  (next || row).querySelector("[data-key=name]").focus();
}

/** The button that brings this row back, before the one that stood behind it. */
function keepFor(row, behind) {
  const list = document.querySelector("[data-gone]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet named";
  const [before, after] = list.dataset.back.split("{name}");
  const name = document.createElement("bdi");
  name.textContent = filled(row)[0];
  button.append(before, name, after);
  gone.push(row.querySelector("[data-key=name]"));
  button.addEventListener("click", () => {
    place.insertBefore(row, behind && behind.isConnected ? behind : place.lastElementChild);
    gone.splice(gone.indexOf(row.querySelector("[data-key=name]")), 1);
    button.remove();
    toldAll();
    row.querySelector("[data-key=name]").focus();
  });
  list.append(button);
}

if (place) {
  const form = place.closest("form");
  form.addEventListener("input", (event) => {
    if (event.target.dataset.key && event.target.closest("[data-row]:last-child") && event.target.value) room(place.children.length + 1);
  });
  form.addEventListener("click", (event) => {
    const out = event.target.closest("[data-remove]");
    if (out) remove(out.closest("[data-row]"));
    const more = event.target.closest("[data-add], [data-add-name]");
    if (!more) return;
    add(more.dataset.addName);
    if (more.dataset.addName) more.hidden = true;
  });
  for (const button of form.querySelectorAll("[data-remove], [data-add], [data-add-name]")) button.hidden = false;
}

window.desk = { ...window.desk, personRows: { room } };
