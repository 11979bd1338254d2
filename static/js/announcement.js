// The announcement on a phone: shown when a frame tells it, gone when it is taken back or its time is over, or put away.

import { element, fillIn, words } from "./announced.js";
import { serverNow } from "./clock.js";

const close = /** @type {HTMLElement} */ (element.querySelector(".announcement-close"));
const KEY = `announcement-hidden:${location.pathname}`;
const LONGEST_TIMER = 2 ** 31 - 1; // ms

/** What was put away on this page: the words with their end, so that the same words said anew are shown. */
let putAway = remembered();
/** The announcement that polling was last told of; polls name it only, its words are fetched once. */
let polled = "";
let timer = 0;

const which = () => `${element.dataset.ends ?? ""} ${words.textContent}`;

/** @param {import("./announced.js").Announcement | null} announcement */
function show(announcement) {
  fillIn(announcement);
  if (!words.textContent) remember("");
  look();
}

function look() {
  clearTimeout(timer);
  const left = Date.parse(element.dataset.ends ?? "") - serverNow();
  element.hidden = !words.textContent || left <= 0 || putAway === which();
  if (!element.hidden && left > 0) timer = setTimeout(look, Math.min(left, LONGEST_TIMER));
}

close.addEventListener("click", () => {
  remember(which());
  look();
});

function remembered() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} what */
function remember(what) {
  if (what === putAway) return;
  putAway = what;
  try {
    sessionStorage.setItem(KEY, what);
  } catch {
    // Then it comes back with a reload.
  }
}

document.addEventListener("board:beside", (event) => {
  polled = "";
  show(/** @type {CustomEvent} */ (event).detail);
});

document.addEventListener("board:polled", async (event) => {
  const told = /** @type {CustomEvent<string>} */ (event).detail;
  if (!told) show(null);
  if (told === polled) return;
  polled = told;
  if (!told) return;
  try {
    const { state } = await (await fetch(element.dataset.state ?? "")).json();
    if (polled === told) show(state.announcement);
  } catch {
    if (polled === told) polled = ""; // with the next poll
  }
});

look();
