// What has just happened, in one sentence: read out politely by screen readers, shown on the wall; the leader's change is celebrated.

import { exact } from "./figures.js";

const element = /** @type {HTMLElement | null} */ (document.getElementById("board-news"));
const APART = 8000; // ms between two sentences, so that nobody is flooded
const STAYS = 7000; // ms
const NAMED = 3; // teams named in one sentence
const FANFARE = 2000; // ms
const list = new Intl.ListFormat(document.documentElement.lang || "en", { style: "long", type: "conjunction" });

/** @type {Map<string, HTMLElement>} rows with new totals that nobody has been told of */
const untold = new Map();
let toldAt = -APART;
let timer = 0;
let clearing = 0;
let leader = soleLeader();

/** The row that leads alone; null while the lead is shared. */
function soleLeader() {
  const row = /** @type {HTMLElement | null} */ (document.querySelector("#board tbody > tr"));
  return row?.dataset.rank === "1" && !row.querySelector(".tie") ? row : null;
}

/** @param {HTMLElement} row */
const nameOf = (row) => row.querySelector(".team bdi")?.textContent ?? "";

/** @param {HTMLElement} row */
const totalOf = (row) => exact(row.querySelector(".total"));

/** @param {string} text @param {Record<string, string>} values */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

document.addEventListener("board:shown", (event) => {
  const { changed } = /** @type {CustomEvent<{changed: HTMLElement[]}>} */ (event).detail;
  for (const row of changed) untold.set(row.id, row);
  const now = soleLeader();
  const before = leader;
  leader = now ?? before;
  if (now && before && now.id !== before.id) celebrate(now);
  else if (untold.size && !timer) timer = setTimeout(tellChanges, Math.max(1000, toldAt + APART - performance.now()));
});

/** @param {HTMLElement} row */
function celebrate(row) {
  row.classList.add("is-leading");
  setTimeout(() => row.classList.remove("is-leading"), FANFARE);
  untold.delete(row.id);
  tell(filled(element?.dataset.leads ?? "", { name: nameOf(row), total: totalOf(row) }));
}

function tellChanges() {
  timer = 0;
  const rows = [...untold.values()].filter((row) => row.isConnected);
  untold.clear();
  if (!rows.length || !element) return;
  const named = rows.slice(0, NAMED).map((row) => `${nameOf(row)} ${totalOf(row)}`);
  if (rows.length > NAMED) named.push(filled(element.dataset.more ?? "", { count: String(rows.length - NAMED) }));
  tell(filled(element.dataset.changed ?? "", { teams: list.format(named) }));
}

/** @param {string} sentence */
function tell(sentence) {
  if (!element) return;
  element.textContent = sentence;
  toldAt = performance.now();
  clearTimeout(clearing);
  clearing = setTimeout(() => (element.textContent = ""), STAYS);
}
