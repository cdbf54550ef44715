// The keyboard: one place that hears keys, so that every page has the same ones. A page hangs its own in with `desk.onKeys({j: next, k: previous})`:
// by the window rather than by an import, since an import would not carry the hash of the file and so load it a second time.

const heard = new Map();

/** What each key does on this page. A function gets the event; one that returns false leaves the key to the browser. */
function onKeys(map) {
  for (const [key, act] of Object.entries(map)) heard.set(key, act);
}

/** Whether somebody is typing, so that letters are letters. */
function typing(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input") && !["checkbox", "radio", "button", "submit", "reset"].includes(target.type);
}

/** Say something to whoever looks and to whoever listens. */
function say(words) {
  const place = document.getElementById("said");
  if (place) place.textContent = words;
}

// A key on a Kazakh or Russian layout means the key at its place: С is where C is.
function meant(event) {
  if (event.key.length === 1 && event.key.charCodeAt(0) > 127) {
    if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  }
  // On those layouts shift and 7 give the question mark, and the slash key a full stop or a comma.
  if (event.code === "Slash" && event.key !== "/" && event.key !== "?") return event.shiftKey ? "?" : "/";
  return event.key;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape") {
    if (typing(event.target)) event.target.blur();
    const act = heard.get("Escape");
    if (act) act(event);
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = heard.get(meant(event));
  if (act && act(event) !== false) event.preventDefault();
});

const dialog = document.getElementById("keys");
function help() {
  if (dialog && !dialog.open) dialog.showModal();
}
onKeys({
  "?": help,
  "/": () => {
    // What a page narrows is its own; else everything is searched, in the bar or, where that has no room, on its page.
    const fields = [...document.querySelectorAll("[data-search], #bar-q, input[type=search]")].filter((one) => one.checkVisibility());
    const field = fields.find((one) => "search" in one.dataset) ?? fields[0];
    if (!field) {
      const link = document.querySelector(".seek-link");
      if (link) link.click();
      return Boolean(link);
    }
    field.focus();
    field.select();
    return true;
  },
});
for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = !dialog;
  button.addEventListener("click", help);
}

// What has the focus is in sight as a whole. Browsers leave what is half in sight where it is, and do not know how high the bar over the page is today.
const bar = document.querySelector(".bar");
const over = [bar, ...document.querySelectorAll(".offline")];
function measure() {
  const root = document.documentElement;
  // With letters of twice the size the bar would take a third of the window: then it scrolls away with the page.
  root.classList.toggle("tall-bar", bar.offsetHeight > innerHeight / 5);
  root.style.setProperty("--bar", `${Math.max(...over.map((one) => (getComputedStyle(one).position === "sticky" ? one.offsetHeight : 0)))}px`);
}
const watch = new ResizeObserver(measure);
for (const one of over) watch.observe(one);
addEventListener("resize", measure);
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("a, button, input, select, textarea, summary") && target.matches(":focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
});

window.desk = { ...window.desk, onKeys, typing, say };
