// Giving a draft or an incident to somebody by the keyboard: a opens the list, a digit chooses. Without this file the same buttons are there by themselves.


function open() {
  const part = document.querySelector("[data-give]");
  if (!part) return false;
  part.open = !part.open;
  if (!part.open) return part.querySelector("summary").focus();
  part.scrollIntoView({ block: "nearest" });
  return part.querySelector("button:not([disabled])").focus();
}

// What stands there may come after this file: the page of a draft does not wait for it.
window.desk.onKeys({ a: open, A: open });
document.addEventListener("keydown", (event) => {
  const part = event.target instanceof Element && event.target.closest("[data-give]");
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (part && event.key === "Escape") {
    part.open = false;
    part.querySelector("summary").focus();
  }
  if (part && digit && part.open && !event.ctrlKey && !event.altKey && !event.metaKey) {
    const button = part.querySelector(`[data-digit="${digit[1]}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  }
  // A comment is sent from its field.
  if (event.target instanceof Element && event.target.matches("[data-suggest=colleagues]") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// Whoever was sent to a comment is led there once it is there.
document.addEventListener("htmx:afterSettle", () => {
  if (/^#(?:given|comments|comment-\d+)$/.test(location.hash) && document.querySelector("#together form")) document.querySelector(location.hash)?.scrollIntoView();
});
