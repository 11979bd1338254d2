// The sheet: each tap is kept at once, Send puts it into the outbox, and the page always says where it is.

import { keepPages, startApp } from "./judge/app.js";
import { leadToChoice, onChoice } from "./judge/conflict.js";
import { showMarks, startControls } from "./judge/controls.js";
import { startFeed } from "./judge/feed.js";
import { connected } from "./judge/follow.js";
import { criteriaIn, fillSheet, inputsOf, markOf, readSheet } from "./judge/form.js";
import { closed, facts, form, here } from "./judge/here.js";
import { keep, newKey, sendNow, startOutbox } from "./judge/outbox.js";
import { onOutlived } from "./judge/outlived.js";
import { sameSheet } from "./judge/plain.js";
import { dutiesIn, pagesOf, takePocket } from "./judge/pocket.js";
import { edited, idOf, isOver, isUnsent, keptIn, movedOn, ordered } from "./judge/record.js";
import { adopt, heard, refresh, takeEntry, takeReceipt } from "./judge/server.js";
import { show, showProblems, showTeam } from "./judge/show.js";
import { change, read } from "./judge/store.js";
import { confirmUnusual } from "./judge/unusual.js";
import { say } from "./judge/words.js";

async function tapped() {
  const sheet = readSheet(form);
  showMarks(form);
  await write(sheet, (now) => edited(now, here.place, sheet, here.stored));
  show();
}

/**
 * Keep what this window shows, unless another one has moved the sheet on unseen: then the judge chooses between the two.
 * @param {import("./judge/plain.js").Sheet} sheet
 * @param {(now: any) => any} next
 */
async function write(sheet, next) {
  here.taps += 1;
  here.writing += 1;
  try {
    here.entry = await keep(here.place, (now) => {
      here.clash = movedOn(now, here.seen, sheet);
      if (here.clash) return now;
      here.seen = sheet;
      return next(now);
    });
  } finally {
    here.writing -= 1;
  }
  if (here.clash) await takeEntry();
}

/** @returns {Record<string, string>} what cannot be sent, by "scores.<criterion>" */
function problemsNow() {
  /** @type {Record<string, string>} */
  const problems = {};
  for (const criterion of criteriaIn(form)) {
    const [input] = inputsOf(criterion, "mark");
    const name = `scores.${criterion.dataset.criterion}`;
    if (!input.validity.valid) problems[name] = say("out_of_range", { range: criterion.dataset.range ?? "" });
    else if (markOf(criterion) === undefined && facts.drafts === undefined) problems[name] = say("missing");
  }
  return problems;
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  event.preventDefault();
  const problems = problemsNow();
  showProblems(problems);
  const first = /** @type {HTMLElement | null} */ (form.querySelector(".criterion[data-wrong]"));
  if (first) {
    first.scrollIntoView({ block: "center" });
    inputsOf(first, "mark")[0].focus({ preventScroll: true });
  } else if (await confirmUnusual(form, here.place.name, await usual())) {
    await send(baseNow());
  }
}

/** The version that the marks in the form were made from. */
const baseNow = () => (here.entry && isUnsent(here.entry) ? here.entry.base : here.stored.version);

/** Where the panel's marks mostly lie, by criterion, as far as the desk tells. */
async function usual() {
  const pocket = await takePocket(here.who);
  const round = pocket?.rounds.find((each) => each.code === here.place.round);
  return Object.fromEntries(round?.criteria.map(({ code, usual, min, max }) => [code, usual && { ...usual, min: Number(min), max: Number(max) }]) ?? []);
}

/** @param {number} base the version that these marks replace */
async function send(base) {
  const sheet = readSheet(form);
  await write(sheet, (now) => ordered(now, here.place, sheet, base, newKey(), here.generation));
  show();
  sendNow();
}

