// The control room follows the event: whenever a feed moves, what has changed of the page since its state is fetched.

import { verdict } from "./cursor.js";
import { Ladder } from "./ladder.js";
import { eventSource, webSocket } from "./transports.js";

const TOGETHER = 250; // ms in which several changes become one look
const JITTER = 250; // ms more, so that several organisers do not ask in one moment
const BETWEEN = 1000; // ms between two looks, at least
const POLL_EVERY = 5000; // ms, where a feed is not followed live
const LOOK_EVERY = 15000; // ms; times of day and what no feed tells of

const room = /** @type {HTMLElement} */ (document.getElementById("control"));
const age = /** @type {HTMLElement} */ (document.getElementById("control-age"));
/** @type {Map<string, string>} how each feed is followed */
const states = new Map();
let last = Date.now();
let timer = 0;
let pressed = false;
let lost = false; // whether the last look failed

function look() {
  timer = 0;
  // A press that has begun is not taken from under the finger.
  if (pressed || document.hidden) return later(BETWEEN);
  last = Date.now();
  room.dispatchEvent(new CustomEvent("moved"));
}

/** @param {number} wait */
function later(wait) {
  if (!timer) timer = setTimeout(look, wait);
}

const moved = () => later(Math.max(TOGETHER + Math.random() * JITTER, last + BETWEEN - Date.now()));

/** @param {string} kind */
function follow(kind) {
  const [socket, stream] = (room.dataset[kind] ?? "").split(" ");
  /** @type {string | null} */
  let cursor = null;
  const ladder = new Ladder([webSocket(socket), eventSource(stream)], {
    since: () => cursor,
    frame: (frame) => {
      const what = verdict(cursor, frame);
      if (what === "apply") {
        // The first frame only says where the feed stands; the page is as new.
        if (cursor) moved();
        cursor = frame.cursor;
      }
      return what !== "resync";
    },
    poll: moved,
    changed: (state) => tell(kind, state),
  });
  addEventListener("online", () => ladder.start());
  addEventListener("pagehide", () => ladder.pause());
  addEventListener("pageshow", (event) => event.persisted && ladder.start());
  ladder.start();
}

/**
 * @param {string} kind
 * @param {string} state
 */
function tell(kind, state) {
  states.set(kind, state);
  say(live() ? "live" : "polling");
}

const live = () => states.size > 0 && [...states.values()].every((state) => state === "live");

/** @param {"live" | "polling" | "lost"} how */
function say(how) {
  age.dataset.state = how;
  const words = age.dataset[how] ?? "";
  if (age.textContent !== words) age.textContent = words;
}

for (const kind of ["live", "desk", "screen"]) follow(kind);
setInterval(() => Date.now() - last >= (live() && !lost ? LOOK_EVERY : POLL_EVERY) && moved(), 1000);
addEventListener("pointerdown", () => (pressed = true));
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => (pressed = false), 100));
document.addEventListener("visibilitychange", () => document.hidden || moved());

// The state that the page shows: the server sends what differs from it, or the whole room.
let shown = room.dataset.room ?? "";

room.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = /** @type {CustomEvent} */ (event).detail;
  parameters.have = shown;
});

let place = [0, 0];
const scroller = () => document.getElementById("control-scroll");
room.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.isError) return;
  const state = detail.xhr.getResponseHeader("X-Room");
  const from = detail.xhr.getResponseHeader("X-Room-From");
  detail.shouldSwap = state !== null && from === null && !pressed;
  if (state === null) return location.reload(); // signed out meanwhile: this is another page
  // A button is not taken from under the finger, and what was made for another state is of no use.
  if (pressed || (from !== null && from !== shown)) return moved();
  if (from !== null) {
    shown = patch(detail.xhr.responseText) ? state : "";
    return settled();
  }
  shown = state;
  // A map that was scrolled stays where it was.
  const now = scroller();
  place = now ? [now.scrollLeft, now.scrollTop] : [0, 0];
});
room.addEventListener("htmx:afterSwap", () => {
  scroller()?.scrollTo(place[0], place[1]);
  settled();
});

/**
 * Put the pieces that have changed in the place of those that have their ids; whether all of these were there.
 * @param {string} html
 */
function patch(html) {
  const focused = document.activeElement?.id;
  const pieces = document.createElement("template");
  pieces.innerHTML = html;
  let whole = true;
  for (const { content } of pieces.content.querySelectorAll("template")) {
    const piece = /** @type {Element} */ (content.firstElementChild);
    const old = document.getElementById(piece.id);
    old?.replaceWith(piece);
    whole &&= old !== null;
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return whole;
}

/** The page is as new; an announcement is made against the one that is shown. */
function settled() {
  const text = document.getElementById("control-announced")?.dataset.text ?? "";
  const seen = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-announced]"));
  if (seen) seen.value = text;
  lost = false;
  say(live() ? "live" : "polling");
}
for (const failure of ["htmx:sendError", "htmx:responseError"])
  room.addEventListener(failure, () => {
    lost = true;
    say("lost");
  });
document.documentElement.dataset.ready = "control";
