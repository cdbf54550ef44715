// The explorer above the list of incidents: filters, search, bars and tiles narrow the list and each other. Codes come from data/cases.json, words of a search from
// data/words-N.json, and the entries from the pages of the list itself. Without this file the list and the pages behind bars and tiles are all there.

import { asked } from "./search_letters.js";

const AT_ONCE = 20;
const KINDS = ["category", "region", "actor", "status"];
const form = document.getElementById("explorer");
const list = document.getElementById("list");
const found = document.getElementById("found");
const more = document.getElementById("more");
const marks = [...document.querySelectorAll("#charts [data-filter]")];
const months = document.getElementById("months");
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const whole = { list: [...list.childNodes], found: [...found.childNodes], counts: marks.map((mark) => mark.querySelector("b").textContent) };
const pages = new Map();
const wordFiles = new Map();
let cases = null;
let turn = 0;
let fitting = [];
let shown = 0;

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(address);
  return answer;
};

const wanted = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== ""));

/** The single year in which the chosen period lies; empty if it does not. */
const yearOf = ({ since = "", until = "" }) => (since && since.slice(0, 4) === until.slice(0, 4) ? since.slice(0, 4) : "");

const lastDay = (year, month) => new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);

/** The period that a bar of a year or a month stands for. */
const periodOf = (kind, value, year) =>
  kind === "year" ? [`${value}-01-01`, `${value}-12-31`] : [`${year}-${value}-01`, lastDay(year, value)];

async function wordsOf(nth) {
  if (!wordFiles.has(nth)) wordFiles.set(nth, fetched(`${form.dataset.words}${nth}.json`).then((answer) => answer.json()));
  return wordFiles.get(nth);
}

async function pageOf(nth) {
  if (!pages.has(nth)) {
    const address = nth === 1 ? "index.html" : `index-${nth}.html`;
    pages.set(nth, fetched(address).then((answer) => answer.text()).then((text) => new DOMParser().parseFromString(text, "text/html")));
  }
  return pages.get(nth);
}

async function chosen(filters) {
  const codes = Object.fromEntries(KINDS.filter((kind) => filters[kind]).map((kind) => [kind, cases.codes[kind].indexOf(filters[kind])]));
  const said = asked(filters.q ?? "", cases.letters);
  const kept = [];
  for (let nth = 0; nth < cases.number.length; nth += 1) {
    const day = cases.day[nth];
    if (filters.since && day < filters.since) continue;
    if (filters.until && (day > filters.until || !day)) continue;
    if (filters.custody && !cases.custody[nth]) continue;
    if ("category" in codes && cases.category[nth] !== codes.category) continue;
    if ("region" in codes && cases.region[nth] !== codes.region) continue;
    if ("actor" in codes && cases.actor[nth] !== codes.actor) continue;
    if ("status" in codes && !cases.status[nth].includes(codes.status)) continue;
    if (said.length) {
      const words = (await wordsOf(Math.floor(nth / cases.words) + 1))[nth % cases.words];
      if (!said.every((word) => words.includes(` ${word}`))) continue;
    }
    kept.push(nth);
  }
  return kept;
}

/** How many of the chosen incidents each bar and tile stands for. */
function counted(kept, year) {
  const counts = new Map();
  const add = (kind, value) => counts.set(`${kind} ${value}`, (counts.get(`${kind} ${value}`) ?? 0) + 1);
  for (const nth of kept) {
    for (const kind of ["category", "region", "actor"]) add(kind, cases.codes[kind][cases[kind][nth]]);
    add("year", cases.day[nth].slice(0, 4));
    if (year && cases.day[nth].startsWith(year)) add("month", cases.day[nth].slice(5, 7));
  }
  return marks.map((mark) => counts.get(`${mark.dataset.filter} ${mark.dataset.value}`) ?? 0);
}

function bounds(most) {
  const squares = [1, 2, 3, 4].map((quarter) => Math.max(1, Math.round(most * (quarter / 4) ** 2)));
  return most ? [...new Set(squares)].sort((one, other) => one - other) : [];
}

