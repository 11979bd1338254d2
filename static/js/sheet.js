// The sheet: each tap is kept at once, Send puts it into the outbox, and the page always says where it is.

import { keepPages, showHint, startApp, whose } from "./judge/app.js";
import { hideConflict, onChoice, showConflict } from "./judge/conflict.js";
import { showMarks, startControls } from "./judge/controls.js";
import { startFeed } from "./judge/feed.js";
import { criteriaIn, fillSheet, inputsOf, markOf, readSheet, totalOf } from "./judge/form.js";
import { keep, newKey, sendNow, startOutbox } from "./judge/outbox.js";
import { showPlace, showUnsent } from "./judge/places.js";
import { emptySheet } from "./judge/plain.js";
import { fetchDesk, nextOpen, takePocket } from "./judge/pocket.js";
import { edited, idOf, isUnsent, ordered, prefixOf, stateOf } from "./judge/record.js";
import { change, read, readAll } from "./judge/store.js";
import { confirmUnusual } from "./judge/unusual.js";
import { number, say } from "./judge/words.js";

const who = whose();
const form = /** @type {HTMLFormElement} */ (document.getElementById("sheet-form"));
const facts = form.dataset;
/** @type {import("./judge/record.js").Place} */
const place = { ...who, round: facts.round ?? "", team: facts.team ?? "", name: facts.name ?? "", path: location.pathname };
/** What the server holds, as far as this page knows. */
const stored = { version: Number(facts.version), sheet: emptySheet(), state: facts.state ?? "none", at: facts.at || null };
/** @type {import("./judge/record.js").Entry | undefined} */
let entry;
let sending = false;
let signedOut = false;
let checked = 0;

// --- showing -------------------------------------------------------------------------------------------

function show() {
  const state = stateOf(entry);
  showMarks(form);
  const total = totalOf(form);
  const output = document.getElementById("running-total");
  if (output) output.textContent = total === null ? say("none_yet") : number(total);
  showPlace(entry, { ...stored, sending, signedOut, closed: facts.closed ?? "" });
  if (state === "changed" && entry?.order?.hold) showConflict(form, entry.order.hold.current, (entry.draft ?? entry.order.sheet).scores);
  else hideConflict();
  showProblems(state === "wrong" ? (entry?.order?.hold?.fields ?? {}) : {});
  showButtons(state);
  void showUnsent(who);
  void showNext();
}

/** @param {string} state */
function showButtons(state) {
  const send = /** @type {HTMLButtonElement} */ (document.getElementById("send"));
  const onItsWay = ["waiting", "locked", "changed", "refused"].includes(state) && !entry?.draft;
  const done = stored.version > 0 && !entry?.draft && state !== "wrong";
  send.textContent = say(stored.version ? "send_correction" : "send");
  send.hidden = onItsWay || done || Boolean(facts.closed && !entry);
  document.getElementById("next")?.classList.toggle("primary", send.hidden);
  /** @type {HTMLFieldSetElement} */ (form.querySelector(".criteria")).disabled = Boolean(facts.closed) && !entry?.draft;
}

async function showNext() {
  const pocket = await takePocket(who);
  const next = document.getElementById("next");
  if (!pocket || !next) return;
  const found = nextOpen(pocket, await readAll("sheets", prefixOf(who)), place.path);
  next.textContent = found ? say("next", { team: found.name }) : say("all_teams");
  next.setAttribute("href", found ? found.path : pocket.desk);
}

/** @param {Record<string, string>} problems by "scores.<criterion>" */
function showProblems(problems) {
  for (const criterion of criteriaIn(form)) {
    const problem = problems[`scores.${criterion.dataset.criterion}`] ?? "";
    criterion.toggleAttribute("data-wrong", problem !== "");
    const note = criterion.querySelector(".criterion-error");
    if (note) note.textContent = problem;
  }
}

// --- tapping and sending ---------------------------------------------------------------------------------

async function tapped() {
  showMarks(form);
  entry = await keep(/** @type {any} */ (place), (now) => edited(now, place, readSheet(form), stored));
  show();
}

/** @returns {Record<string, string>} what cannot be sent, by "scores.<criterion>" */
function problemsNow() {
  /** @type {Record<string, string>} */
  const problems = {};
  for (const criterion of criteriaIn(form)) {
    const [input] = inputsOf(criterion, "mark");
    const name = `scores.${criterion.dataset.criterion}`;
    if (!input.validity.valid) problems[name] = say("out_of_range", { range: criterion.dataset.range ?? "" });
    else if (markOf(criterion) === undefined && !("drafts" in facts)) problems[name] = say("missing");
  }
  return problems;
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  event.preventDefault();
  const problems = problemsNow();
  showProblems(problems);
  if (Object.keys(problems).length) {
    const first = /** @type {HTMLElement} */ (form.querySelector(".criterion[data-wrong]"));
    first.scrollIntoView({ block: "center" });
    inputsOf(first, "mark")[0].focus({ preventScroll: true });
    return;
  }
  if (await confirmUnusual(form)) await send(entry?.draft || entry?.order ? entry.base : stored.version);
}

/** @param {number} base the version that these marks replace */
async function send(base) {
  const sheet = readSheet(form);
  entry = await keep(/** @type {any} */ (place), (now) => ordered(now, place, sheet, base, newKey()));
  show();
  sendNow();
}

