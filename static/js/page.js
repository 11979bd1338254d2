// The board in the page: puts the server's HTML in its place. It renders nothing itself.

import { glide, mark } from "./motion.js";
import { afterFrame, boardTable, fillIn, order, rowsOf, teamOf } from "./rows.js";

const MANY = 100; // rows: a board that says more is taken in in one frame and put in order in the next

/** @typedef {(teams: string[], told: import("./rows.js").Pieces) => string[]} Arrange */

/** @type {Arrange | null} how a view puts the teams that the event has in its own order */
let arrange = null;
/** @type {string[] | null} the event's own order, once it may not be that of the rows */
let ofEvent = null;
/** @type {(() => void) | null} puts the rows in the order of a long board that has been taken in */
let place = null;

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
    ofEvent = place = null;
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
 * @param {import("./rows.js").Pieces} fresh
 * @param {string[] | null} teams in their order; null where it stays as it is
 */
function change(table, fresh, teams) {
  settle();
  if (teams) ofEvent = teams;
  place = () => {
    place = null;
    const { told } = rowsOf(table);
    for (const [team, piece] of fresh) told.set(team, piece);
    const seen = glide(table, () => reorder(table, teams));
    fillIn(table, seen, (changed) => {
      changed.forEach(mark);
      tell("board:shown", { changed });
    });
  };
  if (fresh.size > MANY) afterFrame(settle);
  else settle();
}

/** Put the rows in their order that wait for it. */
function settle() {
  place?.();
}

/**
 * @param {HTMLTableElement} table
 * @param {string[] | null} teams
 */
function reorder(table, teams) {
  const wanted = arrange ? arrange(inOrder(table), rowsOf(table).told) : teams;
  if (wanted) order(table, wanted);
  // Whoever decides which rows are in sight (js/screen.js) does so before anything is measured or filled in.
  tell("board:placed", { changed: [] });
}

/** The teams in the event's order. @param {HTMLTableElement} table */
const inOrder = (table) => (ofEvent ??= rowsOf(table).teams);

/**
 * From now on the rows stand as this view wants them, with every board that comes; without one as the event has them.
 * @param {Arrange | null} wanted
 */
export function rearrange(wanted) {
  settle();
  const table = boardTable();
  const stays = !wanted && !arrange;
  arrange = wanted;
  if (table) reorder(table, stays ? null : inOrder(table));
  else tell("board:placed", { changed: [] });
}

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