function draw(kept, filters) {
  const year = yearOf(filters);
  months.hidden = !year;
  const counts = counted(kept, year);
  const most = {};
  marks.forEach((mark, nth) => { most[mark.dataset.filter] = Math.max(most[mark.dataset.filter] ?? 0, counts[nth]); });
  const shades = bounds(Math.max(0, ...marks.map((mark, nth) => (mark.closest(".tiles") ? counts[nth] : 0))));
  marks.forEach((mark, nth) => {
    const { filter, value } = mark.dataset;
    mark.querySelector("b").textContent = numbers.format(counts[nth]);
    mark.querySelector("rect")?.setAttribute("width", most[filter] ? (100 * counts[nth]) / most[filter] : 0);
    if (mark.closest(".tiles")) {
      const step = counts[nth] ? shades.findIndex((bound) => counts[nth] <= bound) + 5 - shades.length : 0;
      mark.className = `shade-${step}`;
    }
    const [since, until] = filter === "year" || filter === "month" ? periodOf(filter, value, year) : [];
    const isChosen = since ? filters.since === since && filters.until === until : filters[filter] === value;
    if (isChosen) mark.setAttribute("aria-current", "true");
    else mark.removeAttribute("aria-current");
  });
}

async function showMore(mine) {
  const some = fitting.slice(shown, shown + AT_ONCE);
  const entries = await Promise.all(some.map(async (nth) => (await pageOf(Math.floor(nth / cases.page) + 1)).getElementById(cases.number[nth])));
  if (mine !== turn) return null;
  const items = entries.filter(Boolean).map((entry) => document.importNode(entry, true));
  list.querySelector("ol")?.append(...items);
  shown += some.length;
  more.hidden = shown >= fitting.length;
  return items[0] ?? null;
}

function showWhole() {
  list.replaceChildren(...whole.list);
  found.replaceChildren(...whole.found);
  more.hidden = true;
}

async function show() {
  const mine = (turn += 1);
  const filters = wanted();
  try {
    cases ??= await fetched(form.dataset.cases).then((answer) => answer.json());
    const kept = await chosen(filters);
    if (mine !== turn) return;
    draw(kept, filters);
    if (!Object.keys(filters).length) return void showWhole();
    fitting = kept;
    shown = 0;
    const lines = document.createElement("ol");
    lines.className = "cases";
    list.replaceChildren(lines);
    const words = document.createElement("b");
    words.textContent = kept.length
      ? form.dataset.found.replace("{n}", numbers.format(kept.length)).replace("{all}", numbers.format(cases.number.length))
      : form.dataset.nothing;
    found.replaceChildren(words);
    await showMore(mine);
  } catch (fault) {
    if (mine === turn) found.textContent = form.dataset.failed;
    throw fault;
  }
}

function remember(how) {
  const query = new URLSearchParams(wanted()).toString();
  const address = query ? `?${query}` : location.pathname;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function recall() {
  const asked = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = asked.get(field.name) === field.value;
    else field.value = asked.get(field.name) ?? "";
  }
}

function choose(mark) {
  const { filter, value } = mark.dataset;
  const wasChosen = mark.hasAttribute("aria-current");
  if (filter === "year" || filter === "month") {
    const year = yearOf(wanted());
    const [since, until] = wasChosen ? (filter === "month" ? periodOf("year", year) : ["", ""]) : periodOf(filter, value, year);
    form.elements.since.value = since;
    form.elements.until.value = until;
  } else {
    form.elements[filter].value = wasChosen ? "" : value;
  }
  remember("push");
  show();
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => { remember("push"); show(); }));
form.addEventListener("change", (event) => { if (event.target.name !== "q") { remember("push"); show(); } });
let typing = 0;
form.elements.q.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => { remember("replace"); show(); }, 200);
});
for (const mark of marks) {
  mark.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    choose(mark);
  });
}
more.querySelector("button").addEventListener("click", async () => (await showMore(turn))?.querySelector("a")?.focus());
window.addEventListener("popstate", () => { recall(); show(); });
recall();
if (location.search) show();
