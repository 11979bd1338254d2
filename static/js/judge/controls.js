// How a mark is given: buttons, steppers, a slider, and the rubric's levels. All of them set the one input.

import { criteriaIn, inputsOf, markOf, setMark } from "./form.js";
import { plain } from "./plain.js";
import { number, say } from "./words.js";

/**
 * @param {HTMLFormElement} form
 * @param {() => void} changed
 */
export function startControls(form, changed) {
  for (const part of form.querySelectorAll("[data-script]")) /** @type {HTMLElement} */ (part).hidden = false;
  for (const level of form.querySelectorAll("button.level")) /** @type {HTMLButtonElement} */ (level).disabled = false;
  form.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button[data-step], button[data-points]");
    const criterion = /** @type {HTMLElement | null} */ (button?.closest(".criterion"));
    if (!button || !criterion) return;
    const { step, points } = /** @type {HTMLElement} */ (button).dataset;
    setMark(criterion, points ?? stepped(criterion, Number(step)));
    changed();
  });
  form.addEventListener("input", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const criterion = /** @type {HTMLElement | null} */ (input.closest(".criterion"));
    if (criterion && input.type === "range") setMark(criterion, plain(input.value));
    else if (criterion && input.type === "checkbox" && input.checked) setMark(criterion, null);
    else if (criterion && input.name.startsWith("mark-") && input.value !== "") inputsOf(criterion, "abstain")[0].checked = false;
    changed();
  });
}

/**
 * One step up or down; from an empty field to the lowest mark, so that none is given by accident in between.
 * @param {HTMLElement} criterion
 * @param {number} direction
 */
function stepped(criterion, direction) {
  const [input] = inputsOf(criterion, "mark");
  const [low, high] = [Number(input.min), Number(input.max)];
  if (input.value === "") return plain(input.min);
  const by = input.step === "any" ? 1 : Number(input.step);
  const value = Math.min(high, Math.max(low, Number(input.value) + by * direction));
  return plain((Math.round(value * 1e6) / 1e6).toFixed(6));
}

/** Let every criterion say what is given: the number, abstained, or nothing. @param {HTMLFormElement} form */
export function showMarks(form) {
  for (const criterion of criteriaIn(form)) {
    const mark = markOf(criterion);
    criterion.dataset.state = mark === undefined ? "none" : mark === null ? "abstained" : "given";
    const shown = criterion.querySelector(".criterion-mark");
    if (shown) shown.textContent = mark === undefined ? say("not_given") : mark === null ? say("abstained") : number(mark);
    showSlider(criterion, mark);
    showLevel(criterion, mark);
  }
}

/**
 * @param {HTMLElement} criterion
 * @param {string | null | undefined} mark
 */
function showSlider(criterion, mark) {
  const slider = /** @type {HTMLInputElement | null} */ (criterion.querySelector("input[type=range]"));
  if (!slider) return;
  slider.value = mark ?? String((Number(slider.min) + Number(slider.max)) / 2);
  slider.toggleAttribute("data-empty", typeof mark !== "string");
}

/**
 * The level that the mark has reached: the last one whose points are not above it.
 * @param {HTMLElement} criterion
 * @param {string | null | undefined} mark
 */
function showLevel(criterion, mark) {
  const levels = /** @type {HTMLElement[]} */ ([...criterion.querySelectorAll("button[data-points]")]);
  const reached = typeof mark === "string" ? levels.filter((level) => Number(level.dataset.points) <= Number(mark)).at(-1) : undefined;
  for (const level of levels) level.setAttribute("aria-pressed", String(level === reached));
}
