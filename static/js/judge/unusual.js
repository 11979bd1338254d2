// Asks once about marks that are far from this judge's others. It never refuses: the judge decides.

import { ask } from "./ask.js";
import { criteriaIn, markOf } from "./form.js";
import { number, say } from "./words.js";

/** @type {Set<string>} what was asked about already */
const asked = new Set();

const SHARE = 0.25; // of the whole range: what lies nearer to the panel's marks, or in the middle half, is never far

/** @typedef {{low: number, high: number, min: number, max: number}} Panel where the others' marks mostly lie, and the whole range */

/**
 * Why a mark is far from what is usual, in words; nothing where it is not.
 * @param {HTMLElement} criterion
 * @param {Panel | null | undefined} panel where that is told
 */
function whyFar(criterion, panel) {
  const mark = markOf(criterion);
  if (typeof mark !== "string") return "";
  const { low, high, least, most, name } = criterion.dataset;
  const far = (/** @type {string} */ which, /** @type {string | number} */ from, /** @type {string | number} */ to) =>
    say(`far_${which}`, { name: name ?? "", mark: number(mark), low: number(from), high: number(to) });
  if (low !== undefined && (Number(mark) < Number(low) || Number(mark) > Number(high))) return far("mine", least ?? "", most ?? "");
  if (!panel) return "";
  const share = SHARE * (panel.max - panel.min);
  const lowest = Math.min(panel.low, (panel.low + panel.high) / 2 - share, panel.min + share);
  const highest = Math.max(panel.high, (panel.low + panel.high) / 2 + share, panel.max - share);
  const outside = Number(mark) < lowest || Number(mark) > highest;
  return outside ? far("panel", Math.max(panel.low, panel.min), Math.min(panel.high, panel.max)) : "";
}

/**
 * @param {HTMLFormElement} form
 * @param {string} team its name
 * @param {Record<string, Panel | null>} panel by criterion
 * @returns {Promise<boolean>} whether to send
 */
export async function confirmUnusual(form, team, panel) {
  const found = criteriaIn(form).map((criterion) => ({ criterion, why: whyFar(criterion, panel[criterion.dataset.criterion ?? ""]) }));
  const unusual = found.filter(({ why }) => why);
  const names = unusual.map(({ criterion }) => `${criterion.dataset.criterion}=${markOf(criterion)}`);
  if (names.every((name) => asked.has(name))) return true;
  names.forEach((name) => asked.add(name));
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("unusual"));
  const list = /** @type {HTMLElement} */ (dialog.querySelector("ul"));
  list.replaceChildren(...unusual.map(({ why }) => item(why)));
  /** @type {HTMLElement} */ (dialog.querySelector("#unusual-team")).textContent = team;
  return ask(dialog);
}

/** @param {string} text */
function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
