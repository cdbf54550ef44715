// Giving a draft or an incident to somebody by the keyboard: a opens the list, a digit chooses. Without this file the same buttons are there by themselves.

const part = document.querySelector("[data-give]");

function open() {
  if (!part) return false;
  part.open = !part.open;
  if (!part.open) return part.querySelector("summary").focus();
  part.scrollIntoView({ block: "nearest" });
  return part.querySelector("button:not([disabled])").focus();
}

if (part) {
  window.desk.onKeys({ a: open, A: open });
  part.addEventListener("keydown", (event) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (event.key === "Escape") {
      part.open = false;
      part.querySelector("summary").focus();
    }
    if (!digit || !part.open || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = part.querySelector(`[data-digit="${digit[1]}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}

// A comment is sent from its field.
for (const field of document.querySelectorAll("[data-suggest=colleagues]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}
