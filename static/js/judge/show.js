// The sheet's page, as it stands: marks, total, where the sheet is, what is wrong, and what can be done next.

import { hideConflict, showConflict } from "./conflict.js";
import { showMarks } from "./controls.js";
import { criteriaIn, readSheet, totalOf } from "./form.js";
import { closed, form, here } from "./here.js";
import { showOutlived } from "./outlived.js";
import { isStranded, showHint } from "./page.js";
import { showPlace, showUnsent } from "./places.js";
import { nextOpen, takePocket } from "./pocket.js";
import { keptIn, prefixOf, stateOf } from "./record.js";
import { readAll } from "./store.js";
import { number, say } from "./words.js";

export function show() {
  const { entry, stored, sending, signedOut, who } = here;
  const state = here.clash ? "changed" : stateOf(entry);
  const hold = entry?.order?.hold;
  showMarks(form);
  const total = totalOf(form);
  const output = document.getElementById("running-total");
  if (output) output.textContent = total === null ? say("none_yet") : number(total);
  showPlace(entry, { ...stored, sending, signedOut, closed: closed(), clash: here.clash });
  if (here.clash) showConflict(form, { marks: (keptIn(entry) ?? here.seen).scores, window: true }, readSheet(form).scores);
  else if (state === "changed") showConflict(form, hold?.current, keptIn(entry)?.scores ?? {});
  else hideConflict();
  showOutlived(state === "rehearsal");
  showProblems(state === "wrong" ? (hold?.fields ?? {}) : {});
  showButtons(state);
  showHint("signed-out", signedOut);
  void showUnsent(who);
  void showNext();
}

/** @param {string} state */
function showButtons(state) {
  const { entry, stored } = here;
  const send = /** @type {HTMLButtonElement} */ (document.getElementById("send"));
  const choose = /** @type {HTMLElement} */ (document.getElementById("choose"));
  choose.hidden = state !== "changed" && state !== "rehearsal";
  const settled = !entry?.draft && (stored.version > 0 || entry?.order);
  send.textContent = say(stored.version ? "send_correction" : "send");
  send.hidden = !choose.hidden || (Boolean(settled) && state !== "wrong") || Boolean(closed() && !entry?.draft);
  // One decision at a time: the next team takes the button's place once this one is dealt with.
  const next = /** @type {HTMLElement} */ (document.getElementById("next"));
  next.hidden = !send.hidden || !choose.hidden;
  next.classList.add("primary");
  /** @type {HTMLFieldSetElement} */ (form.querySelector(".criteria")).disabled = closed() !== "" && !entry?.draft;
}

async function showNext() {
  const pocket = await takePocket(here.who);
  const next = document.getElementById("next");
  if (!pocket || !next) return;
  const found = nextOpen(pocket, await readAll("sheets", prefixOf(here.who)), here.place.path);
  next.textContent = found ? say("next", { team: found.team.name }) : say("all_teams");
  next.setAttribute("href", found ? found.path : (document.body.dataset.desk ?? ""));
  next.toggleAttribute("data-stranded", isStranded());
  if (isStranded()) next.textContent = say("stranded");
}

/** @param {Record<string, string>} problems by "scores.<criterion>" */
export function showProblems(problems) {
  for (const criterion of criteriaIn(form)) {
    const problem = problems[`scores.${criterion.dataset.criterion}`] ?? "";
    criterion.toggleAttribute("data-wrong", problem !== "");
    const note = criterion.querySelector(".criterion-error");
    if (note) note.textContent = problem;
  }
}

/**
 * The head of a sheet, and the head judge's note where it came back.
 * @param {import("./pocket.js").Duty} duty
 */
export function showTeam({ round, team }) {
  // Names may be the same: what tells two teams apart stands with them.
  const number = team.order === null ? "" : say("team_number", { number: team.order });
  const table = team.table && say("team_table", { table: team.table });
  const lead = [round.name, number, table, number || table ? "" : team.code, team.organisation].filter(Boolean).join(" · ");
  for (const [id, text] of [["team-name", team.name], ["team-lead", lead]]) {
    const element = document.getElementById(id);
    if (element) element.textContent = text;
  }
  const returned = document.getElementById("returned");
  if (returned) {
    returned.hidden = team.returned_note === "";
    /** @type {HTMLElement} */ (returned.querySelector("span")).textContent = team.returned_note;
  }
  for (const criterion of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".criterion"))) {
    criterion.hidden = !team.criteria.includes(criterion.dataset.criterion ?? "");
  }
}
