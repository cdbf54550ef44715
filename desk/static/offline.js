// When the desk does not answer: says so, keeps what was typed where it is, and says when it answers again.

const away = document.getElementById("offline");
const back = document.getElementById("online");
const OFTEN = 4000;
const PATIENCE = 5000;
let lost = false;
let timer = 0;

/** Whether the desk answers now. */
async function answers() {
  try {
    const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Whether the desk was last known not to answer. */
function isLost() {
  return lost;
}

/** Say that it does not answer, and look again until it does. Fires `desk:lost`, later `desk:back`, on the document. */
function lose() {
  if (lost) return;
  lost = true;
  away.hidden = false;
  back.hidden = true;
  document.dispatchEvent(new CustomEvent("desk:lost"));
  timer = setInterval(look, OFTEN);
}

async function look() {
  if (!(await answers())) return;
  clearInterval(timer);
  if (!lost) return;
  lost = false;
  away.hidden = true;
  back.hidden = false;
  setTimeout(() => { back.hidden = true; }, 8000);
  document.dispatchEvent(new CustomEvent("desk:back"));
}

addEventListener("offline", lose);
addEventListener("online", look);
document.addEventListener("htmx:sendError", lose);
document.addEventListener("htmx:timeout", lose);

// Whether something in a form is a person's and would be lost with the page.
function typedInto(form) {
  return [...form.elements].some((one) => {
    if (one.matches("input[type=hidden], button, fieldset, output")) return false;
    if (one.matches("select")) return [...one.options].some((option) => option.selected !== option.defaultSelected);
    if (one.matches("input[type=checkbox], input[type=radio]")) return one.checked !== one.defaultChecked;
    return one.value !== one.defaultValue;
  });
}

// The button that was pressed, or one that says the same where the page has put another in its place since: what it says is the decision.
function standing(form, pressed) {
  if (!pressed) return undefined;
  if (pressed.form === form) return pressed;
  const like = pressed.cloneNode(true);
  like.removeAttribute("form");
  like.hidden = true;
  form.append(like);
  return like;
}

// A form into which something was typed is sent only once the desk is known to answer: else the browser would leave the page, and what was typed with it.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.sure === "yes") return;
  if (form.matches("[hx-post], [data-hx-post]") || (!lost && !typedInto(form))) return;
  event.preventDefault();
  if (await answers()) {
    form.dataset.sure = "yes";
    const pressed = standing(form, event.submitter);
    form.requestSubmit(pressed);
    setTimeout(() => { delete form.dataset.sure; if (pressed && pressed !== event.submitter) pressed.remove(); }, 0);
  } else {
    lose();
  }
});

// Nor does a link lead away from a page that could not be fetched again.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!lost || !link || link.getAttribute("href").startsWith("#") || link.target === "_blank") return;
  event.preventDefault();
  away.hidden = false;
  away.scrollIntoView({ block: "nearest" });
});

window.desk = { ...window.desk, answers, lose, lost: isLost };
