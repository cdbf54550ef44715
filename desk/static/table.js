// The table of incidents: the boxes of its rows together, and how many are selected. Without this file the same form is sent by itself.
const words = document.querySelector("#bulk [data-selected]");
const page = document.querySelector("#bulk [data-all-rows]");
const found = document.querySelector("#bulk [data-all-found]");
const boxes = () => [...document.querySelectorAll("[data-row]")];

function tell() {
  const all = boxes();
  const number = all.filter((box) => box.checked).length;
  page.checked = number === all.length;
  page.indeterminate = number > 0 && number < all.length;
  words.textContent = found?.checked || !number ? "" : words.dataset.words.replace("{n}", number.toLocaleString(document.documentElement.lang));
}

document.addEventListener("change", (event) => {
  if (event.target === page) for (const box of boxes()) box.checked = page.checked;
  if (words && event.target.matches("[data-row], [data-all-rows], [data-all-found]")) tell();
});
if (words) tell();

// Of the checked columns one parameter is made, as a saved view writes it.
document.querySelector(".columns form")?.addEventListener("submit", (event) => {
  const form = event.target;
  const names = [...form.querySelectorAll("[name=columns]:checked")].map((box) => box.value);
  for (const box of form.querySelectorAll("[name=columns]")) box.disabled = true;
  const one = document.createElement("input");
  Object.assign(one, { type: "hidden", name: "columns", value: names.join(",") });
  form.append(one);
});
