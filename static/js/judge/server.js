// What the server says of the sheet that is shown, when asked anew: it is taken over where nothing here is newer.

import { fillSheet } from "./form.js";
import { facts, form, here } from "./here.js";
import { dutiesIn, fetchDesk } from "./pocket.js";
import { idOf, isUnsent, stateOf } from "./record.js";
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
  here.entry = await read("sheets", idOf(here.place));
  const duty = dutiesIn(pocket).find((each) => each.path === here.place.path);
  if (duty) takeDuty(duty);
}

/** @param {import("./pocket.js").Duty} duty */
function takeDuty(duty) {
  const { sheet, why_closed } = duty.team;
  facts.closed = why_closed;
  showTeam(duty);
  if (sheet.version !== here.stored.version && !(here.entry && isUnsent(here.entry))) adopt(sheet);
  if (sheet.version === here.stored.version) here.stored.state = sheet.state || "none";
  if (here.stored.state === "pending") lookAgain();
}

/** Show what the server holds. @param {import("./pocket.js").StoredSheet} sheet */
export function adopt(sheet) {
  const { version, marks, reasons, notes, at, state } = sheet;
  Object.assign(here.stored, { version, state: state || "none", at, sheet: { scores: marks, reasons, notes } });
  fillSheet(form, here.stored.sheet);
}

/** In a burst the board comes a moment after the answer: ask whether it is there, less and less often. */
export function lookAgain() {
  if (looked < LOOKS) setTimeout(refresh, 1000 * 2 ** looked++ * (0.5 + Math.random()));
}

/**
 * News of the outbox, in this tab or another.
 * @param {{entry?: import("./record.js").Entry, sending?: string | null, signedOut?: boolean}} news
 */
export function heard({ entry, sending, signedOut }) {
  if (sending !== undefined) here.sending = sending === idOf(here.place);
  if (signedOut !== undefined) here.signedOut = signedOut;
  if (entry && idOf(entry) === idOf(here.place)) takeEntry(entry);
  show();
}

/** @param {import("./record.js").Entry} entry */
function takeEntry(entry) {
  const { receipt } = entry;
  const sent = here.entry?.order?.sheet;
  here.entry = entry;
  if (!receipt || receipt.version <= here.stored.version) return;
  Object.assign(here.stored, { version: receipt.version, state: receipt.state, at: receipt.at });
  if (sent) here.stored.sheet = sent;
  looked = 0;
  if (stateOf(entry) === "pending") lookAgain();
}
