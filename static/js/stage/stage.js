// A screen in the hall: hears what it is to show, and shows it. It keeps the last it was told, whatever happens to the network.

import { verdict } from "../cursor.js";
import { Ladder } from "../ladder.js";
import { eventSource, webSocket } from "../transports.js";
import { showAnnouncement } from "./announcement.js";
import { startBeat } from "./beat.js";
import { startClock } from "./clock.js";
import { forgetScreen, keepScreen } from "./keep.js";
import { showReveal } from "./reveal.js";
import { startView, showView } from "./view.js";

const POLL_EVERY = 3000; // ms, where neither WebSocket nor SSE works

const { screen = "", screenSocket = "", screenStream = "", screenState = "", seen = "", clock = "", worker } = document.body.dataset;

/** @type {string | null} */
let cursor = null;

/**
 * @param {{screens: Record<string, import("./view.js").Part>, announcement: any, reveal: any}} state
 */
function show(state) {
  const part = screen ? state.screens[screen] : undefined;
  if (part) showView(part);
  showAnnouncement(state.announcement);
  showReveal(state.reveal);
}

/**
 * @param {any} frame
 * @returns {boolean} false when something is missing between what is shown and this frame
 */
function take(frame) {
  const what = verdict(cursor, frame);
  if (what === "apply") {
    cursor = frame.cursor;
    show(frame.state);
  }
  return what !== "resync";
}

async function poll() {
  try {
    const address = cursor ? `${screenState}?since=${encodeURIComponent(cursor)}` : screenState;
    const answer = await fetch(address);
    if (answer.status === 404) ladder.refused();
    else ladder.polled(answer.ok);
    if (answer.status === 200) take({ type: "full", ...(await answer.json()) });
  } catch {
    ladder.polled(false);
  }
}

const ladder = new Ladder([webSocket(screenSocket), eventSource(screenStream)], {
  since: () => cursor,
  frame: take,
  poll,
  changed: (state) => {
    document.body.dataset.stage = state;
    if (state === "gone") forgetScreen();
  },
});

startView();
startClock(clock);
if (seen) startBeat(seen);
keepScreen(worker);
setInterval(() => ladder.polling && poll(), POLL_EVERY);
addEventListener("online", () => ladder.start());
ladder.start();
