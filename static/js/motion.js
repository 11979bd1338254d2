// Rows glide to their new place, and what changed keeps a mark for some seconds. Transforms only, and only rows in sight.

import { rowsOf } from "./rows.js";

const GLIDE = 600; // ms
const MARKED = 5000; // ms
const FADING = 1000; // ms
const EASE = "cubic-bezier(0.2, 0.7, 0.1, 1)";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {WeakMap<Element, Animation>} */
const gliding = new WeakMap();
/** @type {WeakMap<Element, number>} */
const timers = new WeakMap();

/**
 * Run a change of the table and let every row in sight that moved glide from where it was.
 * @param {HTMLTableElement} table
 * @param {() => void} reorder puts the rows in their new order
 * @param {(seen: HTMLElement[]) => HTMLElement[]} fill fills in what has changed, first what is seen; returns the rows with new totals
 */
export function glide(table, reorder, fill) {
  const seen = inSight(table);
  keepOpen(seen);
  const { inOrder } = rowsOf(table);
  const before = calm.matches || document.hidden ? null : new Map(seen.map((row) => [row, row.getBoundingClientRect().top]));
  reorder();
  const now = inItsPlace(table, seen, inOrder);
  const changed = fill(now);
  // Most changes of a long board happen out of sight: then nothing is measured, and nothing moves.
  if (before && (now.length !== seen.length || now.some((row, index) => row !== seen[index]))) animate(now, before);
  for (const row of changed) mark(row);
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
 * The rows that a viewer can see, found with a few measurements and not one for each of a thousand rows.
 * @param {HTMLTableElement} table
 * @returns {HTMLElement[]}
 */
export function inSight(table) {
  if (isPaged(table)) return /** @type {HTMLElement[]} */ ([...table.getElementsByClassName("on-page")]);
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
 * @param {HTMLElement[]} rows that are in sight now
 * @param {Map<HTMLElement, number>} before where each row was
 */
function animate(rows, before) {
  for (const row of before.keys()) gliding.get(row)?.cancel();
  // All reading first, then all writing: the page is laid out once.
  const moves = rows.map((row) => {
    const { top } = row.getBoundingClientRect();
    return { row, by: (before.get(row) ?? edge(row)) - top };
  });
  for (const { row, by } of moves) {
    if (Math.abs(by) <= 1) continue;
    const frames = [{ transform: `translateY(${by}px)` }, { transform: "none" }];
    gliding.set(row, row.animate(frames, { duration: GLIDE, easing: EASE }));
  }
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
 * @param {HTMLElement} row
 */
const edge = (row) => (row.querySelector(".move .down") ? 0 : innerHeight);

/** @param {HTMLElement} row */
function mark(row) {
  clearTimeout(timers.get(row));
  row.classList.add("is-changed");
  row.classList.remove("is-fading");
  const fade = () => {
    row.classList.add("is-fading");
    timers.set(row, setTimeout(() => row.classList.remove("is-changed", "is-fading"), FADING));
  };
  timers.set(row, setTimeout(fade, MARKED));
}
