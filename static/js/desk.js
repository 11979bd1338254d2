// The desk: my teams in order with where each sheet is, a search, and the next team. It can be used before it follows.

import { whose } from "./judge/page.js";
import { rowWords, showUnsent } from "./judge/places.js";
import { dutiesIn, keepPocket, nextOpen, takePocket } from "./judge/pocket.js";
import { idOf, isUnsent, prefixOf, stateOf } from "./judge/record.js";
import { startSearch } from "./judge/search.js";
import { readAll } from "./judge/store.js";
import { say } from "./judge/words.js";

/** @typedef {import("./judge/record.js").Entry} Entry */

const who = whose();
const live = /** @type {HTMLElement} */ (document.getElementById("desk-live"));
const search = startSearch();

/** Over what the server knows of each sheet lies what only this phone knows. */
async function overlay() {
  const entries = /** @type {Entry[]} */ (await readAll("sheets", prefixOf(who)));
  const known = new Map(entries.map((entry) => [idOf(entry), entry]));
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (live.querySelectorAll(".duty"))) {
    showRow(row, known.get(`${prefixOf(who)}${row.dataset.round}/${row.dataset.team}`));
  }
  await showUnsent(who);
  const pocket = await takePocket(who);
  if (!pocket) return;
  showProgress(pocket, entries);
  const next = document.getElementById("next");
  if (!next) return;
  const found = nextOpen(pocket, entries);
  next.hidden = !found;
  if (!found) return;
  next.textContent = say("next", { team: found.team.name });
  next.setAttribute("href", found.path);
}

/**
 * What is on this phone alone is not scored yet, whatever older version the server has of it.
 * @param {import("./judge/pocket.js").Pocket} pocket
 * @param {Entry[]} entries
 */
function showProgress(pocket, entries) {
  const unsent = new Set(entries.filter(isUnsent).map(idOf));
  const done = dutiesIn(pocket).filter(({ team }) => team.state === "done" && team.status === "active");
  const undone = done.filter(({ round, team }) => unsent.has(`${prefixOf(who)}${round.code}/${team.code}`)).length;
  const thanks = document.getElementById("all-scored");
  if (thanks) thanks.hidden = unsent.size > 0;
  const line = /** @type {HTMLElement | null} */ (live.querySelector(".desk-progress"));
  const [words, bar] = [line?.querySelector("strong"), line?.querySelector("progress")];
  if (!line || !words || !bar) return;
  const received = Number(line.dataset.done) - undone;
  words.textContent = say("panel", { received, expected: line.dataset.expected ?? "" });
  bar.value = received;
}

/**
 * @param {HTMLElement} row
 * @param {Entry | undefined} entry
 */
function showRow(row, entry) {
  const words = /** @type {HTMLElement} */ (row.querySelector(".duty-state"));
  words.dataset.server ??= words.textContent ?? "";
  const state = stateOf(entry);
  const local = entry !== undefined && state !== "none";
  row.toggleAttribute("data-local", local);
  row.dataset.place = state;
  words.textContent = local ? rowWords(entry) : words.dataset.server;
}

/**
 * Put the server's list in the place of the one that is shown; who has the focus keeps it.
 * @param {Document} page
 */
async function replace(page) {
  const fresh = page.getElementById("desk-live");
  const focused = live.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  if (fresh) live.replaceChildren(...fresh.childNodes);
  if (focused) /** @type {HTMLElement | null} */ (live.querySelector(`a[href="${CSS.escape(focused)}"]`))?.focus();
  search();
  await overlay();
}

async function start() {
  const pocket = await keepPocket(document);
  await overlay();
  document.documentElement.dataset.ready = "";
  // On a slow network everything else may come after the first tap.
  const { follow } = await import("./judge/follow.js");
  await follow(who, pocket, { overlay, replace });
}

void start();
