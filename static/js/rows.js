// The rows of the table: their order, and what stands in them. A row keeps its element; only cells that differ are replaced.
// What a board says of a row waits (`told`) until the row is filled in; what a newer board says of it takes its place.

import { countUp, finish } from "./figures.js";

const AT_ONCE = 12; // changed rows that are filled in without asking which are in sight
const SLICE = 2; // ms of work between two breaths
const LATEST = 500; // ms after which rows in sight are filled in whether there was a frame or not
const MOST = 50; // rows in one part of a long table; the server begins with half of them

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @typedef {Map<string, Element | string>} Pieces rows as the server has made them, by team */
/**
 * `teams` are those of `inOrder`; of those in `told`, `next` are filled in after the coming frame and all others bit by bit.
 * @typedef {{byTeam: Map<string, HTMLElement>, inOrder: HTMLElement[], teams: string[], told: Pieces, next: Set<string> | null, spreading: boolean}} Rows
 */
/** @type {WeakMap<Element, Rows>} remembered, because to ask the page for a thousand rows takes longer than to move one */
const tables = new WeakMap();

/** @param {Element} row */
export const teamOf = (row) => row.getAttribute("data-team") ?? "";

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
    const teams = inOrder.map(teamOf);
    const byTeam = new Map(inOrder.map((row, index) => [teams[index], row]));
    rows = { byTeam, inOrder, teams, told: new Map(), next: null, spreading: false };
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
 * @param {string[]} teams
 */
export function order(table, teams) {
  const rows = rowsOf(table);
  // Most changes of a long board concern a few rows: those before and after them are not even looked at.
  const { head, tail } = inCommon(rows.teams, teams);
  const [start, end] = [rows.inOrder.slice(0, head), rows.inOrder.slice(rows.inOrder.length - tail)];
  const between = teams.slice(head, teams.length - tail);
  const wanted = new Set(between);
  const stay = rows.inOrder.slice(head, rows.inOrder.length - tail).filter((row, index) => {
    const team = rows.teams[head + index];
    return wanted.has(team) || drop(team, row, rows);
  });
  const moved = new Set();
  const placed = [];
  const known = [];
  let at = 0;
  for (const team of between) {
    const row = rows.byTeam.get(team) ?? made(team, rows);
    if (!row) continue;
    placed.push(row);
    known.push(team);
    while (moved.has(stay[at])) at += 1;
    // When the next one is the right one, the row between has left its place: it comes in where it belongs.
    if (row !== stay[at] && row === stay[at + 1]) at += 1;
    if (row === stay[at]) at += 1;
    else {
      moved.add(row);
      put(table, row, stay[at] ?? end[0]);
    }
  }
  rows.teams = [...teams.slice(0, head), ...known, ...teams.slice(teams.length - tail)];
  rows.inOrder = [...start, ...placed, ...end];
}

/**
 * How many stand in both orders at the beginning, and at the end.
 * @param {string[]} one
 * @param {string[]} other
 */
function inCommon(one, other) {
  const most = Math.min(one.length, other.length);
  let [head, tail] = [0, 0];
  while (head < most && one[head] === other[head]) head += 1;
  while (tail < most - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/** @param {string} team @param {HTMLElement} row @param {Rows} rows */
function drop(team, row, rows) {
  const part = row.parentElement;
  row.remove();
  rows.byTeam.delete(team);
  rows.told.delete(team);
  tidy(part);
  return false;
}

/** @param {string} team @param {Rows} rows */
function made(team, rows) {
  const piece = rows.told.get(team);
  if (!piece) return null;
  const row = element(piece);
  rows.byTeam.set(team, row);
  rows.told.delete(team);
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
    rest.className = "board-part";
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
 * Fill in what was told: rows in sight as soon as the frame is done that shows them in their places, so that no frame has
 * both to do; all others in slices while nothing else is to do.
 * @param {HTMLTableElement} table
 * @param {HTMLElement[]} seen rows in sight
 * @param {(changed: HTMLElement[]) => void} done is told of rows in sight with a new total, and, later, that the others are filled in
 */
export function fillIn(table, seen, done) {
  const rows = rowsOf(table);
  const near = rows.told.size > AT_ONCE ? seen.map(teamOf) : rows.told.keys();
  rows.next = new Set([...(rows.next ?? []), ...near]);
  afterFrame(() => {
    if (!rows.next) return;
    const changed = [...rows.next].filter((team) => fillOne(rows, team));
    rows.next = null;
    done(changed.map((team) => /** @type {HTMLElement} */ (rows.byTeam.get(team))));
    if (rows.told.size && !rows.spreading) spread(rows, done);
  });
}

/**
 * @param {Rows} rows
 * @param {(changed: HTMLElement[]) => void} done
 */
function spread(rows, done) {
  const slice = () => {
    const until = performance.now() + SLICE;
    for (const team of rows.told.keys()) {
      if (performance.now() >= until) return wait(slice);
      if (!rows.next?.has(team)) fillOne(rows, team);
    }
    rows.spreading = false;
    done([]);
  };
  rows.spreading = true;
  wait(slice);
}

/**
 * @param {Rows} rows
 * @param {string} team
 * @returns {boolean} whether the row has a new total
 */
function fillOne(rows, team) {
  const row = rows.byTeam.get(team);
  const piece = rows.told.get(team);
  rows.told.delete(team);
  return Boolean(row && piece && fill(row, element(piece)));
}

/**
 * A page that nobody looks at gets no frames, and where nothing glides there is nothing to wait for.
 * @param {() => void} run
 */
export function afterFrame(run) {
  if (document.hidden || calm.matches) return run();
  requestAnimationFrame(() => setTimeout(run));
  setTimeout(run, LATEST);
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
  const total = /** @type {HTMLElement | null} */ (row.querySelector(".total"));
  const before = total ? finish(total) : "";
  const exact = total?.dataset.exact;
  if (row.children.length !== fresh.children.length) row.replaceChildren(...fresh.childNodes);
  else Array.from(row.children, (cell, index) => [cell, fresh.children[index]]).forEach(([cell, other]) => same(cell, other) || cell.replaceWith(other));
  const now = /** @type {HTMLElement | null} */ (row.querySelector(".total"));
  if (!now || before === now.textContent) return false;
  // More or fewer decimals of the same total, because of a neighbour's: nothing has happened to this team.
  if (exact && exact === now.dataset.exact) return false;
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
