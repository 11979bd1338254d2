// Find a team: by a part of its name, in one division. Rows are hidden, never made.

import { boardTable, rowsOf } from "./rows.js";

const search = /** @type {HTMLInputElement} */ (document.getElementById("finder-search"));
const found = /** @type {HTMLElement} */ (document.getElementById("finder-found"));
const divisions = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll(".finder-divisions button")]);
const PATIENCE = 400; // ms after the last letter before the number of hits is said
let division = new URL(location.href).searchParams.get("division") ?? "";
let timer = 0;

/** Letters without their accents, so that "cafe" finds "Café". @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** @param {Element} row @param {string} wanted */
function hidden(row, wanted) {
  if (division && row.getAttribute("data-division") !== division) return true;
  return wanted !== "" && !plain(row.querySelector(".team")?.textContent ?? "").includes(wanted);
}

function filter() {
  const table = boardTable();
  if (!table) return;
  const wanted = plain(search.value);
  table.classList.toggle("by-division", division !== "");
  table.classList.toggle("is-sifted", division !== "" || wanted !== "");
  let hits = 0;
  for (const row of rowsOf(table).inOrder) {
    const hide = hidden(row, wanted);
    if (row.classList.contains("is-hidden") !== hide) row.classList.toggle("is-hidden", hide);
    hits += hide ? 0 : 1;
  }
  clearTimeout(timer);
  timer = setTimeout(() => say(wanted, hits), PATIENCE);
}

/** @param {string} wanted @param {number} hits */
function say(wanted, hits) {
  const text = !wanted ? "" : hits ? (found.dataset.found ?? "").replace("{count}", String(hits)) : (found.dataset.none ?? "");
  if (found.textContent !== text) found.textContent = text;
}

/** @param {string} code */
function choose(code) {
  division = divisions.some((button) => button.dataset.division === code) ? code : "";
  for (const button of divisions) button.setAttribute("aria-pressed", String(button.dataset.division === division));
  const url = new URL(location.href);
  if (division) url.searchParams.set("division", division);
  else url.searchParams.delete("division");
  history.replaceState(null, "", url);
  filter();
}

search.addEventListener("input", filter);
for (const button of divisions) button.addEventListener("click", () => choose(button.dataset.division ?? ""));
document.addEventListener("board:placed", () => (division || search.value) && filter());
document.addEventListener("board:shown", () => (division || search.value) && filter());
if (division) choose(division);
