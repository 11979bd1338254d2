// The sheet's form: reads the marks that it shows, and shows marks that are kept.

import { emptySheet, plain } from "./plain.js";

/** @typedef {import("./plain.js").Sheet} Sheet */

/** @param {ParentNode} form */
export const criteriaIn = (form) =>
  /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".criterion")].filter((each) => !(/** @type {HTMLElement} */ (each).hidden)));

/**
 * @param {HTMLElement} criterion
 * @param {string} part mark, abstain or reason
 * @returns {HTMLInputElement[]}
 */
export const inputsOf = (criterion, part) => [...criterion.querySelectorAll(`input[name="${part}-${criterion.dataset.criterion}"]`)].map(asInput);

/** @param {Element} element */
const asInput = (element) => /** @type {HTMLInputElement} */ (element);

/**
 * The mark that one criterion shows.
 * @param {HTMLElement} criterion
 * @returns {string | null | undefined} null: abstained; undefined: not given
 */
export function markOf(criterion) {
  if (inputsOf(criterion, "abstain")[0].checked) return null;
  const marks = inputsOf(criterion, "mark");
  const text = marks[0].type === "radio" ? marks.find((input) => input.checked)?.value : marks[0].value;
  return plain(text ?? "") ?? undefined;
}

/**
 * @param {HTMLElement} criterion
 * @param {string | null | undefined} mark
 */
export function setMark(criterion, mark) {
  inputsOf(criterion, "abstain")[0].checked = mark === null;
  for (const input of inputsOf(criterion, "mark")) {
    if (input.type === "radio") input.checked = input.value === mark;
    else input.value = mark ?? "";
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {Sheet}
 */
export function readSheet(form) {
  const sheet = emptySheet();
  for (const criterion of criteriaIn(form)) {
    const code = criterion.dataset.criterion ?? "";
    const mark = markOf(criterion);
    if (mark !== undefined) sheet.scores[code] = mark;
    const reason = inputsOf(criterion, "reason")[0]?.value.trim();
    if (mark === null && reason) sheet.reasons[code] = reason;
  }
  for (const name of /** @type {const} */ (["team", "private"])) sheet.notes[name] = noteIn(form, name)?.value ?? "";
  return sheet;
}

/**
 * @param {HTMLFormElement} form
 * @param {Sheet} sheet
 */
export function fillSheet(form, sheet) {
  for (const criterion of criteriaIn(form)) {
    const code = criterion.dataset.criterion ?? "";
    setMark(criterion, sheet.scores[code]);
    const [reason] = inputsOf(criterion, "reason");
    if (reason) reason.value = sheet.reasons?.[code] ?? "";
  }
  for (const name of /** @type {const} */ (["team", "private"])) {
    const note = noteIn(form, name);
    if (note) note.value = sheet.notes?.[name] ?? "";
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
const noteIn = (form, name) => /** @type {HTMLTextAreaElement | null} */ (form.querySelector(`textarea[name="note-${name}"]`));

/**
 * The marks x weights; null before the first one.
 * @param {HTMLFormElement} form
 */
export function totalOf(form) {
  const products = criteriaIn(form)
    .map((criterion) => ({ mark: markOf(criterion), weight: Number(criterion.dataset.weight) }))
    .filter(({ mark }) => typeof mark === "string")
    .map(({ mark, weight }) => Number(mark) * weight);
  return products.length ? products.reduce((sum, product) => sum + product, 0) : null;
}
