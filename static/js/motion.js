// Rows glide to their new place, and what changed keeps a mark for some seconds. Transforms only, and only rows in sight.

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
 * @param {HTMLElement} body the tbody
 * @param {() => void} reorder puts the rows in their new order
 * @param {(seen: HTMLElement[]) => HTMLElement[]} fill fills in what has changed, first what is seen; returns the rows with new totals
 */
export function glide(body, reorder, fill) {
  const seen = inSight(body);
  const first = seen.length && Array.prototype.indexOf.call(body.children, seen[0]);
  const before = calm.matches || document.hidden ? null : new Map(seen.map((row) => [row, row.getBoundingClientRect().top]));
  reorder();
  // Most changes of a long board happen out of sight: then nothing is measured, and nothing moves.
  const now = stayed(body, seen, first) ? seen : inSight(body);
  const changed = fill(now);
  if (before && now !== seen) animate(now, before);
  for (const row of changed) mark(row);
}

/**
 * Whether what was in sight is in sight still, row by row.
 * @param {HTMLElement} body
 * @param {HTMLElement[]} seen
 * @param {number} first index of the first of them
 */
function stayed(body, seen, first) {
  const now = body.closest(".is-paged") ? body.getElementsByClassName("on-page") : null;
  if (now && now.length !== seen.length) return false;
  return seen.length > 0 && seen.every((row, index) => row === (now ? now[index] : body.children[first + index]));
}

/**
 * The rows that a viewer can see, found with a few measurements and not one for each of a thousand rows.
 * @param {HTMLElement} body
 * @returns {HTMLElement[]}
 */
export function inSight(body) {
  const paged = body.closest(".is-paged");
  if (paged) return /** @type {HTMLElement[]} */ ([...body.getElementsByClassName("on-page")]);
  const rows = /** @type {HTMLElement[]} */ ([...body.children]);
  const first = firstWhere(rows, (row) => row.getBoundingClientRect().bottom > 0);
  const beyond = firstWhere(rows, (row) => row.getBoundingClientRect().top >= innerHeight);
  return rows.slice(first, beyond);
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
