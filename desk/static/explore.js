// The charts that filter together: a link within them changes the page in its place. The focus and what is looked at stay where they are, and each choice is a
// step of the browser's history. Without this file the same links open the page anew.

const path = "/incidents/explore";
let latest = 0;

function place() {
  return document.getElementById("explore");
}

/** The mark of this name, in the picture that is shown; else the chips, so that the focus is never lost. */
function found(at) {
  const all = [...place().querySelectorAll("[data-at]")].filter((one) => one.dataset.at === at && one.getClientRects().length);
  return all[0] || null;
}

/** Put the charts of an address in the place of those shown. False where the desk does not give them. */
async function swap(address, at) {
  const mine = ++latest;
  const before = at && found(at);
  const top = before ? before.getBoundingClientRect().top : null;
  place().setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await fetch(address, { headers: { "HX-Request": "true" } });
  } catch {
    place().removeAttribute("aria-busy");
    window.desk.lose();
    return true;
  }
  if (mine !== latest) return true;
  if (!answer.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("explore");
  if (!fresh) return false;
  if (mine !== latest) return true;
  const open = [...place().querySelectorAll("details[open]")].map((one) => one.closest("section")?.className);
  const seen = scrollY;
  place().replaceWith(fresh);
  // What the days are taken for is told while they are typed here too.
  window.htmx?.process(fresh);
  for (const one of fresh.querySelectorAll("details")) one.open = open.includes(one.closest("section")?.className);
  const again = at && found(at);
  if (again && top !== null) scrollBy(0, again.getBoundingClientRect().top - top);
  else scrollTo(0, seen);
  if (at) (again || fresh.querySelector("[data-found]")).focus({ preventScroll: true });
  document.getElementById("explored").textContent = fresh.querySelector("[data-found] b").textContent;
  return true;
}

/** The languages of the bar lead back to what is shown now. */
function languages() {
  for (const link of document.querySelectorAll(".tongues a")) {
    const way = new URL(link.href);
    way.searchParams.set("next", location.pathname + location.search);
    link.href = way.pathname + way.search;
  }
}

async function go(address, at) {
  history.replaceState({ y: scrollY, at }, "");
  if (!(await swap(address, at))) return location.assign(address);
  if (new URL(address, location).href !== location.href) history.pushState({ y: scrollY, at }, "", address);
  languages();
  return undefined;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("#explore a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const way = new URL(link.getAttribute("href"), location);
  if (way.pathname !== path || way.origin !== location.origin) return;
  event.preventDefault();
  if (!window.desk.lost()) go(way.pathname + way.search, link.dataset.at || link.closest("tr, .chip")?.dataset.at || "found");
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#explore form")) return;
  event.preventDefault();
  const given = [...new FormData(event.target)].filter(([, value]) => value);
  if (!window.desk.lost()) go(path + (given.length ? `?${new URLSearchParams(given)}` : ""), "found");
});

addEventListener("popstate", async (event) => {
  if (!(await swap(location.pathname + location.search, ""))) return location.reload();
  languages();
  if (event.state && event.state.y !== undefined) scrollTo(0, event.state.y);
  return undefined;
});
