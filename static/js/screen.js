// The projected board: type as large as fits, more teams than fit in pages, with the first places held on every page.

import "./clock.js";
import { nextPage, onKeys } from "./keys.js";
import "./news.js";
import { boardTable, rowsOf } from "./rows.js";

const LARGEST = 0.24; // of the height of the page: one row
const SMALLEST = 0.043; // below this the back row cannot read it
const HELD = 3; // first places that stay on every page
const A_ROW = 480; // ms to read one row
const A_PAGE = 2500; // ms to find one's way
const FIRST = 1.5; // the first page stays so much longer
const [TEXT, SMALLEST_TEXT] = [0.56, 0.36]; // of the row
const STACKED_TEXT = 0.46; // of the row, with organisation and division in a line of their own
const ROUNDS_WORTH = 0.85; // of the text's size may be given up for round columns
const [MORE, SMALLEST_MORE] = [0.6, 0.014]; // of the text: organisation and division; of the page: what can be read of them
const [AFTER_NAME, BESIDE] = [0.2, 0.6]; // of the text: what stays free at the end of a name, and before what stands beside it
const DOT = 1; // em, with the spaces around it

const label = document.getElementById("screen-page");
const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
/** @type {Map<string, number>} widths of words in em, by weight and words */
const widths = new Map();
/** @type {Element[]} */
let shown = [];
/** @type {Set<Element>} the parts of a long table that the shown rows stand in */
let parts = new Set();
let page = 0;
let pages = 1;
let fitting = 0;
let shape = "";
let timer = 0;
let held = false;
let around = ""; // heights of what leaves the rows their room
/** @type {Element[]} */
let watched = [];
const others = new ResizeObserver(() => {
  around = watched.map((element) => element.clientHeight).join();
  arrange();
});
// Remembered: to ask for it makes the browser lay the page out there and then, with every board that comes.
let wall = { width: innerWidth, height: innerHeight };

/**
 * The rows that may be on the wall: all, or those that a named screen's view keeps (stage/filter.js).
 * @param {HTMLTableElement} table
 */
const rowsFor = (table) => (document.body.dataset.filtered ? [...table.querySelectorAll("tbody > tr:not(.off-view)")] : rowsOf(table).inOrder);

/** Decide how large rows are; only when something that decides it has changed. */
function fit() {
  const table = boardTable();
  if (!table?.tBodies[0]?.firstElementChild) return;
  const rows = table.tBodies[0];
  const { rounds, figures, teams } = document.getElementById("board-columns")?.dataset ?? {};
  const { view, subject } = document.body.dataset;
  const all = rowsFor(table);
  const tells = table.querySelector(".team-more") !== null;
  const now = [wall.width, wall.height, all.length, rounds, figures, teams, view, subject, around, tells].join();
  if (now === shape) return;
  shape = now;
  const bottom = rows.closest("main")?.getBoundingClientRect().bottom ?? innerHeight;
  const room = bottom - rows.getBoundingClientRect().top;
  fitting = Math.max(HELD + 1, Math.floor(room / (SMALLEST * innerHeight)));
  // Whole pixels: rows on halves of them would cover each other's lines.
  const height = Math.floor(Math.min(LARGEST * innerHeight, room / Math.min(all.length, fitting)));
  const text = textSize(rows, height, all);
  document.body.style.setProperty("--row", `${height}px`);
  document.body.classList.toggle("without-more", text * MORE < SMALLEST_MORE * innerHeight);
}

/**
 * The size of the text: what the height of a row gives, or less where names are long. Round columns give way first. What belongs to a
 * team stands beside its name, or below where most would be cut off beside it and both lines can be read.
 * @param {HTMLElement} rows
 * @param {number} height of a row
 * @param {Element[]} all
 */
function textSize(rows, height, all) {
  const team = /** @type {HTMLElement} */ (document.querySelector("#board-columns .team"));
  const names = all.map((row) => widthOf(row.querySelector(".team a"), 600) + AFTER_NAME);
  const more = all.map((row) => moreWidth(row.querySelector(".team-more")));
  const lines = names.map((name, n) => name + BESIDE + MORE * more[n]);
  const two = height * STACKED_TEXT * MORE >= SMALLEST_MORE * innerHeight;
  document.body.classList.remove("is-stacked");
  const text = columns(rows, team, height, height * TEXT, mostOf(names));
  const stacked = two && text * mostOf(lines) > team.getBoundingClientRect().width;
  document.body.classList.toggle("is-stacked", stacked);
  if (!stacked) return text;
  const size = columns(rows, team, height, height * STACKED_TEXT, mostOf(names));
  const fits = team.getBoundingClientRect().width / size / mostOf(more);
  const readable = (SMALLEST_MORE * innerHeight) / size;
  document.body.style.setProperty("--more", `${Math.max(readable, Math.min(MORE, fits)).toFixed(3)}em`);
  return size;
}

