// The rows of the table: their order, and what stands in them. A row keeps its element; only cells that differ are replaced.

import { countUp, finish } from "./figures.js";

const AT_ONCE = 12; // changed rows that are filled in without asking which are in sight
const SLICE = 4; // ms of work between two breaths
const MOST = 50; // rows in one part of a long table; the server begins with half of them

/** @type {{run: () => boolean, done: () => void} | null} rows out of sight that are still to be filled in */
let left = null;

/** @typedef {{byTeam: Map<string, HTMLElement>, inOrder: HTMLElement[]}} Rows */
/** @type {WeakMap<Element, Rows>} remembered, because to ask the page for a thousand rows takes longer than to move one */
const tables = new WeakMap();

/** The board's table; a long one has its rows in several parts (tbody), which the browser may skip as a whole. */
export const boardTable = () => /** @type {HTMLTableElement | null} */ (document.querySelector("#board > table"));

/**
 * @param {HTMLElement} table
 * @returns {Rows}
 */
export function rowsOf(table) {
  let rows = tables.get(table);
  if (!rows) {
    const inOrder = /** @type {HTMLElement[]} */ ([...table.querySelectorAll("tbody > tr")]);
    rows = { byTeam: new Map(inOrder.map((row) => [row.getAttribute("data-team") ?? "", row])), inOrder };
    tables.set(table, rows);
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
 * @param {HTMLTableElement} table
 * @param {Map<string, Element | string>} fresh
 * @param {string[]} teams
 */
export function order(table, fresh, teams) {
  const rows = rowsOf(table);
  const wanted = new Set(teams);
  const gone = new Set([...rows.byTeam].filter(([team]) => !wanted.has(team)).map(([team, row]) => drop(team, row, rows)));
  const stay = gone.size ? rows.inOrder.filter((row) => !gone.has(row)) : rows.inOrder;
  const moved = new Set();
  rows.inOrder = [];
  let at = 0;
  for (const team of teams) {
    const row = rows.byTeam.get(team) ?? made(team, fresh, rows);
    if (!row) continue;
    rows.inOrder.push(row);
    while (moved.has(stay[at])) at += 1;
    // When the next one is the right one, the row between has left its place: it comes in where it belongs.
    if (row !== stay[at] && row === stay[at + 1]) at += 1;
    if (row === stay[at]) at += 1;
    else {
      moved.add(row);
      put(table, row, stay[at]);
    }
  }
}

/** @param {string} team @param {HTMLElement} row @param {Rows} rows */
function drop(team, row, rows) {
  const part = row.parentElement;
  row.remove();
  rows.byTeam.delete(team);
  tidy(part);
  return row;
}

/**
 * @param {string} team
 * @param {Map<string, Element | string>} fresh
 * @param {Rows} rows
 */
function made(team, fresh, rows) {
  const piece = fresh.get(team);
  if (!piece) return null;
  const row = element(piece);
  rows.byTeam.set(team, row);
  fresh.delete(team);
  return row;
}

/**
 * @param {HTMLTableElement} table
 * @param {HTMLElement} row
 * @param {HTMLElement | undefined} place the row that is to follow it; none at the end
 */
function put(table, row, place) {
  const from = row.parentElement;
  const part = place?.parentElement ?? table.tBodies[table.tBodies.length - 1];
  part.insertBefore(row, place ?? null);
  if (part.className && part.children.length > MOST) {
    const rest = /** @type {HTMLElement} */ (part.cloneNode(false));
    rest.removeAttribute("id");
    rest.append(...[...part.children].slice(MOST / 2));
    part.after(rest);
  }
  if (from !== part) tidy(from);
}

/** A part that has lost all its rows goes; the first one stays, so that there is one. @param {Element | null} part */
function tidy(part) {
  if (part && !part.id && !part.firstElementChild) part.remove();
}

/**
 * Fill changed rows in: those in sight now, all others in slices while nothing else is to do.
 * @param {HTMLTableElement} table
 * @param {Map<string, Element | string>} fresh
 * @param {HTMLElement[]} seen rows in sight
 * @param {() => void} done is called when rows out of sight have been filled in later
 * @returns {HTMLElement[]} the rows, filled in now, whose total is a new one
 */
export function update(table, fresh, seen, done) {
  const { byTeam } = rowsOf(table);
  const urgent = fresh.size > AT_ONCE ? new Set(seen.map((row) => row.getAttribute("data-team") ?? "")) : null;
  const changed = [];
  const later = [];
  for (const [team, piece] of fresh) {
    const row = byTeam.get(team);
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
