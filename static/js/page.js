// The board in the page: puts the server's HTML in its place. It renders nothing itself.

import { glide, mark } from "./motion.js";
import { boardTable, order, rowsOf, settle, update } from "./rows.js";

/** @typedef {(teams: string[], fresh: Map<string, Element | string>) => string[]} Arrange */

/** @type {Arrange | null} how a view puts the teams that the event has in its own order */
let arrange = null;
/** @type {string[] | null} the event's own order, once it may not be that of the rows */
let ofEvent = null;

/** @returns {HTMLElement} */
const board = () => /** @type {HTMLElement} */ (document.getElementById("board"));

/** @returns {string | null} the cursor of what is shown */
export const shownCursor = () => board().dataset.cursor || null;

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/**
 * Show a whole board. Rows that stay keep their element and glide.
 * @param {string} html the board partial
 */
export function showFull(html) {
  const fresh = parsed(html).getElementById("board");
  if (!fresh) return;
  const table = boardTable();
  const freshTable = fresh.querySelector("table");
  // A board that has become a long one comes in parts, and takes the place of the one that had none.
  if (!table || !freshTable || (table.tBodies.length === 1 && freshTable.tBodies.length > 1)) {
    board().replaceWith(fresh);
    ofEvent = null;
    rearrange(arrange);
    tell("board:shown", { changed: [] });
    return;
  }
  const freshRows = new Map(Array.from(freshTable.querySelectorAll("tbody > tr"), (row) => [teamOf(row), row]));
  for (const id of ["board-status", "board-columns"]) replacePart(id, fresh.querySelector(`#${id}`));
  change(table, freshRows, [...freshRows.keys()]);
  board().dataset.cursor = fresh.dataset.cursor;
}

/**
 * Show what has changed.
 * @param {{cursor: string, html: string, removed: string[], order?: string[], parts?: Record<string, string>}} patch
 */
export function showPatch(patch) {
  const table = /** @type {HTMLTableElement} */ (boardTable());
  // Cut apart and not parsed: of a thousand rows only those in sight are needed at once. Texts cannot hold a "<".
  const pieces = patch.html.split("</tr>").slice(0, -1);
  const fresh = new Map(pieces.map((piece) => [/ data-team="([^"]*)"/.exec(piece)?.[1] ?? "", `${piece}</tr>`]));
  const removed = new Set(patch.removed);
  for (const [id, html] of Object.entries(patch.parts ?? {})) replacePart(id, parsed(html).firstElementChild);
  const same = !patch.order && !removed.size;
  change(table, fresh, same ? null : (patch.order ?? inOrder(table).filter((team) => !removed.has(team))));
  board().dataset.cursor = patch.cursor;
}

/**
 * @param {HTMLTableElement} table
 * @param {Map<string, Element | string>} fresh
 * @param {string[] | null} teams in their order; null where it stays as it is
 */
function change(table, fresh, teams) {
  if (teams) ofEvent = teams;
  const reorder = () => {
    settle();
    const wanted = arrange ? arrange(inOrder(table), fresh) : teams;
    if (wanted) order(table, fresh, wanted);
    // Whoever decides which rows are in sight (js/screen.js) does so before anything is measured or filled in.
    tell("board:placed", { changed: [] });
  };
  const seen = glide(table, reorder);
  update(table, fresh, seen, (changed) => {
    changed.forEach(mark);
    tell("board:shown", { changed });
  });
}

/** The teams in the event's order. @param {HTMLTableElement} table */
const inOrder = (table) => (ofEvent ??= rowsOf(table).teams);

/**
 * From now on the rows stand as this view wants them, with every board that comes; without one as the event has them.
 * @param {Arrange | null} wanted
 */
export function rearrange(wanted) {
  const table = boardTable();
  if (table && (wanted || arrange)) {
    settle();
    const teams = inOrder(table);
    order(table, new Map(), wanted ? wanted(teams, new Map()) : teams);
  }
  arrange = wanted;
  tell("board:placed", { changed: [] });
}

/** @param {Element} row */
const teamOf = (row) => row.getAttribute("data-team") ?? "";

/**
 * @param {string} id
 * @param {Element | null} fresh
 */
function replacePart(id, fresh) {
  const old = document.getElementById(id);
  if (old && fresh && !old.isEqualNode(fresh)) old.replaceWith(fresh);
}

/**
 * What the page has heard or shown, for whoever on it follows.
 * @param {string} name
 * @param {any} detail
 */
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
