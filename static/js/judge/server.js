// What the server says of the sheet that is shown, when asked anew: it is taken over where nothing here is newer.

import { fillSheet, readSheet } from "./form.js";
import { facts, form, here } from "./here.js";
import { dutiesIn, fetchDesk } from "./pocket.js";
import { sameSheet } from "./plain.js";
import { idOf, isUnsent, keptIn, stateOf } from "./record.js";
import { settleAll } from "./settle.js";
import { show, showTeam } from "./show.js";
import { read } from "./store.js";

const LOOKS = 5;
let looked = 0;

/** Ask the server for the desk, and so for this sheet. */
export async function refresh() {
  const desk = await fetchDesk();
  if (desk === "refused") here.signedOut = true;
  else if (desk) await takeOver(desk.pocket);
  show();
}

/** @param {import("./pocket.js").Pocket} pocket */
async function takeOver(pocket) {
  here.signedOut = false;
  here.generation = pocket.generation;
  await settleAll(here.who, pocket);
  await takeEntry();
  const duty = dutiesIn(pocket).find((each) => each.path === here.place.path);
  if (duty) takeDuty(duty);
}

/** @param {import("./pocket.js").Duty} duty */
function takeDuty(duty) {
  const { sheet, why_closed } = duty.team;
  facts.closed = why_closed;
  showTeam(duty);
  const touched = here.writing || here.clash || (here.entry && isUnsent(here.entry));
  if (sheet.version !== here.stored.version && !touched) adopt(sheet);
  if (sheet.version === here.stored.version) here.stored.state = sheet.state || "none";
  if (here.stored.state === "pending") lookAgain();
}

/** Show what the server holds. @param {import("./pocket.js").StoredSheet} sheet */
export function adopt(sheet) {
  const { version, marks, reasons, notes, at, state } = sheet;
  Object.assign(here.stored, { version, state: state || "none", at, sheet: { scores: marks, reasons, notes } });
  fillSheet(form, here.stored.sheet);
  here.seen = here.stored.sheet;
}

/** In a burst the board comes a moment after the answer: ask whether it is there, less and less often. */
export function lookAgain() {
  if (looked < LOOKS) setTimeout(refresh, 1000 * 2 ** looked++ * (0.5 + Math.random()));
}

/**
 * News of the outbox, in this tab or another.
 * @param {{changed?: string, sending?: string | null, signedOut?: boolean}} news
 */
export async function heard({ changed, sending, signedOut }) {
  if (sending !== undefined) here.sending = sending === idOf(here.place);
  if (signedOut !== undefined) here.signedOut = signedOut;
  if (changed === idOf(here.place)) await takeEntry();
  show();
}

/**
 * Read what the phone keeps of the sheet. All its windows show the same marks, so that none says "on the board" of others;
 * one that is being tapped right now writes first, and asks where the two differ.
 */
export async function takeEntry() {
  const { taps } = here;
  const entry = await read("sheets", idOf(here.place));
  if (here.writing || here.taps !== taps) return;
  const gone = here.entry && !entry && isUnsent(here.entry);
  // The server has it, and the phone has let it go: it is still what the judge is asked about.
  if (here.clash && !entry) here.seen = keptIn(here.entry) ?? here.seen;
  here.entry = entry;
  if (entry) takeReceipt(entry);
  if (here.clash) return;
  const kept = keptIn(entry) ?? (gone ? here.stored.sheet : undefined);
  if (!kept) return;
  if (!sameSheet(kept, readSheet(form))) fillSheet(form, kept);
  here.seen = kept;
  if (gone) void refresh();
}

/** @param {import("./record.js").Entry} entry */
export function takeReceipt(entry) {
  const { receipt } = entry;
  if (!receipt || receipt.version <= here.stored.version || receipt.generation !== here.generation) return;
  Object.assign(here.stored, { version: receipt.version, state: receipt.state, at: receipt.at });
  if (receipt.sheet) here.stored.sheet = receipt.sheet;
  looked = 0;
  if (stateOf(entry) === "pending") lookAgain();
}
