// What a page must keep beside what axe looks for: nothing sideways, nothing cut off, every control reached by Tab, seen while it has the focus, and covered by nothing.
window.looking = (() => {
  const CONTROLS = 'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]';
  const TINY = 2;

  const name = (one) => {
    const words = (one.getAttribute("aria-label") || one.textContent || one.name || one.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${one.localName}${one.id ? `#${one.id}` : ""}${one.classList.length ? `.${[...one.classList].join(".")}` : ""}> ${words}`;
  };
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !one.closest("[inert]");
  const modal = () => document.querySelector("dialog:modal");

  /** What Tab should reach (a page within the page has keys of its own), in the order of the document; of a group of radio buttons the one that is chosen, else the first. */
  function reachable() {
    const within = modal() || document;
    const groups = new Map();
    const found = [...within.querySelectorAll(CONTROLS)].filter((one) => {
      if (!seen(one) || one.matches(":disabled") || one.tabIndex < 0) return false;
      if (one.localName === "summary") return one.parentElement.localName === "details" && one === one.parentElement.querySelector(":scope > summary");
      return true;
    });
    return found.filter((one) => {
      if (one.type !== "radio") return true;
      const key = `${one.form && one.form.id} ${one.name}`;
      const group = found.filter((other) => other.type === "radio" && other.form === one.form && other.name === one.name);
      if (!groups.has(key)) groups.set(key, group.find((other) => other.checked) || group[0]);
      return groups.get(key) === one;
    });
  }

  // --- Colours ---------------------------------------------------------------------------------------------------------------------------------

  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  function rgba(colour) {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data].map((one, at) => (at === 3 ? one / 255 : one)));
    }
    return known.get(colour);
  }
  const over = (front, back) => [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3])).concat(1);
  /** The ground on which an element stands; with `outside` that of what is around it. */
  function ground(one, outside = false) {
    const layers = [];
    for (let at = outside ? one.parentElement : one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), rgba(getComputedStyle(document.documentElement).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#ffffff"));
  }
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)).reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  function contrast(front, back) {
    const [a, b] = [light(over(front, back)), light(back)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** WCAG 1.4.3 for placeholders, 1.4.11 for the edges of fields and boxes. */
  function faint() {
    const faults = [];
    for (const one of document.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      if (!seen(one) || one.closest(".unseen") || one.matches(":disabled")) continue;
      const box = one.getBoundingClientRect();
      if (box.width <= TINY || box.height <= TINY) continue;
      if (one.placeholder) {
        const ratio = contrast(rgba(getComputedStyle(one, "::placeholder").color), ground(one));
        if (ratio < 4.5) faults.push(`placeholder ${ratio.toFixed(2)}: ${name(one)}`);
      }
      if (one.matches("[type=checkbox], [type=radio]")) continue;
      const style = getComputedStyle(one);
      const edge = rgba(style.borderBottomColor);
      const ratio = Math.min(contrast(edge, ground(one, true)), contrast(edge, ground(one)));
      if (parseFloat(style.borderBottomWidth) < 1 || ratio < 3) faults.push(`edge ${ratio.toFixed(2)}: ${name(one)}`);
    }
    return [...new Set(faults)];
  }

  // --- Room ------------------------------------------------------------------------------------------------------------------------------------

  function sideways() {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((one) => seen(one) && one.getBoundingClientRect().right > root.clientWidth + 1 && !scrolled(one));
    return [`the page is ${root.scrollWidth} wide in ${root.clientWidth}: ${wide.slice(0, 3).map(name).join(" | ")}`];
  }
  function scrolled(one) {
    for (let at = one.parentElement; at && at !== document.body; at = at.parentElement) if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  }
  /** Words that are cut off where nothing can be scrolled. */
  function cutOff() {
    const faults = [];
    for (const one of document.querySelectorAll("body *")) {
      const style = getComputedStyle(one);
      if (!["hidden", "clip"].includes(style.overflowX) && !["hidden", "clip"].includes(style.overflowY)) continue;
      if (!seen(one) || style.clipPath !== "none" || one.closest("svg, iframe") || !one.textContent.trim()) continue;
      const across = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
      const down = ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2;
      // A name that is cut for want of room is told in full to whoever points at it or listens.
      if ((across || down) && !(style.textOverflow === "ellipsis" && (one.title || one.closest("[title]")))) faults.push(`cut off: ${name(one)}`);
    }
    return faults;
  }

  // --- Focus -----------------------------------------------------------------------------------------------------------------------------------

  const labelled = (one) => (one.labels && one.labels[0]) || one;
  /** The element that is seen in place of this one: a box that is kept from sight has a label for it. */
  function stand(one) {
    const box = one.getBoundingClientRect();
    return box.width <= TINY || box.height <= TINY || getComputedStyle(one).clipPath !== "none" ? labelled(one) : one;
  }
  function ring(one) {
    const shown = stand(one);
    const style = getComputedStyle(shown);
    // The calendar within a field of a day has the browser's own ring, where no script can look.
    if (one.type === "date" && !one.matches(":focus-visible")) return "";
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `no ring: ${name(one)}`;
    const inside = parseFloat(style.outlineOffset) < 0;
    const ratio = contrast(rgba(style.outlineColor), ground(shown, !inside));
    if (ratio < 3) return `ring ${ratio.toFixed(2)}: ${name(one)}`;
    // Where a frame around it hides what hangs over, at most one side of the ring may be hidden.
    const box = shown.getBoundingClientRect();
    const reach = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
    for (let at = shown.parentElement; at && at !== document.body; at = at.parentElement) {
      const frame = getComputedStyle(at);
      if (frame.overflowX === "visible" && frame.overflowY === "visible") continue;
      const held = at.getBoundingClientRect();
      const hidden = [box.left - reach < held.left - 1, box.right + reach > held.right + 1, box.top - reach < held.top - 1, box.bottom + reach > held.bottom + 1];
      if ((hidden[0] && hidden[1]) || (hidden[2] && hidden[3])) return `ring cut off: ${name(one)}`;
    }
    return "";
  }
  /** WCAG 2.4.11: what has the focus is in sight, and nothing lies over it. */
  function covered(one) {
    const shown = stand(one);
    const boxes = [...shown.getClientRects()].filter((box) => box.width && box.height);
    const box = boxes[0];
    if (!box) return `nowhere: ${name(one)}`;
    const fits = box.height < innerHeight * 0.6 && box.width <= innerWidth;
    // Of what is higher than the window only what is in it can be seen.
    const [top, left] = fits ? [box.top, box.left] : [Math.max(box.top, 0), Math.max(box.left, 0)];
    const [high, wide] = fits ? [box.height, box.width] : [Math.min(box.bottom, innerHeight) - top, Math.min(box.right, innerWidth) - left];
    // What is rounded like a pill has no corners.
    const round = parseFloat(getComputedStyle(shown).borderTopLeftRadius) > high / 4;
    const places = [0.5, 0.08, 0.92].flatMap((x) => [0.5, 0.08, 0.92].map((y) => [x, y])).filter(([x, y]) => !round || x === 0.5 || y === 0.5);
    const points = places.map(([x, y]) => [left + wide * x, top + high * y]);
    const clear = points.filter(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      // Between the lines of a drawing lies the drawing.
      return hit && (hit === shown.ownerSVGElement || shown === hit || shown.contains(hit) || (hit.labels === undefined && hit.closest("label") && hit.closest("label").control === one));
    });
    if (fits ? clear.length === points.length : clear.length) return "";
    const [x, y] = points.find((point) => !clear.includes(point));
    const hit = document.elementFromPoint(x, y);
    return `covered (${clear.length}/${points.length}) by ${hit ? name(hit) : "the edge of the window"}: ${name(one)}`;
  }

  let walked = [];
  function note() {
    const one = document.activeElement;
    if (!one || one === document.body) walked.push(null);
    else walked.push({ one, faults: [ring(one), covered(one)].filter(Boolean) });
  }
  const onTab = (event) => { if (event.key === "Tab") note(); };

  return {
    faint, sideways, cutOff,
    misordered: () => [...document.querySelectorAll("[tabindex]")].filter((one) => one.tabIndex > 0).map((one) => `tabindex above 0: ${name(one)}`),
    /** Before Tab is pressed: how often it is to be pressed. */
    start() {
      walked = [];
      addEventListener("keydown", onTab, true);
      const first = reachable()[0];
      if (first) first.focus();
      // A field of a day has a stop for its day, month and year, and one for its calendar.
      return reachable().reduce((sum, one) => sum + (one.type === "date" ? 4 : 1), 0);
    },
    /** After it: what was not reached, out of order, unseen or covered. */
    end() {
      note();
      removeEventListener("keydown", onTab, true);
      const wanted = reachable();
      const been = walked.filter(Boolean);
      const faults = been.flatMap((step) => step.faults);
      const places = been.map((step) => wanted.indexOf(step.one)).filter((at) => at >= 0);
      const missed = wanted.filter((one) => !been.some((step) => step.one === one));
      faults.push(...missed.slice(0, 5).map((one) => `not reached by Tab: ${name(one)}`));
      const back = places.findIndex((at, step) => step && at < places[step - 1] && at !== 0);
      if (back > 0) faults.push(`out of order: ${name(wanted[places[back]])} after ${name(wanted[places[back - 1]])}`);
      return [...new Set(faults)];
    },
    /** The same without keys, for another width: each control gets the focus. */
    eachFocused() {
      const faults = [];
      for (const one of reachable()) {
        if (document.activeElement === one) one.blur();
        one.focus();
        if (document.activeElement === one) faults.push(ring(one), covered(one));
      }
      return [...new Set(faults.filter(Boolean))];
    },
  };
})();
