// The views of a part of the board: which of its rows and columns stay, and in which order. The rows are the server's, none is made here.

import { boardTable, rowsOf } from "../rows.js";

const columns = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, columns];
let styled = "";

/** @type {Record<string, (row: HTMLElement, subject: string) => boolean>} */
const STAYS = {
  division: (row, subject) => row.dataset.division === subject,
  team: (row, subject) => row.dataset.team === subject,
};

/** Leave out what the screen's view leaves out. A subject that is not on the board leaves out nothing. */
export function filterBoard() {
  const { view = "", subject = "", filtered } = document.body.dataset;
  const style = view === "round" && subject ? oneRound(subject) : "";
  // Even the same style, set again, makes the browser look at the whole page.
  if (style !== styled) columns.replaceSync(style);
  styled = style;
  // A thousand rows are not looked at for nothing.
  if (!STAYS[view] && !filtered) return;
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#board tbody > tr")]);
  const stays = STAYS[view] ?? (() => true);
  if (view === "team") document.body.dataset.named = lengthOf(rows.find((row) => stays(row, subject))?.querySelector(".team a"));
  const known = rows.some((row) => stays(row, subject));
  for (const row of rows) row.classList.toggle("off-view", known && !stays(row, subject));
  if (known && STAYS[view]) document.body.dataset.filtered = view;
  else delete document.body.dataset.filtered;
}

/**
 * How one round's view orders the teams: by their places in it, which stand in the cells; those without one at the end.
 * @param {string} code
 * @returns {import("../page.js").Arrange}
 */
export function byRound(code) {
  const cell = `.round[data-round="${CSS.escape(code)}"]`;
  const said = new RegExp(` data-round="${code}" data-place="=?(\\d*)"`);
  return (teams, told) => {
    const table = boardTable();
    const rows = table && rowsOf(table).byTeam;
    const placeOf = (/** @type {string} */ team) => {
      const piece = told.get(team) ?? rows?.get(team);
      const place = typeof piece === "string" ? said.exec(piece)?.[1] : piece?.querySelector(cell)?.getAttribute("data-place")?.replace("=", "");
      return Number(place) || Infinity;
    };
    const placed = teams.map((team) => ({ team, place: placeOf(team) }));
    // Without places, as while a reveal runs, the ranks that are shown are the event's.
    document.body.toggleAttribute("data-ordered", placed.some(({ place }) => place < Infinity));
    return placed.sort((one, other) => (one.place === other.place ? 0 : one.place - other.place)).map(({ team }) => team);
  };
}

/**
 * How much there is to read, for the style sheet: a card of one team has room for a long name in smaller type.
 * @param {Element | null | undefined} words
 */
export function lengthOf(words) {
  const { length } = words?.textContent ?? "";
  return length < 32 ? "short" : length < 80 ? "medium" : "long";
}

/** @param {string} code */
function oneRound(code) {
  const others = `.standings .round:not([data-round="${CSS.escape(code)}"])`;
  // Important: the board's own style hides rounds where there is one only, or little room.
  return `${others} { display: none !important } .standings .round[data-round="${CSS.escape(code)}"] { display: block !important }`;
}
