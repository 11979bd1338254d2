// What goes on at the desks: rounds that open and lock, sheets that come back, and how far the others are.

import { verdict } from "../cursor.js";
import { Ladder } from "../ladder.js";
import { eventSource, webSocket } from "../transports.js";
import { showRehearsal } from "./page.js";
import { takenFeed } from "./pocket.js";

const POLL_EVERY = 5000; // ms, where nothing better works
const SPREAD = 1500; // ms over which the desks of a hall ask anew after one change

/**
 * @param {string} judge
 * @param {{changed: () => void, counted: (judges: {code: string, received: number, expected: number}[]) => void,
 *   connected: (well: boolean) => void}} page
 *   changed: something of this judge's desk is another now; counted: who has sent how much
 */
export function startFeed(judge, page) {
  const { feedSocket, feedStream, feedState, feedCursor } = document.body.dataset;
  if (!feedSocket || !feedStream || !feedState) return;
  /** @type {string | null} */
  let cursor = null;
  /** @type {string | null} */
  let known = null;
  let timer = 0;

  /** @param {any} frame */
  function take(frame) {
    page.connected(true);
    const what = verdict(cursor, frame);
    if (what === "apply") {
      cursor = frame.cursor;
      show(frame.state);
    }
    return what !== "resync";
  }

  /** @param {any} state */
  function show(state) {
    page.counted(state.judges ?? []);
    showRehearsal(Boolean(state.event?.rehearsal));
    // The feed leaves steps out, and a desk read meanwhile may have seen one: what counts is what the page shows.
    const taken = takenFeed();
    const shown = taken ? factsFor(judge, taken) : (known ?? (cursor === feedCursor ? null : ""));
    known = factsFor(judge, state);
    clearTimeout(timer);
    if (shown !== null && shown !== known) timer = setTimeout(page.changed, Math.random() * SPREAD);
  }

  async function poll() {
    try {
      const answer = await fetch(`${feedState}?since=${cursor ?? ""}`);
      if (answer.status === 200) {
        const body = await answer.json();
        take({ type: "full", cursor: body.cursor, state: body.state });
      }
      if (answer.status === 403 || answer.status === 404) ladder.refused();
      else ladder.polled(answer.ok);
    } catch {
      ladder.polled(false);
    }
  }

  const ladder = new Ladder([webSocket(feedSocket), eventSource(feedStream)], {
    since: () => cursor,
    frame: take,
    poll,
    changed: (state) => page.connected(state === "live" || state === "polling"),
  });
  setInterval(() => ladder.polling && !document.hidden && void poll(), POLL_EVERY);
  addEventListener("online", () => ladder.start());
  addEventListener("offline", () => page.connected(false));
  addEventListener("pagehide", () => ladder.pause());
  addEventListener("pageshow", (event) => event.persisted && ladder.start());
  document.addEventListener("visibilitychange", () => document.hidden || ladder.start());
  ladder.start();
}

/**
 * What of the state concerns this judge's desk beyond the counts of the others.
 * @param {string} judge
 * @param {any} state
 */
function factsFor(judge, state) {
  const mine = (/** @type {{judge: string}[]} */ rows) => (rows ?? []).filter((row) => row.judge === judge);
  const count = (state.judges ?? []).find((/** @type {{code: string}} */ row) => row.code === judge);
  return JSON.stringify([state.event, state.generation, state.rounds, state.teams, state.confirmed, mine(state.extensions), mine(state.returned), count]);
}
