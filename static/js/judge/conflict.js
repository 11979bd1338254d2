// Two devices changed one sheet: both versions side by side, and the judge chooses.

import { criteriaIn } from "./form.js";
import { number, say, time } from "./words.js";

/** @typedef {import("./plain.js").Scores} Scores */

const panel = () => /** @type {HTMLElement} */ (document.getElementById("conflict"));

/**
 * @param {HTMLFormElement} form
 * @param {{version: number, marks: Scores, at?: string}} current what the server holds
 * @param {Scores} mine
 */
export function showConflict(form, current, mine) {
  const body = /** @type {HTMLElement} */ (panel().querySelector("tbody"));
  const template = /** @type {HTMLTemplateElement} */ (panel().querySelector("template"));
  const rows = criteriaIn(form).map((criterion) => {
    const row = /** @type {HTMLElement} */ (template.content.cloneNode(true));
    const code = criterion.dataset.criterion ?? "";
    const texts = [criterion.dataset.name ?? "", words(current.marks[code]), words(mine[code])];
    row.querySelectorAll("th, td").forEach((cell, index) => {
      cell.textContent = texts[index];
    });
    row.querySelector("tr")?.toggleAttribute("data-differs", texts[1] !== texts[2]);
    return row;
  });
  body.replaceChildren(...rows);
  const when = panel().querySelector("[data-when]");
  if (when) when.textContent = current.at ? say("changed_at", { time: time(current.at) }) : "";
  if (panel().hidden) {
    panel().hidden = false;
    panel().focus();
  }
}

export function hideConflict() {
  panel().hidden = true;
}

/** @param {(mine: boolean) => void} chosen */
export function onChoice(chosen) {
  panel().addEventListener("click", (event) => {
    const choice = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.choice;
    if (choice) chosen(choice === "mine");
  });
}

/** @param {string | null | undefined} mark */
const words = (mark) => (mark === undefined ? say("not_given") : mark === null ? say("abstained") : number(mark));
