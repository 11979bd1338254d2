// The sheet that this page shows: its form, whose it is, what the server holds of it, and what this phone keeps.

import { whose } from "./page.js";
import { emptySheet } from "./plain.js";

export const form = /** @type {HTMLFormElement} */ (document.getElementById("sheet-form"));
export const facts = form.dataset;
const who = whose();

export const here = {
  who,
  /** @type {import("./record.js").Place} */
  place: { ...who, round: facts.round ?? "", team: facts.team ?? "", name: facts.name ?? "", path: location.pathname },
  /** What a sheet that is made now is meant for, as far as this page knows. @type {number | undefined} */
  generation: facts.generation ? Number(facts.generation) : undefined,
  /** What the server holds, as far as this page knows. */
  stored: { version: Number(facts.version), sheet: emptySheet(), state: facts.state ?? "none", at: facts.at || null },
  /** @type {import("./record.js").Entry | undefined} */
  entry: undefined,
  /** What the form showed when it and the phone's store last agreed; every window of the phone has its own. */
  seen: emptySheet(),
  /** Changes of the form so far, and those of them that the store does not have yet. */
  taps: 0,
  writing: 0,
  /** Whether another window has changed the sheet while this one did: the judge chooses. */
  clash: false,
  sending: false,
  signedOut: false,
};

/** Why this sheet takes no marks now, in words; empty while it does. */
export const closed = () => facts.closed ?? "";
