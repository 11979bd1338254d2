// Where a sheet is, in words: on this phone, received, on the board; and how many are on this phone alone.

import { isUnsent, prefixOf, stateOf } from "./record.js";
import { readAll } from "./store.js";
import { say, sayCount, time } from "./words.js";

/** @typedef {import("./record.js").Entry} Entry */

/**
 * The sheet's own line, above the button.
 * @param {Entry | undefined} entry
 * @param {{state: string, at: string | null, sending: boolean, signedOut: boolean, closed: string, clash: boolean}} known what is known besides
 */
export function showPlace(entry, known) {
  const element = /** @type {HTMLElement} */ (document.getElementById("sheet-state"));
  let state = known.clash ? "changed" : stateOf(entry);
  if (state === "none") state = /** @type {any} */ (known.state);
  const at = entry?.receipt?.at ?? known.at;
  const parts = partsOf(state, entry, known, at);
  if (element.dataset.state === state && element.textContent === parts.join(" ")) return;
  element.dataset.state = state;
  const title = document.createElement("strong");
  title.textContent = parts[0];
  element.replaceChildren(title, " ", parts[1]);
}

/**
 * @param {string} state
 * @param {Entry | undefined} entry
 * @param {{sending: boolean, signedOut: boolean, closed: string, clash: boolean}} known
 * @param {string | null} at
 * @returns {[string, string]}
 */
function partsOf(state, entry, known, at) {
  const title = say(known.clash ? "state_window" : `state_${state}`);
  if (known.signedOut && entry && isUnsent(entry)) return [say("state_waiting"), say("signed_out")];
  if (state === "waiting") return [title, say(known.sending ? "sending" : "waiting")];
  if (state === "locked") return [title, `${known.closed} ${say("locked")}`.trim()];
  if (["wrong", "refused", "rehearsal"].includes(state)) return [title, entry?.order?.hold?.error ?? ""];
  if (state === "none") return [known.closed || title, ""];
  if (at && ["board", "pending", "frozen", "private"].includes(state)) return [title, say("received_at", { time: time(at) })];
  return [title, say(`state_${state}_more`)];
}

/** How a row of the desk says it. @param {Entry} entry */
export const rowWords = (entry) => say(`row_${stateOf(entry)}`);

/**
 * How many sheets are on this phone alone; it stays in sight while there are any.
 * @param {{event: string, judge: string}} who
 */
export async function showUnsent(who) {
  const entries = /** @type {Entry[]} */ (await readAll("sheets", prefixOf(who)));
  const count = entries.filter(isUnsent).length;
  const element = /** @type {HTMLElement} */ (document.getElementById("unsent"));
  element.hidden = count === 0;
  element.textContent = count ? sayCount("unsent", count) : "";
  return count;
}
