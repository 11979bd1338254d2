// What the phone knows of one sheet, and how that changes with each tap, send and answer. Pure: no page, no network.

import { sameSheet } from "./plain.js";

/**
 * @typedef {import("./plain.js").Sheet} Sheet
 * @typedef {{event: string, judge: string, round: string, team: string, name: string, path: string}} Place
 * @typedef {import("./answer.js").Hold} Hold
 * @typedef {{key: string, base: number, sheet: Sheet, at: number, tried: boolean, hold: Hold | null,
 *   generation?: number}} Order what it was made for stands beside it: see judging/checks.py
 * @typedef {{version: number, state: string, at: string, generation?: number, sheet?: Sheet}} Receipt
 * @typedef {Place & {base: number, draft: Sheet | null, order: Order | null, sent: Sheet[], receipt: Receipt | null}} Entry
 *   draft: marks that are not sent; order: one sheet on its way; sent: earlier ones whose answer never came
 */

/** @param {{event: string, judge: string}} who */
export const prefixOf = (who) => `${who.event}/${who.judge}/`;

/** @param {Place} place */
export const idOf = (place) => `${prefixOf(place)}${place.round}/${place.team}`;

/**
 * @param {Place} place
 * @param {number} base
 * @returns {Entry}
 */
const fresh = (place, base) => ({ ...place, base, draft: null, order: null, sent: [], receipt: null });

/**
 * A mark was tapped. Back at what the server holds there is nothing to keep.
 * @param {Entry | undefined} entry
 * @param {Place} place
 * @param {Sheet} sheet
 * @param {{version: number, sheet: Sheet}} stored
 * @returns {Entry | undefined}
 */
export function edited(entry, place, sheet, stored) {
  const kept = entry ?? fresh(place, stored.version);
  // What was refused is not on its way any more once the judge puts it right.
  const known = ["wrong", "refused", "rehearsal"].includes(stateOf(kept)) ? { ...kept, order: null } : kept;
  const base = known.draft || known.order ? known.base : stored.version;
  const settled = sameSheet(sheet, known.order ? known.order.sheet : stored.sheet);
  if (settled && !known.order && !known.receipt) return undefined;
  return { ...known, base, draft: settled ? null : sheet };
}

/**
 * Send was pressed: an order that may have arrived already is remembered, so that its marks are known as our own.
 * @param {Entry | undefined} entry
 * @param {Place} place
 * @param {Sheet} sheet
 * @param {number} base
 * @param {string} key
 * @param {number | undefined} generation
 * @returns {Entry}
 */
export function ordered(entry, place, sheet, base, key, generation) {
  const known = entry ?? fresh(place, base);
  const sent = known.order?.tried ? [...known.sent, known.order.sheet] : known.sent;
  const order = { key, base, sheet, at: Date.now(), tried: false, hold: null, generation };
  return { ...known, ...place, base, draft: null, sent, order };
}

/**
 * The server has spoken about the order with this key.
 * @param {Entry} entry
 * @param {string} key
 * @param {import("./answer.js").Outcome} outcome
 * @param {string} newKey for an order that has to go once more as another one
 * @returns {Entry}
 */
export function answered(entry, key, outcome, newKey) {
  const { order } = entry;
  if (!order) return entry;
  if (order.key !== key) {
    // Marks were changed and sent anew meanwhile: what has arrived is the version they were made from.
    if (outcome.kind !== "received") return entry;
    return { ...entry, base: outcome.receipt.version, order: { ...order, base: outcome.receipt.version } };
  }
  if (outcome.kind === "received") return received(entry, order, outcome.receipt);
  if (outcome.kind === "new-key") return { ...entry, order: { ...order, key: newKey, tried: false } };
  if (outcome.kind === "held") return { ...entry, order: { ...order, hold: outcome.hold } };
  if (outcome.kind !== "changed") return entry;
  const { current } = outcome;
  if (sameSheet(order.sheet, current)) return received(entry, order, { version: current.version, state: "pending", at: current.at });
  if (entry.sent.some((sheet) => sameSheet(sheet, current))) {
    return { ...entry, base: current.version, order: { ...order, base: current.version, key: newKey, tried: false } };
  }
  return { ...entry, order: { ...order, hold: outcome.hold } };
}

