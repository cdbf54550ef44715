// Title and summary in three languages: a proposal is taken over into its box, and whoever writes a text vouches for it unless the tick is taken back. Without
// this file a proposal is copied by hand, or ticked as it is.

/** A text put into its box as if it were typed, so that what keeps forms hears of it. */
function put(field, words) {
  const box = field.querySelector("textarea");
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return box;
}

function said(line) {
  return line.querySelector("[data-proposal]").textContent.trim();
}

/** What is proposed first of all. */
function proposed(field) {
  const place = field.querySelector("[data-proposal]");
  return place ? place.textContent.trim() : "";
}

for (const button of document.querySelectorAll("[data-take-text]")) button.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-text]");
  if (!button) return;
  const field = button.closest("[data-text]");
  put(field, said(button.closest(".proposal"))).focus();
  const tick = field.querySelector("[data-vouch]");
  if (tick && tick.checked) tick.click();
});

document.addEventListener("input", (event) => {
  const field = event.target.matches("textarea") ? event.target.closest("[data-text]") : null;
  for (const line of field ? field.querySelectorAll(".proposal") : []) line.hidden = event.target.value.trim() === said(line);
  const tick = field && event.isTrusted && field.querySelector("[data-vouch]");
  if (tick && !tick.checked && event.target.value.trim()) tick.click();
});

document.addEventListener("change", (event) => {
  const field = event.target.matches("[data-vouch]") && event.target.checked ? event.target.closest("[data-text]") : null;
  if (field && !field.querySelector("textarea").value.trim()) put(field, proposed(field));
});
