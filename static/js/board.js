// A scoreboard page: hears of new boards by the best way that works, and shows them.

import { heard, showState } from "./connection.js";
import { verdict } from "./cursor.js";
import { Ladder } from "./ladder.js";
import { showFull, showPatch, shownCursor, tell } from "./page.js";
import { eventSource, webSocket } from "./transports.js";

const HIDDEN_PATIENCE = 60000; // ms that a page nobody looks at stays connected
const poller = /** @type {HTMLElement} */ (document.getElementById("poller"));
const { socket = "", stream = "" } = document.body.dataset;

/**
 * @param {any} frame
 * @returns {boolean} false when something is missing between what is shown and this frame
 */
function take(frame) {
  heard();
  tell("board:beside", frame.announcement ?? null);
  const what = verdict(shownCursor(), frame);
  if (what === "apply" && frame.type === "full") showFull(frame.html);
  else if (what === "apply") showPatch(frame);
  return what !== "resync";
}

const ladder = new Ladder([webSocket(socket), eventSource(stream)], {
  since: shownCursor,
  frame: take,
  poll: () => poller.dispatchEvent(new Event("poll-now")),
  changed: showState,
});

// --- polling: htmx asks every three seconds, and only where nothing better works ---------------------------

let polling = false;

poller.addEventListener("htmx:beforeRequest", (event) => {
  if (!ladder.polling || document.hidden || polling) event.preventDefault();
  else polling = true;
});

poller.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = /** @type {CustomEvent} */ (event).detail;
  const cursor = shownCursor();
  if (cursor) parameters.since = cursor;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.requestConfig?.elt !== poller || !detail.shouldSwap) return;
  // htmx would replace the whole board; we move its rows.
  detail.shouldSwap = false;
  const html = detail.xhr.responseText;
  const cursor = detail.xhr.getResponseHeader("x-board-cursor");
  if (verdict(shownCursor(), { type: "full", cursor }) === "apply") showFull(html);
});

poller.addEventListener("htmx:afterRequest", (event) => {
  polling = false;
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.status === 404) {
    ladder.refused();
    return;
  }
  const well = xhr.status >= 200 && xhr.status < 300;
  if (well) {
    heard();
    tell("board:polled", xhr.getResponseHeader("x-board-announcement") ?? "");
  }
  ladder.polled(well);
});

// --- when to connect -----------------------------------------------------------------------------------

let hiddenTimer = 0;
let paused = false;

function pause() {
  paused = true;
  ladder.pause();
}

function wake() {
  clearTimeout(hiddenTimer);
  if (paused) ladder.start();
  paused = false;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenTimer = setTimeout(pause, HIDDEN_PATIENCE);
  else wake();
});
addEventListener("online", () => document.hidden || ladder.start());
addEventListener("pagehide", pause);
addEventListener("pageshow", wake);

ladder.start();
