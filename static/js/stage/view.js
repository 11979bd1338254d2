// What a screen shows: the board, a part of it, or one of the panels that wait in the page.

import { rearrange } from "../page.js";
import { byRound, filterBoard } from "./filter.js";
import { drawClock } from "./clock.js";

/** @typedef {{view: string, subject: string, title: string, text: string, ends_at: string | null, pictures: string[]}} Part */

const PICTURE_FOR = 10000; // ms that each of several pictures stays
const title = /** @type {HTMLElement} */ (document.getElementById("stage-title"));
const size = /** @type {HTMLElement} */ (document.querySelector(".test-size"));

/** @param {string} name */
const panel = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-panel="${name}"]`));

/** @param {Part} part */
export function showView(part) {
  const { dataset } = document.body;
  dataset.view = part.view;
  dataset.subject = part.subject;
  title.textContent = part.title;
  const words = panel(part.view)?.querySelector(".stage-text");
  if (words && (part.view === "countdown" || part.view === "announcement")) words.textContent = part.text;
  if (part.view === "countdown") panel("countdown").dataset.ends = part.ends_at ?? "";
  if (part.view === "picture") panel("picture").dataset.pictures = part.pictures.join(" ");
  refresh();
}

/** @type {string | null} the round whose order the rows have */
let ordered = null;

/** A round's own order, or the event's. A board that comes meanwhile keeps to it. */
function arrangeRows() {
  const { view, subject = "" } = document.body.dataset;
  const wanted = view === "round" && subject ? subject : null;
  if (!wanted) document.body.removeAttribute("data-ordered");
  if (wanted !== ordered) rearrange(wanted ? byRound(wanted) : null);
  ordered = wanted;
}

/** The page was made by the server with what it shows; this only adds what needs a script. */
export function startView() {
  refresh();
  document.addEventListener("board:placed", filterBoard);
  addEventListener("resize", measure);
  setInterval(nextPicture, PICTURE_FOR);
}

function refresh() {
  for (const words of document.querySelectorAll(".stage-words")) setLength(words);
  showPicture(0);
  drawClock();
  measure();
  arrangeRows();
  filterBoard();
  // The board's own layout looks at which rows are there.
  dispatchEvent(new Event("resize"));
}

/**
 * Long texts get smaller type; the sizes stand in the style sheet.
 * @param {Element} words
 */
export function setLength(words) {
  const { length } = words.textContent ?? "";
  const name = length < 40 ? "short" : length < 110 ? "medium" : "long";
  words.setAttribute("data-length", name);
}

function measure() {
  size.textContent = `${innerWidth} × ${innerHeight}`;
}

// --- pictures in turn --------------------------------------------------------------------------------------

let shown = 0;

function nextPicture() {
  showPicture(shown + 1);
}

/** @param {number} number */
function showPicture(number) {
  const addresses = (panel("picture").dataset.pictures ?? "").split(" ").filter(Boolean);
  if (!addresses.length) return;
  shown = number % addresses.length;
  const image = /** @type {HTMLImageElement} */ (panel("picture").querySelector("img"));
  if (image.getAttribute("src") === addresses[shown]) return;
  // Loaded first, then shown: a picture that does not come leaves the last one standing.
  const next = new Image();
  next.onload = () => image.setAttribute("src", next.getAttribute("src") ?? "");
  next.src = addresses[shown];
}