/** @param {boolean} mine */
async function chosen(mine) {
  const current = entry?.order?.hold?.current;
  if (!current) return;
  if (mine) return send(current.version);
  entry = await change("sheets", idOf(place), () => undefined);
  adopt({ version: current.version, scores: current.marks, reasons: current.reasons, notes: current.notes, state: "pending" });
  void refresh();
  show();
}

// --- what the server says --------------------------------------------------------------------------------

/** @param {{entry?: import("./judge/record.js").Entry, sending?: string | null, signedOut?: boolean}} news */
function heard(news) {
  if (news.sending !== undefined) sending = news.sending === idOf(place);
  if (news.signedOut !== undefined) signedOut = news.signedOut;
  if (news.entry && idOf(news.entry) === idOf(place)) {
    const { receipt } = news.entry;
    if (receipt && receipt.version > stored.version) {
      const sent = entry?.order?.sheet;
      Object.assign(stored, { version: receipt.version, state: receipt.state, at: receipt.at }, sent && { sheet: sent });
      checked = 0;
    }
    entry = news.entry;
    if (stateOf(entry) === "pending") lookAgain();
  }
  show();
}

/** In a burst the board comes a moment after the answer: ask whether it is there, less and less often. */
function lookAgain() {
  if (checked < 5) setTimeout(refresh, 1000 * 2 ** checked++ * (0.5 + Math.random()));
}

/** Take over what the server holds, where nothing here is newer. @param {any} sheet */
function adopt(sheet) {
  Object.assign(stored, { version: sheet.version, state: sheet.state, sheet: { ...emptySheet(), scores: sheet.scores } });
  if (sheet.reasons) stored.sheet.reasons = sheet.reasons;
  stored.sheet.notes = sheet.notes ? { ...emptySheet().notes, ...sheet.notes } : readSheet(form).notes;
  fillSheet(form, stored.sheet);
}

async function refresh() {
  const desk = await fetchDesk(document.body.dataset.desk ?? "");
  if (desk === "refused") signedOut = true;
  if (desk && desk !== "refused") await takeOver(desk.pocket);
  show();
}

/** @param {import("./judge/pocket.js").Pocket} pocket */
async function takeOver(pocket) {
  const sheet = pocket.sheets.find((each) => each.path === place.path);
  if (!sheet) return;
  facts.closed = sheet.closed;
  entry = await change("sheets", idOf(place), (now) => settled(now, sheet));
  if (sheet.version !== stored.version && !(entry && isUnsent(entry))) adopt(sheet);
  stored.state = sheet.state;
  if (entry?.receipt?.version === sheet.version && sheet.state === "pending") lookAgain();
  sendNow();
}

/**
 * What an entry is once the server's own state is known: a lock that has ended lets it go on.
 * @param {import("./judge/record.js").Entry | undefined} now
 * @param {import("./judge/pocket.js").PocketSheet} sheet
 */
function settled(now, sheet) {
  if (!now) return undefined;
  if (!isUnsent(now) && (now.receipt?.version ?? 0) <= sheet.version) return undefined;
  const held = now.order?.hold && ["locked", "refused"].includes(stateOf(now));
  return held && now.order && !sheet.closed ? { ...now, order: { ...now.order, hold: null } } : now;
}

// --- the start -------------------------------------------------------------------------------------------

/** A blank sheet, shown without network: the phone itself knows whose it is. */
async function takeBlank() {
  const pocket = await takePocket(who);
  const sheet = pocket?.sheets.find((each) => each.path === place.path);
  if (!sheet) return location.replace(document.body.dataset.desk ?? "/judge/");
  Object.assign(place, { round: sheet.round, team: sheet.team, name: sheet.name });
  facts.closed = sheet.closed;
  for (const criterion of form.querySelectorAll(".criterion")) {
    /** @type {HTMLElement} */ (criterion).hidden = !sheet.criteria.includes(/** @type {HTMLElement} */ (criterion).dataset.criterion ?? "");
  }
  /** @type {HTMLElement} */ (document.getElementById("team-name")).textContent = sheet.name;
  /** @type {HTMLElement} */ (document.getElementById("team-lead")).textContent = sheet.lead;
  document.title = sheet.name;
  adopt(sheet);
}

async function start() {
  if (!place.team) await takeBlank();
  else stored.sheet = readSheet(form);
  entry = await read("sheets", idOf(place));
  if (entry && !isUnsent(entry) && (entry.receipt?.version ?? 0) <= stored.version) {
    entry = await change("sheets", idOf(place), () => undefined);
  }
  const kept = entry?.draft ?? entry?.order?.sheet;
  if (kept) fillSheet(form, kept);
  startControls(form, tapped);
  form.addEventListener("submit", submitted);
  onChoice(chosen);
  show();
  await startApp();
  startOutbox(who, heard);
  startFeed(who.judge, {
    changed: refresh,
    counted: () => {},
    connected: (well) => {
      showHint("offline", !well);
      if (well && document.documentElement.dataset.stored !== undefined) {
        delete document.documentElement.dataset.stored;
        showHint("stored", false);
        void refresh();
      }
    },
  });
  document.documentElement.dataset.ready = "";
  const pocket = await takePocket(who);
  if (pocket) await keepPages([]);
}

void start();
