// The rows of the table: their order, and what stands in them. A row keeps its element; only cells that differ are replaced.

import { countUp, finish } from "./figures.js";

const AT_ONCE = 12; // changed rows that are filled in without asking which are in sight
const SLICE = 4; // ms of work between two breaths

/** @type {{run: () => boolean, done: () => void} | null} rows out of sight that are still to be filled in */
let left = null;

/** @type {WeakMap<Element, Map<string, HTMLElement>>} the rows of a table by team */
const tables = new WeakMap();

/** @param {HTMLElement} body */
function rowsOf(body) {
  let rows = tables.get(body);
  if (!rows || rows.size !== body.children.length) {
    rows = new Map(Array.from(body.children, (row) => [row.getAttribute("data-team") ?? "", /** @type {HTMLElement} */ (row)]));
    tables.set(body, rows);
  }
  return rows;
}

/** @param {Element | string} piece */
function element(piece) {
  if (typeof piece !== "string") return /** @type {HTMLElement} */ (piece);
  const template = document.createElement("template");
  template.innerHTML = piece;
  return /** @type {HTMLElement} */ (template.content.firstElementChild);
}

/**
 * Put the rows in this order, new ones in, and those that are not in it out; what stays where it is is not touched.
 * @param {HTMLElement} body
 * @param {Map<string, Element | string>} fresh
 * @param {string[]} teams
 */
export function order(body, fresh, teams) {
  const known = rowsOf(body);
  const wanted = new Set(teams);
  for (const [team, row] of known) {
    if (wanted.has(team)) continue;
    row.remove();
    known.delete(team);
  }
  /** @type {Element | null} */
  let place = body.firstElementChild;
  for (const team of teams) {
    let row = known.get(team);
    if (!row) {
      const piece = fresh.get(team);
      if (!piece) continue;
      row = element(piece);
      known.set(team, row);
      fresh.delete(team);
    }
    // When the next one is the right one, the row between has left its place: it comes in where it belongs.
    if (place && row !== place && row === place.nextElementSibling) place = row;
    if (row === place) place = place.nextElementSibling;
    else body.insertBefore(row, place);
  }
}

/**
 * Fill changed rows in: those in sight now, all others in slices while nothing else is to do.
 * @param {HTMLElement} body
 * @param {Map<string, Element | string>} fresh
 * @param {HTMLElement[]} seen rows in sight
 * @param {() => void} done is called when rows out of sight have been filled in later
 * @returns {HTMLElement[]} the rows, filled in now, whose total is a new one
 */
export function update(body, fresh, seen, done) {
  const rows = rowsOf(body);
  const urgent = fresh.size > AT_ONCE ? new Set(seen.map((row) => row.getAttribute("data-team") ?? "")) : null;
  const changed = [];
  const later = [];
  for (const [team, piece] of fresh) {
    const row = rows.get(team);
    if (!row) continue;
    if (urgent && !urgent.has(team)) later.push(() => fill(row, element(piece)));
    else if (fill(row, element(piece))) changed.push(row);
  }
  if (later.length) spread(later, done);
  return changed;
}

/** Fill in at once what an earlier board has left. */
export function settle() {
  while (left?.run());
  left?.done();
  left = null;
}

/**
 * @param {(() => unknown)[]} jobs
 * @param {() => void} done
 */
function spread(jobs, done) {
  const mine = { run: () => (jobs.pop()?.(), jobs.length > 0), done: () => {} };
  left = mine;
  const slice = () => {
    const until = performance.now() + SLICE;
    while (left === mine && performance.now() < until && mine.run());
    if (left !== mine) return;
    if (jobs.length) wait(slice);
    else {
      left = null;
      done();
    }
  };
  wait(slice);
}

/** @param {() => void} slice */
const wait = (slice) => ("requestIdleCallback" in window ? requestIdleCallback(slice, { timeout: 200 }) : setTimeout(slice, 20));

/**
 * Make a row say what a fresh one says.
 * @param {HTMLElement} row
 * @param {HTMLElement} fresh
 * @returns {boolean} whether its total is a new one
 */
function fill(row, fresh) {
  for (const { name } of [...row.attributes]) if (name !== "class" && !fresh.hasAttribute(name)) row.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "class" && row.getAttribute(name) !== value) row.setAttribute(name, value);
  const total = row.querySelector(".total");
  const before = total ? finish(total) : "";
  if (row.children.length !== fresh.children.length) row.replaceChildren(...fresh.childNodes);
  else Array.from(row.children, (cell, index) => [cell, fresh.children[index]]).forEach(([cell, other]) => same(cell, other) || cell.replaceWith(other));
  const now = row.querySelector(".total");
  if (!now || before === now.textContent) return false;
  countUp(now, before);
  return true;
}

/**
 * A star that was pressed is the same star.
 * @param {Element} cell
 * @param {Element} other
 */
function same(cell, other) {
  if (cell.className !== "follow") return cell.isEqualNode(other);
  return cell.firstElementChild?.getAttribute("aria-label") === other.firstElementChild?.getAttribute("aria-label");
}