/**
 * How wide the line is that tells what belongs to a team, in em of its own type, with the dots that the style sheet sets.
 * @param {Element | null} line
 */
const moreWidth = (line) => widthOf(line, 400) + DOT * Math.max(0, (line?.childElementCount ?? 0) - 1);

/**
 * Show the round columns if they fit, and set the text as large as the columns allow.
 * @param {HTMLElement} rows
 * @param {HTMLElement} team its column's head
 * @param {number} height of a row
 * @param {number} wanted size
 * @param {number} widest name, in em
 */
function columns(rows, team, height, wanted, widest) {
  const least = height * SMALLEST_TEXT;
  document.body.style.setProperty("--text", `${wanted}px`);
  const largest = (/** @type {boolean} */ withRounds) => {
    document.body.classList.toggle("without-rounds", !withRounds);
    // All columns but the team's grow with the text: what they take now tells what they take at any size.
    const others = rows.clientWidth - team.getBoundingClientRect().width;
    return Math.min(wanted, rows.clientWidth / (others / wanted + widest));
  };
  const without = largest(false);
  const withRounds = largest(true);
  const fits = withRounds >= ROUNDS_WORTH * without && withRounds >= least;
  document.body.classList.toggle("without-rounds", !fits);
  const text = Math.max(least, fits ? withRounds : without);
  document.body.style.setProperty("--text", `${text.toFixed(2)}px`);
  return text;
}

/**
 * How wide an element's words are, in em.
 * @param {Element | null} element
 * @param {number} weight
 */
function widthOf(element, weight) {
  const words = element?.textContent ?? "";
  const key = `${weight} ${words}`;
  if (!widths.has(key)) {
    pen.font = `${weight} 100px ${getComputedStyle(document.body).fontFamily}`;
    widths.set(key, pen.measureText(words).width / 100);
  }
  return widths.get(key) ?? 0;
}

/** What nine of ten need; the longest of many may end in dots. @param {number[]} widths */
function mostOf(widths) {
  const sorted = [...widths].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length - 1) * 0.9)] ?? 0;
}

/** Choose the rows of this page. A class is changed only where it must be: the other rows are not even looked at. */
function choose() {
  const table = boardTable();
  if (!table) return;
  const all = rowsFor(table);
  const paged = all.length > fitting;
  document.body.classList.toggle("is-paged", paged);
  const count = all.length;
  const perPage = Math.max(1, fitting - HELD);
  pages = paged ? Math.ceil((count - HELD) / perPage) : 1;
  page %= pages;
  // The last page is full as well, so that the rows do not change their number.
  const first = Math.min(HELD + page * perPage, count - perPage);
  const wanted = paged ? [...Array.from({ length: HELD }, (_, n) => all[n]), ...Array.from({ length: perPage }, (_, n) => all[first + n])] : [];
  for (const row of shown) if (!wanted.includes(row)) row.classList.remove("on-page", "is-held-last");
  const now = new Set(wanted.map((row) => /** @type {Element} */ (row.parentElement)));
  for (const part of parts) if (!now.has(part)) part.classList.remove("has-page");
  for (const part of now) part.classList.add("has-page");
  parts = now;
  wanted.forEach((row, index) => {
    row.classList.add("on-page");
    row.classList.toggle("is-held-last", index === HELD - 1);
  });
  shown = wanted;
  if (label) {
    label.hidden = !paged;
    label.textContent = `${page + 1} / ${pages}`;
    label.toggleAttribute("data-held", held);
  }
}

/** A banner above the rows or a band below them comes and goes without a word: what takes room is watched. A new board has new ones. */
function watch() {
  // One by one, each found without looking through all rows.
  const found = [document.querySelector("main"), document.getElementById("stage-title"), document.getElementById("board-status")];
  const now = found.filter((element) => element !== null);
  if (now.length === watched.length && now.every((element, index) => element === watched[index])) return;
  others.disconnect();
  for (const element of now) others.observe(element);
  watched = now;
}

function arrange() {
  watch();
  fit();
  choose();
}

/** @param {number} by */
function turn(by) {
  page = (page + by + pages) % pages;
  arrange();
  wait();
}

/** The next page, when this one can have been read. */
function wait() {
  clearTimeout(timer);
  if (held) return;
  const reading = A_PAGE + A_ROW * Math.max(0, fitting - HELD);
  timer = setTimeout(() => turn(1), page === 0 ? reading * FIRST : reading);
}

document.addEventListener("board:placed", arrange);
addEventListener("resize", () => {
  wall = { width: innerWidth, height: innerHeight };
  arrange();
});
addEventListener(nextPage, (event) => turn(/** @type {CustomEvent<number>} */ (event).detail));
onKeys(" ", () => {
  held = !held;
  choose();
  wait();
});
arrange();
wait();