/**
 * @param {Entry} entry
 * @param {Order} order
 * @param {Receipt} receipt
 * @returns {Entry}
 */
function received(entry, order, receipt) {
  const draft = entry.draft && !sameSheet(entry.draft, order.sheet) ? entry.draft : null;
  return { ...entry, base: receipt.version, draft, order: null, sent: [], receipt: { ...receipt, generation: order.generation, sheet: order.sheet } };
}

/**
 * The marks as this phone has them last: not sent, on their way, or received.
 * @param {Entry | undefined} entry
 * @returns {Sheet | undefined}
 */
export const keptIn = (entry) => entry?.draft ?? entry?.order?.sheet ?? entry?.receipt?.sheet;

/**
 * Whether another window has moved the sheet on: what one shows must not take the place of marks that it has not shown.
 * @param {Entry | undefined} entry
 * @param {Sheet} seen what the window showed when it last looked
 * @param {Sheet} sheet what it is about to keep
 */
export function movedOn(entry, seen, sheet) {
  const kept = keptIn(entry);
  return kept !== undefined && !sameSheet(kept, seen) && !sameSheet(kept, sheet);
}

/**
 * Where the sheet is, in one word.
 * @param {Entry | undefined} entry
 * @returns {"none" | "draft" | "waiting" | "changed" | "locked" | "wrong" | "refused" | "rehearsal" | "board" | "pending" | "frozen" | "private" | "unconfirmed"}
 */
export function stateOf(entry) {
  if (!entry) return "none";
  if (entry.order?.hold) return KINDS[entry.order.hold.code] ?? "refused";
  if (entry.draft) return "draft";
  if (entry.order) return "waiting";
  return /** @type {any} */ (entry.receipt?.state ?? "none");
}

/** @type {Record<string, "changed" | "locked" | "wrong" | "refused" | "rehearsal">} */
const KINDS = {
  changed: "changed",
  rehearsal: "rehearsal",
  locked: "locked",
  upcoming: "locked",
  closed: "locked",
  final: "locked",
  team_out: "locked",
  out_of_range: "wrong",
  incomplete: "wrong",
};

/**
 * What an entry is once the server's own state is known: what has been received is let go, and a lock that has ended lets go on.
 * @param {Entry | undefined} entry
 * @param {number} version that the server holds
 * @param {string} closed why the sheet takes no marks now, or nothing
 * @param {number | undefined} generation what a sheet that is made now is meant for: what was received before is no more
 * @returns {Entry | undefined}
 */
export function settled(entry, version, closed, generation) {
  if (!entry || (!isUnsent(entry) && isOver(entry, version, generation))) return undefined;
  const held = entry.order?.hold && ["locked", "refused"].includes(stateOf(entry));
  return held && entry.order && !closed ? { ...entry, order: { ...entry.order, hold: null } } : entry;
}

/**
 * Whether the server's own state says all that a received sheet's entry does, or more.
 * @param {Entry} entry
 * @param {number} version
 * @param {number | undefined} generation
 */
export const isOver = (entry, version, generation) => (entry.receipt?.version ?? 0) <= version || entry.receipt?.generation !== generation;

/** Whether it goes nowhere until the judge has looked at it. @param {Entry | undefined} entry */
export const needsJudge = (entry) => ["changed", "wrong", "refused", "rehearsal"].includes(stateOf(entry));

/** Whether anything of it is on this phone alone. @param {Entry} entry */
export const isUnsent = (entry) => entry.draft !== null || entry.order !== null;
