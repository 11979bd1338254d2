// Teams that this browser follows: kept here, on top of the board as well, with what has changed since the last look.

import { exact } from "./figures.js";

const { event: slug = "" } = document.getElementById("board")?.dataset ?? {};
const section = /** @type {HTMLElement} */ (document.getElementById("followed"));
const rows = /** @type {HTMLElement} */ (document.getElementById("followed-rows"));
const followed = new Set(/** @type {string[]} */ (kept("follow", [])));
/** @type {Record<string, string>} the ranks of the last look */
const seen = kept("seen", {});

/**
 * @template T
 * @param {string} what
 * @param {T} otherwise
 * @returns {T}
 */
function kept(what, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`podium-${what}:${slug}`) ?? "null") ?? otherwise;
  } catch {
    return otherwise; // no store in this browser, or something else wrote there
  }
}

/** @param {string} what @param {unknown} value */
function keep(what, value) {
  try {
    localStorage.setItem(`podium-${what}:${slug}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse; the teams are then followed until the page is left.
  }
}

/** A copy of the server's own row. @param {Element} row */
function copy(row) {
  const clone = /** @type {HTMLElement} */ (row.cloneNode(true));
  clone.removeAttribute("id");
  clone.classList.remove("is-hidden", "is-leading");
  const total = clone.querySelector(".total");
  if (total) total.textContent = exact(row.querySelector(".total"));
  const { team = "", rank = "" } = clone.dataset;
  const before = seen[team];
  if (before && rank && before !== rank) {
    const note = document.createElement("span");
    note.className = "followed-change";
    note.textContent = (rows.dataset.since ?? "").replace("{before}", before).replace("{now}", rank);
    clone.querySelector(".team")?.append(note);
  }
  return clone;
}

/** @param {string} team */
const rowOf = (team) => document.getElementById(`team-${team}`);

function show() {
  const known = [...followed].map(rowOf).filter((row) => row !== null);
  known.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  for (const row of known) press(row, true);
  const fresh = known.map(copy);
  section.hidden = fresh.length === 0;
  const same = fresh.length === rows.children.length && fresh.every((row, index) => row.isEqualNode(rows.children[index]));
  if (!same) rows.replaceChildren(...fresh);
}

/** @param {Element} row @param {boolean} pressed */
const press = (row, pressed) => row.querySelector(".follow button")?.setAttribute("aria-pressed", String(pressed));

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest(".follow button");
  const team = /** @type {HTMLElement | null} */ (button?.closest("tr") ?? null)?.dataset.team;
  if (!button || !team) return;
  const inTop = rows.contains(button);
  if (!followed.delete(team)) followed.add(team);
  keep("follow", [...followed]);
  const row = rowOf(team);
  if (row) press(row, followed.has(team));
  show();
  // The pressed star is gone with its copy: its twin in the board takes the focus.
  if (inTop) /** @type {HTMLElement | null} */ (row?.querySelector(".follow button") ?? null)?.focus({ preventScroll: true });
});

addEventListener("pagehide", () => {
  const ranks = [...followed].map((team) => [team, rowOf(team)?.dataset.rank ?? ""]);
  keep("seen", Object.fromEntries(ranks.filter(([, rank]) => rank)));
});
document.addEventListener("board:shown", show);
show();
