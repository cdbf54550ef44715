// The keys of the page that goes through texts. Without this file its buttons and links do the same.

function press(act) {
  const place = document.querySelector(`[data-act="${act}"]`);
  if (!place) return false;
  place.click();
  return true;
}

window.desk.onKeys({
  c: () => press("check"),
  j: () => press("skip"),
  u: () => press("undo"),
  e: () => {
    const box = document.querySelector(".check-texts textarea");
    if (!box) return false;
    box.focus();
    return true;
  },
  t: () => {
    const buttons = [...document.querySelectorAll("[data-take-text]")].filter((one) => one.offsetParent);
    for (const button of buttons) button.click();
    if (document.activeElement) document.activeElement.blur();
    return buttons.length > 0;
  },
});

// Within a box letters are letters: Ctrl and Enter say that it is right.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches(".check-texts textarea")) {
    event.preventDefault();
    press("check");
  }
});
