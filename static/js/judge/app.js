// The desk as an app: the service worker, what this phone can and cannot do, and leaving without losing a mark.

import { ask } from "./ask.js";
import { holdLinks, showHint, whose } from "./page.js";
import { showUnsent } from "./places.js";
import { isUnsent, prefixOf } from "./record.js";
import { change, lasting, readAll } from "./store.js";
import { say, sayCount, time } from "./words.js";

export async function startApp() {
  const { stored } = document.documentElement.dataset;
  if (stored !== undefined) {
    const hint = document.getElementById("hint-stored");
    if (hint) hint.textContent = say("stored", { time: time(stored) });
    showHint("stored", true);
  }
  holdLinks();
  showHint("insecure", !isSecureContext);
  showHint("memory", !(await lasting()));
  document.getElementById("leave")?.addEventListener("submit", leave);
  await showUnsent(whose());
}

/**
 * Let the worker keep the desk and one blank sheet for each round.
 * @param {string[]} paths
 */
export async function keepPages(paths) {
  const { worker } = document.body.dataset;
  if (!worker || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.onmessage = ({ data }) => {
    if (data.kept !== undefined) showHint("kept", data.kept);
  };
  await navigator.serviceWorker.register(worker, { scope: "/judge/" });
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage({ keep: paths });
  // Ask the browser not to throw marks away when the phone is full.
  void navigator.storage?.persist?.();
}

/** @param {SubmitEvent} event */
async function leave(event) {
  event.preventDefault();
  const who = whose();
  const count = await showUnsent(who);
  if (count) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("leaving"));
    const text = dialog.querySelector("p");
    if (text) text.textContent = sayCount("leaving", count);
    if (!(await ask(dialog))) return;
  }
  await forget(who);
  /** @type {HTMLFormElement} */ (event.target).submit();
}

/**
 * Who signs out leaves nothing to be seen; only marks that nobody else has stay, out of sight.
 * @param {import("./page.js").Who} who
 */
async function forget(who) {
  await change("desks", prefixOf(who), () => undefined);
  const entries = await readAll("sheets", prefixOf(who));
  for (const { round, team } of entries) {
    await change("sheets", `${prefixOf(who)}${round}/${team}`, (entry) => (entry && isUnsent(entry) ? entry : undefined));
  }
  if (!("caches" in self)) return;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (new URL(request.url).pathname.startsWith(`/judge/${who.event}/${who.judge}/`)) await cache.delete(request);
    }
  }
}
