// A step of the reveal in the hall: a team's card, its marks one by one, then its flight to its place on the board.

import { lengthOf } from "./filter.js";

/** @typedef {{label: string, value: string, marks: string[], round?: string}} Mark */
/** @typedef {{team: string, name: string, organisation: string}} Named */
/**
 * @typedef {Named & {kind: string, title: string, division: string, parts: Mark[],
 *   landed: (Named & {rank: number, total: string | null})[]}} Scene
 */

const HOLD = 2200; // ms that a place stands on the card before the flight
const FLIGHT = 800; // ms
const MARKED = 6000; // ms that the row which has landed keeps its mark
const BETWEEN = "\u00a0· "; // names that share a place; a new line never begins with the dot
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const card = /** @type {HTMLElement} */ (document.getElementById("reveal"));
const list = /** @type {HTMLElement} */ (card.querySelector(".reveal-parts"));
const blank = /** @type {HTMLTemplateElement} */ (document.getElementById("reveal-part"));

let last = "";
let first = true;
let timer = 0;

/** @param {Scene | null} scene */
export function showReveal(scene) {
  const now = JSON.stringify(scene);
  if (now === last) return;
  last = now;
  clearTimeout(timer);
  for (const animation of card.getAnimations()) animation.cancel();
  if (scene?.kind === "card" || scene?.kind === "award") showCard(scene);
  else if (scene?.kind === "place" && !first) land(scene);
  else uncover(false);
  first = false;
}

/** The body knows of the card too, for the style sheet. @param {boolean} up */
function uncover(up) {
  card.hidden = !up;
  document.body.toggleAttribute("data-card", up);
}

/** A figure with the decimal separator that the board has. @param {string} text */
const asWritten = (text) => text.replace(".", card.dataset.point ?? ".");

/** @param {Scene} scene */
function showCard(scene) {
  const other = card.dataset.team !== scene.team || card.hidden;
  card.dataset.kind = scene.kind;
  card.dataset.team = scene.team;
  say({ title: scene.title, name: scene.name, organisation: scene.organisation, place: "", total: "" });
  if (other) list.replaceChildren();
  showParts(scene.parts ?? []);
  uncover(true);
  fit();
}

/** @param {Record<string, string>} words by the last part of the class name */
function say(words) {
  for (const [name, text] of Object.entries(words)) {
    /** @type {HTMLElement} */ (card.querySelector(`.reveal-${name}`)).textContent = text;
  }
  card.dataset.named = lengthOf(card.querySelector(".reveal-name"));
}

/** Those that stand there stay; what is new comes in, what was taken back goes. @param {Mark[]} parts */
function showParts(parts) {
  while (list.children.length > parts.length) list.lastElementChild?.remove();
  for (const part of parts.slice(list.children.length)) {
    const item = /** @type {DocumentFragment} */ (blank.content.cloneNode(true));
    /** @type {HTMLElement} */ (item.querySelector(".reveal-round")).textContent = part.round ?? "";
    /** @type {HTMLElement} */ (item.querySelector(".reveal-label")).textContent = part.label;
    /** @type {HTMLElement} */ (item.querySelector(".reveal-marks")).textContent = part.marks.map(asWritten).join(" ");
    /** @type {HTMLElement} */ (item.querySelector(".reveal-value")).textContent = asWritten(part.value);
    list.append(item);
  }
}

/** Written smaller, step by step, until all of it is on the wall. */
function fit() {
  for (const tight of ["0", "1", "2", "3", "4"]) {
    list.dataset.tight = tight;
    if (card.scrollHeight <= card.clientHeight) return;
  }
}

/** @param {Scene} scene */
function land(scene) {
  const { landed } = scene;
  const wasUp = !card.hidden;
  card.dataset.kind = "place";
  say({
    title: [scene.division, scene.title].filter(Boolean).join(BETWEEN),
    name: landed.map((row) => row.name).join(BETWEEN),
    organisation: landed.map((row) => row.organisation).filter(Boolean).join(BETWEEN),
    place: `${card.dataset.place} ${landed[0].rank}`,
    total: asWritten(landed[0].total ?? ""),
  });
  // Without a card before it the place alone is shown: the board itself does the rest.
  if (!wasUp) list.replaceChildren();
  uncover(wasUp || Boolean(scene.title));
  timer = setTimeout(() => fly(landed.map((row) => row.team)), card.hidden ? 0 : HOLD);
}

/** @param {string[]} teams */
async function fly(teams) {
  const rows = teams.map((team) => document.getElementById(`team-${team}`)).filter((row) => row !== null);
  for (const row of rows) {
    row.classList.add("is-landed");
    setTimeout(() => row.classList.remove("is-landed"), MARKED);
  }
  if (!card.hidden && !calm.matches && rows.length) await flight(rows[0]);
  uncover(false);
}

/** @param {HTMLElement} row */
async function flight(row) {
  const to = row.getBoundingClientRect();
  const from = card.getBoundingClientRect();
  const y = to.top + to.height / 2 - (from.top + from.height / 2);
  const there = `translateY(${y}px) scale(0.18)`;
  const frames = [
    { transform: "none", opacity: 1, borderRadius: "0" },
    { transform: there, opacity: 0.9, borderRadius: "4vmin", offset: 0.8 },
    { transform: there, opacity: 0, borderRadius: "4vmin" },
  ];
  await card.animate(frames, { duration: FLIGHT, easing: "cubic-bezier(0.5, 0, 0.2, 1)" }).finished.catch(() => {});
}
