// Asks once about marks that are far from this judge's others. It never refuses: the judge decides.

import { ask } from "./ask.js";
import { criteriaIn, markOf } from "./form.js";
import { number, say } from "./words.js";

/** @type {Set<string>} what was asked about already */
const asked = new Set();

/**
 * @param {HTMLElement} criterion
 * @param {{low: number, high: number} | null | undefined} panel where the others' marks mostly lie, where that is told
 */
function isUnusual(criterion, panel) {
  const mark = markOf(criterion);
  if (typeof mark !== "string") return false;
  const { low, high } = criterion.dataset;
  const outside = (/** @type {number} */ least, /** @type {number} */ most) => Number(mark) < least || Number(mark) > most;
  return (low !== undefined && outside(Number(low), Number(high))) || Boolean(panel && outside(panel.low, panel.high));
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, {low: number, high: number} | null>} panel by criterion
 * @returns {Promise<boolean>} whether to send
 */
export async function confirmUnusual(form, panel) {
  const unusual = criteriaIn(form).filter((criterion) => isUnusual(criterion, panel[criterion.dataset.criterion ?? ""]));
  const names = unusual.map((criterion) => `${criterion.dataset.criterion}=${markOf(criterion)}`);
  if (names.every((name) => asked.has(name))) return true;
  names.forEach((name) => asked.add(name));
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("unusual"));
  const list = /** @type {HTMLElement} */ (dialog.querySelector("ul"));
  list.replaceChildren(...unusual.map((criterion) => item(say("mark_of", { name: criterion.dataset.name ?? "", mark: number(markOf(criterion) ?? "") }))));
  return ask(dialog);
}

/** @param {string} text */
function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
