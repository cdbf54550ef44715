// A form that was refused begins with the first field that is wrong: unfolded, in view, with the focus in it; without such a field, with what is said of the whole form.
// So does a page that shows what a form has made, where that stands far below (`[data-come]`).
// What is corrected is wrong no longer: its words go as soon as something else is typed there.

function begin() {
  const wrong = ["[aria-invalid=true]", "[data-refused]", "[data-come]"].map((one) => document.querySelector(`main ${one}`)).find(Boolean);
  if (!wrong) return;
  for (let part = wrong.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  if (!wrong.matches("[aria-invalid]")) wrong.tabIndex = -1;
  wrong.focus();
  wrong.scrollIntoView({ block: "center" });
}

/** The words below an element that say what is wrong with it, away. */
function heal(part) {
  part.removeAttribute("aria-invalid");
  for (const id of (part.getAttribute("aria-describedby") || "").split(" ")) {
    const words = /^o?w-/.test(id) ? document.getElementById(id) : null;
    if (words) words.hidden = true;
  }
}

function corrected(event) {
  if (!event.target.closest("main form")) return;
  for (let part = event.target.closest("[aria-invalid=true], [aria-describedby]"); part && !part.matches("form, main");) {
    heal(part);
    part = part.parentElement.closest("[aria-invalid=true], [aria-describedby]");
  }
}

document.addEventListener("input", corrected);
document.addEventListener("change", corrected);
begin();
