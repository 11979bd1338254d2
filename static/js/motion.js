// Rows glide to their new place, and what changed keeps a mark for some seconds. Transforms only, and only rows in sight.

import { rowsOf } from "./rows.js";

const GLIDE = 600; // ms
const MARKED = 5000; // ms
const FADING = 1000; // ms
const EASE = "cubic-bezier(0.2, 0.7, 0.1, 1)";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {WeakMap<Element, {by: number, animation: Animation}>} */
const gliding = new WeakMap();
/** @type {WeakMap<Element, number>} */
const timers = new WeakMap();

/**
 * Run a change of the table and let every row in sight that moved glide from where it was.
 * @param {HTMLTableElement} table
 * @param {() => void} reorder puts the rows in their new order
 * @returns {HTMLElement[]} the rows that are in sight now
 */
export function glide(table, reorder) {
  const seen = inSight(table);
  keepOpen(seen);
  const { inOrder } = rowsOf(table);
  const before = calm.matches || document.hidden ? null : new Map(seen.map((row) => [row, row.getBoundingClientRect()]));
  reorder();
  const now = inItsPlace(table, seen, inOrder);
  // Most changes of a long board happen out of sight: then nothing is measured, and nothing moves.
  if (before && (now.length !== seen.length || now.some((row, index) => row !== seen[index]))) animate(table, now, before, inOrder);
  return now;
}

/**
 * The rows that are in sight after a change: those that stand where others stood before. The page is not asked, since it
 * would have to be laid out for that, and once more when the rows are filled in.
 * @param {HTMLTableElement} table
 * @param {HTMLElement[]} seen rows in sight before
 * @param {HTMLElement[]} before all rows before
 */
function inItsPlace(table, seen, before) {
  const { inOrder } = rowsOf(table);
  if (isPaged(table) || !seen.length || inOrder.length !== before.length) return inSight(table);
  const first = before.indexOf(seen[0]);
  return inOrder.slice(first, first + seen.length);
}

/** @param {HTMLTableElement} table */
const isPaged = (table) => table.closest(".is-paged") !== null;

/**
 * The rows of a wall's page (js/screen.js), found without looking at those of all other pages.
 * @param {HTMLTableElement} table
 */
const onPage = (table) =>
  [...table.tBodies]
    .filter((part) => part.classList.contains("has-page"))
    .flatMap((part) => /** @type {HTMLElement[]} */ ([...part.children]).filter((row) => row.classList.contains("on-page")));

/**
 * The rows that a viewer can see, found with a few measurements and not one for each of a thousand rows.
 * @param {HTMLTableElement} table
 * @returns {HTMLElement[]}
 */
export function inSight(table) {
  if (isPaged(table)) return onPage(table);
  // First the parts: to measure a row in a part that the browser skips would make it lay that part out.
  return between([...table.tBodies]).flatMap((part) => between(/** @type {HTMLElement[]} */ ([...part.children])));
}

/**
 * Those that reach into what is in sight.
 * @param {HTMLElement[]} elements from top to bottom
 */
function between(elements) {
  const first = firstWhere(elements, (each) => each.getBoundingClientRect().bottom > 0);
  const beyond = firstWhere(elements, (each) => each.getBoundingClientRect().top >= innerHeight);
  return elements.slice(first, beyond);
}

/**
 * @param {HTMLElement[]} rows from top to bottom
 * @param {(row: HTMLElement) => boolean} holds false for the first rows, true for all after them
 */
function firstWhere(rows, holds) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    // A row that a search hides measures nothing: its neighbour answers for it.
    let at = middle;
    while (at < high && !rows[at].offsetParent) at += 1;
    if (at === high || holds(rows[at])) high = middle;
    else low = at + 1;
  }
  return low;
}

/**
 * @param {HTMLTableElement} table
 * @param {HTMLElement[]} rows that are in sight now
 * @param {Map<HTMLElement, DOMRect>} before where each row was
 * @param {HTMLElement[]} inOrder all rows before
 */
function animate(table, rows, before, inOrder) {
  const tops = placesOf(table, rows, before);
  for (const row of before.keys()) gliding.get(row)?.animation.cancel();
  rows.forEach((row, index) => {
    const by = (before.get(row)?.top ?? edge(table, row, inOrder)) - tops[index];
    if (Math.abs(by) <= 1) return;
    const frames = [{ transform: `translateY(${by}px)` }, { transform: "none" }];
    gliding.set(row, { by, animation: row.animate(frames, { duration: GLIDE, easing: EASE }) });
  });
}

/**
 * Where rows stand now: below each other, from where the first one stood. The page is not asked, since it would have to be
 * laid out for that and again when they glide; a pixel that is missing is missing at the start of the way, not at its end.
 * @param {HTMLTableElement} table
 * @param {HTMLElement[]} rows
 * @param {Map<HTMLElement, DOMRect>} before
 */
function placesOf(table, rows, before) {
  const [first] = before.keys();
  const { top = 0, height = 0 } = before.get(first) ?? {};
  const known = rows.length === before.size && rows.every((row) => before.get(row)?.height !== 0);
  // Rows that a search or a view hides take no place, and which ones it hides may have changed.
  if (!known || table.classList.contains("is-sifted")) return rows.map((row) => row.getBoundingClientRect().top - shift(row));
  let next = top - shift(first);
  return rows.map((row) => {
    const place = next;
    next += before.get(row)?.height ?? height;
    return place;
  });
}

/** How far from its place a gliding row still is. @param {Element} row */
function shift(row) {
  const glide = gliding.get(row);
  const progress = glide?.animation.effect?.getComputedTiming().progress;
  return glide && typeof progress === "number" ? glide.by * (1 - progress) : 0;
}

/** @type {Set<Element>} the parts of a long table that are in sight */
let open = new Set();

/**
 * A part that the browser may skip cuts off what reaches over its edge, and a row may glide from one part into another.
 * @param {HTMLElement[]} seen
 */
function keepOpen(seen) {
  const now = new Set(seen.map((row) => /** @type {Element} */ (row.parentElement)));
  for (const part of open) if (!now.has(part)) part.classList.remove("is-open");
  for (const part of now) part.classList.add("is-open");
  open = now;
}

/**
 * A row that could not be seen before comes in from below when it has risen, from above when it has fallen.
 * @param {HTMLTableElement} table
 * @param {HTMLElement} row
 * @param {HTMLElement[]} inOrder all rows before
 */
function edge(table, row, inOrder) {
  const was = inOrder.indexOf(row);
  return was >= 0 && was < rowsOf(table).inOrder.indexOf(row) ? 0 : innerHeight;
}

/** @param {HTMLElement} row */
export function mark(row) {
  clearTimeout(timers.get(row));
  row.classList.add("is-changed");
  row.classList.remove("is-fading");
  const fade = () => {
    row.classList.add("is-fading");
    timers.set(row, setTimeout(() => row.classList.remove("is-changed", "is-fading"), FADING));
  };
  timers.set(row, setTimeout(fade, MARKED));
}
