// Two devices, or two windows of one, changed one sheet: both versions side by side, and the judge chooses.

import { criteriaIn } from "./form.js";
import { number, say, time } from "./words.js";

/** @typedef {import("./plain.js").Scores} Scores */

const panel = () => /** @type {HTMLElement} */ (document.getElementById("conflict"));

/**
 * @param {HTMLFormElement} form
 * @param {{marks: Scores, at?: string, window?: boolean}} current what the server holds, or another window of this phone
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
  const [other, here] = /** @type {NodeListOf<HTMLElement>} */ (panel().querySelectorAll("thead th + th"));
  const name = current.window ? "window" : "server";
  other.textContent = say(`version_${name}`);
  here.textContent = say(`version_${name}_mine`);
  /** @type {HTMLElement} */ (panel().querySelector('[data-choice="theirs"]')).textContent = say(`keep_${name}`);
  const when = panel().querySelector("[data-when]");
  if (when) when.textContent = current.at ? say("changed_at", { time: time(current.at) }) : "";
  if (panel().hidden) {
    panel().hidden = false;
    panel().focus();
  }
}

/** The button in the sheet's foot leads to the choice, wherever the page stands. */
export function leadToChoice() {
  document.getElementById("choose")?.addEventListener("click", () => {
    const open = /** @type {HTMLElement | null} */ (document.querySelector("#conflict:not([hidden]), #outlived:not([hidden])"));
    open?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null | undefined} */ (open?.querySelector("button"))?.focus({ preventScroll: true });
  });
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
