// Has the worker keep the last page of this screen with all that it needs, so that a reload without network shows it (js/stage/worker.js).
// What is kept is always an answer of the server: what it showed to everybody at that moment, never more.

const SOON = 1000; // ms after a change
const APART = 5000; // ms between two askings, however much changes
// Not "other": that is the page's icon, but the event streams of a screen without WebSocket as well, which never end.
const PARTS = ["script", "link", "img", "css"];

const name = `screen ${location.pathname}`;
let timer = 0;
let askedAt = 0;
let gone = false;

/** @param {string | undefined} worker its address; browsers have none for pages over plain HTTP */
export async function keepScreen(worker) {
  if (!worker || !("serviceWorker" in navigator) || !("caches" in window)) return;
  try {
    await navigator.serviceWorker.register(worker);
  } catch {
    // A page that has come from the worker itself was opened without network, and goes on keeping when that is back.
    if (!navigator.serviceWorker.controller) return;
  }
  document.addEventListener("board:shown", later);
  new MutationObserver(later).observe(document.body, { attributeFilter: ["data-view", "data-subject"] });
  new MutationObserver(later).observe(/** @type {Node} */ (document.getElementById("announcement")), { attributeFilter: ["hidden", "data-ends"] });
  later();
}

/** The server knows this screen no more. */
export function forgetScreen() {
  gone = true;
  clearTimeout(timer);
  if ("caches" in window) caches.delete(name).catch(() => {});
}

function later() {
  clearTimeout(timer);
  if (!gone) timer = setTimeout(keep, Math.max(SOON, askedAt + APART - Date.now()));
}

/** The worker does it: a page of a thousand rows is read beside the one that glides them. */
async function keep() {
  askedAt = Date.now();
  const { active } = await navigator.serviceWorker.ready;
  if (!gone) active?.postMessage({ path: location.pathname, named: named(), files: [...parts()] });
}

/** The scripts and style sheets as the page's head names them: another release, and other colours, name others. */
const named = () => Array.from(document.head.querySelectorAll("script[src], link[rel=stylesheet]"), (each) => each.getAttribute("src") ?? each.getAttribute("href"));

/** The addresses of all that this page has loaded, of its icon, and of pictures whose turn has not come yet. */
function parts() {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  const loaded = entries.filter((entry) => PARTS.includes(entry.initiatorType)).map((entry) => entry.name);
  const pictures = (document.querySelector('#stage [data-panel="picture"]')?.getAttribute("data-pictures") ?? "").split(" ").filter(Boolean);
  const icons = Array.from(document.head.querySelectorAll("link[rel~=icon]"), (each) => each.getAttribute("href") ?? "");
  const all = [...loaded, ...[...pictures, ...icons].map((path) => new URL(path, location.href).href)];
  return new Set(all.filter((address) => new URL(address).origin === location.origin));
}
