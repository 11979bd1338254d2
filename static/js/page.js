// The board in the page: puts the server's HTML in its place. It renders nothing itself.

import { glide } from "./motion.js";

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
  const rows = document.getElementById("board-rows");
  const freshRows = /** @type {HTMLElement[]} */ ([...fresh.querySelectorAll("#board-rows > tr")]);
  if (!rows || !fresh.querySelector("#board-rows")) {
    board().replaceWith(fresh);
  } else {
    const order = freshRows.map((row) => row.dataset.team ?? "");
    for (const id of ["board-status", "board-columns"]) replacePart(id, fresh.querySelector(`#${id}`));
    glide(rows, () => place(rows, freshRows, order));
    board().dataset.cursor = fresh.dataset.cursor;
  }
  announce();
}

/**
 * Show what has changed.
 * @param {{cursor: string, html: string, removed: string[], order?: string[], parts?: Record<string, string>}} patch
 */
export function showPatch(patch) {
  const rows = /** @type {HTMLElement} */ (document.getElementById("board-rows"));
  const fresh = /** @type {HTMLElement[]} */ ([...parsed(patch.html).children]);
  const removed = new Set(patch.removed);
  const now = Array.from(rows.children, (row) => /** @type {HTMLElement} */ (row).dataset.team ?? "");
  for (const [id, html] of Object.entries(patch.parts ?? {})) replacePart(id, parsed(html).firstElementChild);
  glide(rows, () => place(rows, fresh, patch.order ?? now.filter((team) => !removed.has(team))));
  board().dataset.cursor = patch.cursor;
  announce();
}

/**
 * Put fresh rows in, all rows in this order, and what is not in it out.
 * @param {HTMLElement} body
 * @param {HTMLElement[]} fresh
 * @param {string[]} order team codes
 * @returns {HTMLElement[]} the rows whose contents changed
 */
function place(body, fresh, order) {
  const rows = new Map(Array.from(body.children, (row) => [/** @type {HTMLElement} */ (row).dataset.team, row]));
  const changed = [];
  for (const row of fresh) {
    const old = rows.get(row.dataset.team);
    if (old && comparable(old) === comparable(row)) continue;
    if (old && totalOf(old) !== totalOf(row)) changed.push(row);
    rows.set(row.dataset.team, row);
  }
  // One call: rows that already stand where they belong would lose focus and animations if put in one by one.
  const wanted = order.map((team) => rows.get(team)).filter((row) => row !== undefined);
  if (wanted.length !== body.children.length || wanted.some((row, index) => row !== body.children[index])) {
    body.replaceChildren(...wanted);
  }
  return changed;
}

/** @param {Element} row */
const comparable = (row) => row.innerHTML + (row.getAttribute("data-rank") ?? "") + (row.getAttribute("data-status") ?? "");

/** @param {Element} row */
const totalOf = (row) => row.querySelector(".total")?.textContent;

/**
 * @param {string} id
 * @param {Element | null} fresh
 */
function replacePart(id, fresh) {
  const old = document.getElementById(id);
  if (old && fresh && old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh);
}

function announce() {
  document.dispatchEvent(new CustomEvent("board:shown"));
}
