// The desk: my teams in order with where each sheet is, a search, and the next team; it follows the desk feed.

import { keepPages, showHint, startApp, whose } from "./judge/app.js";
import { startFeed } from "./judge/feed.js";
import { startOutbox } from "./judge/outbox.js";
import { rowWords, showUnsent } from "./judge/places.js";
import { fetchDesk, keepPocket, nextOpen, pagesOf, takePocket } from "./judge/pocket.js";
import { idOf, prefixOf, stateOf } from "./judge/record.js";
import { startSearch } from "./judge/search.js";
import { settleAll } from "./judge/settle.js";
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
    const entry = known.get(`${prefixOf(who)}${row.dataset.round}/${row.dataset.team}`);
    const words = /** @type {HTMLElement} */ (row.querySelector(".duty-state"));
    words.dataset.server ??= words.textContent ?? "";
    const state = stateOf(entry);
    row.toggleAttribute("data-local", state !== "none");
    if (state !== "none") row.dataset.place = state;
    else delete row.dataset.place;
    words.textContent = entry && state !== "none" ? rowWords(entry) : words.dataset.server;
  }
  await showUnsent(who);
  const pocket = await takePocket(who);
  const next = document.getElementById("next");
  const found = pocket && nextOpen(pocket, entries);
  if (!next) return;
  next.hidden = !found;
  if (!found) return;
  next.textContent = say("next", { team: found.team.name });
  next.setAttribute("href", found.path);
}

/** @param {import("./judge/pocket.js").Pocket} pocket the desk as the server has it now */
async function settle(pocket) {
  await settleAll(who, pocket);
  showHint("signed-out", false);
  await overlay();
  await keepPages(pagesOf(pocket));
}

async function refresh() {
  const desk = await fetchDesk();
  if (desk === "refused") showHint("signed-out", true);
  if (!desk || desk === "refused") return;
  const fresh = desk.page.getElementById("desk-live");
  const focused = live.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  if (fresh) live.replaceChildren(...fresh.childNodes);
  if (focused) /** @type {HTMLElement | null} */ (live.querySelector(`a[href="${CSS.escape(focused)}"]`))?.focus();
  search();
  await settle(desk.pocket);
}

/** @param {{code: string, received: number, expected: number}[]} judges */
function counted(judges) {
  for (const { code, received, expected } of judges) {
    const count = live.querySelector(`[data-judge="${CSS.escape(code)}"] .panel-count`);
    if (count) count.textContent = say("panel", { received, expected });
  }
}

/** @param {boolean} well */
function connected(well) {
  showHint("offline", !well);
  if (!well || document.documentElement.dataset.stored === undefined) return;
  delete document.documentElement.dataset.stored;
  showHint("stored", false);
  void refresh();
}

/** @param {{signedOut?: boolean}} news */
function heard({ signedOut }) {
  if (signedOut !== undefined) showHint("signed-out", signedOut);
  void overlay();
}

async function start() {
  const pocket = await keepPocket(document);
  await overlay();
  document.documentElement.dataset.ready = "";
  await startApp();
  startOutbox(who, heard);
  startFeed(who.judge, { changed: refresh, counted, connected });
  // From the phone's own store the page knows nothing that the server has not said before.
  if (pocket && document.documentElement.dataset.stored === undefined) await settle(pocket);
}

addEventListener("pageshow", (event) => event.persisted && refresh());
void start();
