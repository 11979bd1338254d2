// The service worker of an event's screens: a screen that is reloaded without network opens as it was kept (js/stage/keep.js).
// The server is always asked first; what is kept is shown only when it does not answer, and then says so (kept_answer.js, above).

const PARTS = ["script", "style", "image", "font"];

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (PARTS.includes(request.destination)) event.respondWith(part(request));
});

/** @param {Request} request */
async function page(request) {
  const cacheName = `screen ${new URL(request.url).pathname}`;
  const kept = await caches.match(request, { cacheName, ignoreSearch: true, ignoreVary: true });
  try {
    const answer = await inTime(fetch(request), kept);
    // The screen or its event is there no more: nothing of it is shown again.
    if (answer.status === 404 || answer.status === 410) await caches.delete(cacheName);
    return answer.status >= 500 && kept ? marked(kept) : answer;
  } catch (problem) {
    if (kept) return marked(kept);
    throw problem;
  }
}

/** @param {Request} request */
async function part(request) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  try {
    return await inTime(fetch(request), kept);
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
}
