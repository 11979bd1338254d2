// Rows glide to their new place, and what changed keeps a mark for some seconds. Transforms only.

const GLIDE = 600; // ms
const MARKED = 5000; // ms
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Run a change of the table and let every row that moved glide from where it was.
 * @param {HTMLElement} body the tbody
 * @param {() => Iterable<HTMLElement>} change makes the change; returns the rows whose contents changed
 */
export function glide(body, change) {
  const tops = calm.matches ? new Map() : topsOf(body);
  const changed = [...change()];
  if (!calm.matches && !document.hidden) animate(body, tops);
  for (const row of changed) mark(row);
}

/** @param {HTMLElement} body */
function topsOf(body) {
  return new Map(Array.from(body.children, (row) => [row.id, row.getBoundingClientRect().top]));
}

/**
 * @param {HTMLElement} body
 * @param {Map<string, number>} tops where each row was
 */
function animate(body, tops) {
  // All reading first, then all writing: the page is laid out once.
  const moves = Array.from(body.children, (row) => {
    const before = tops.get(row.id);
    return { row, by: before === undefined ? 0 : before - row.getBoundingClientRect().top };
  }).filter(({ by }) => Math.abs(by) > 1);
  for (const { row, by } of moves) {
    row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], {
      duration: GLIDE,
      easing: "cubic-bezier(0.2, 0.7, 0.1, 1)",
    });
  }
}

/** @param {HTMLElement} row */
function mark(row) {
  row.classList.add("is-changed");
  setTimeout(() => row.classList.remove("is-changed"), MARKED);
}
