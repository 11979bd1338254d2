// What the desk does once it can be used: send what waits, follow the feed, keep itself for when there is no network.

import { keepPages, startApp } from "./app.js";
import { startFeed } from "./feed.js";
import { startOutbox } from "./outbox.js";
import { isStranded, showHint } from "./page.js";
import { fetchDesk, pagesOf } from "./pocket.js";
import { settleAll } from "./settle.js";
import { say } from "./words.js";

/**
 * @param {{event: string, judge: string}} who
 * @param {import("./pocket.js").Pocket | null} pocket as the page brought it
 * @param {{overlay: () => Promise<void>, replace: (page: Document) => Promise<void>}} desk
 */
export async function follow(who, pocket, desk) {
  /** @param {import("./pocket.js").Pocket} fresh the desk as the server has it now */
  async function settle(fresh) {
    await settleAll(who, fresh);
    showHint("signed-out", false);
    await desk.overlay();
    await keepPages(pagesOf(fresh));
  }

  async function refresh() {
    const answer = await fetchDesk();
    if (answer === "refused") showHint("signed-out", true);
    if (!answer || answer === "refused") return;
    await desk.replace(answer.page);
    await settle(answer.pocket);
  }

  /** @param {{signedOut?: boolean}} news */
  function heard({ signedOut }) {
    if (signedOut !== undefined) showHint("signed-out", signedOut);
    void desk.overlay();
  }

  await startApp();
  startOutbox(who, heard);
  startFeed(who.judge, { changed: refresh, counted, connected: (well) => connected(well, refresh) });
  addEventListener("pageshow", (event) => event.persisted && refresh());
  // A page that the phone has kept tells nothing new of what the server has received.
  if (pocket && document.documentElement.dataset.stored === undefined) await settle(pocket);
}

/** @param {{code: string, received: number, expected: number}[]} judges */
function counted(judges) {
  for (const { code, received, expected } of judges) {
    const count = document.querySelector(`[data-judge="${CSS.escape(code)}"] .panel-count`);
    if (count) count.textContent = say(expected ? "panel" : "panel_none", { received, expected });
  }
}

/**
 * The network is there or not; a page that was kept reads itself anew as soon as it is.
 * @param {boolean} well
 * @param {() => void} refresh
 */
export function connected(well, refresh) {
  document.documentElement.toggleAttribute("data-offline", !well);
  showHint("offline", !well && !isStranded());
  showHint("stranded", isStranded());
  if (!well || document.documentElement.dataset.stored === undefined) return;
  delete document.documentElement.dataset.stored;
  showHint("stored", false);
  refresh();
}