/** Of two versions the judge has chosen one. @param {boolean} mine */
async function chosen(mine) {
  if (here.clash) return chosenWindow(mine);
  const current = here.entry?.order?.hold?.current;
  if (!current) return;
  if (mine) return send(current.version);
  here.entry = await keep(here.place, () => undefined);
  adopt({ ...current, state: "pending" });
  show();
  await refresh();
}

/** Of two windows the judge has chosen one. @param {boolean} mine */
async function chosenWindow(mine) {
  here.seen = keptIn(here.entry) ?? here.seen;
  // What was on its way may have arrived meanwhile; should it have changed once more, the judge is asked once more.
  await takeEntry();
  const base = mine && !here.entry ? await baseSeen() : null; // while they clash nothing is filled in here
  here.clash = false;
  if (!mine) {
    await takeEntry();
    here.seen = keptIn(here.entry) ?? here.seen;
    fillSheet(form, here.seen);
    if (!here.entry) await refresh();
  } else if (Object.keys(problemsNow()).length) await tapped();
  else await send(base ?? baseNow());
  show();
}

/** The other window's marks may be with the server by now, and let go by the phone: what the judge has seen is what is replaced. */
async function baseSeen() {
  const stored = (await dutyNow())?.team.sheet;
  return stored && sameSheet(here.seen, stored) ? stored.version : here.stored.version;
}

/** What the server says of this sheet, asked anew, or what the phone was last told of it. */
async function dutyNow() {
  await refresh();
  const pocket = await takePocket(here.who);
  return pocket && dutiesIn(pocket).find((each) => each.path === here.place.path);
}

/** A sheet from before a rehearsal began or was wiped is thrown away, or is sent for what is now. @param {boolean} away */
async function outlived(away) {
  const duty = await dutyNow();
  if (!away) return send(duty?.team.sheet.version ?? here.stored.version);
  here.entry = await keep(here.place, () => undefined);
  if (duty) adopt(duty.team.sheet);
  show();
}

// --- the start -------------------------------------------------------------------------------------------

/** A blank sheet, shown without network: the phone itself knows whose it is. */
async function takeBlank() {
  const pocket = await takePocket(here.who);
  const duty = pocket && dutiesIn(pocket).find((each) => each.path === here.place.path);
  if (!duty) return location.replace(document.body.dataset.desk ?? "/judge/");
  const { round, team } = duty;
  Object.assign(here.place, { round: round.code, team: team.code, name: team.name });
  facts.closed = team.why_closed;
  here.generation = pocket.generation;
  document.title = `${team.name}, ${round.name}`;
  showTeam(duty);
  adopt(team.sheet);
}

/** What this phone has of the sheet, over what the server has. */
async function startEntry() {
  const entry = await read("sheets", idOf(here.place));
  const over = entry && !isUnsent(entry) && isOver(entry, here.stored.version, here.generation);
  here.entry = over ? await change("sheets", idOf(here.place), () => undefined) : entry;
  if (here.entry) takeReceipt(here.entry);
  const kept = over ? undefined : keptIn(entry);
  if (kept) fillSheet(form, kept);
  here.seen = readSheet(form);
}

async function start() {
  if (!here.place.team) await takeBlank();
  else here.stored.sheet = readSheet(form);
  await startEntry();
  startControls(form, tapped);
  form.addEventListener("submit", submitted);
  onChoice(chosen);
  leadToChoice();
  onOutlived(outlived);
  show();
  document.documentElement.dataset.ready = "";
  await startApp();
  startOutbox(here.who, heard);
  // A window that slept, or a browser that tells windows nothing of each other.
  for (const event of ["visibilitychange", "focus"]) addEventListener(event, () => document.hidden || heard({ changed: idOf(here.place) }));
  startFeed(here.who.judge, { changed: refresh, counted: () => {}, connected: (well) => (connected(well, refresh), show()) });
  if (closed() || here.stored.state === "pending") void refresh();
  const pocket = await takePocket(here.who);
  if (pocket) await keepPages(pagesOf(pocket));
}

void start();
