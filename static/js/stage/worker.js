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

addEventListener("message", (event) => {
  // No network, or no room: what was kept before stays.
  event.waitUntil(keep(event.data).catch(() => {}));
});

/**
 * Keep a screen's page anew, with the files that it has loaded (js/stage/keep.js).
 * @param {{path: string, named: string[], files: string[]}} wish `named` are its scripts and style sheets as its head names them
 */
async function keep({ path, named, files }) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const text = await answer.text();
  // A page of another release (or of other colours) names files that this page has never loaded: it is kept once it runs.
  if (!namesJust(text.slice(0, text.indexOf("</head>")), named)) return;
  const headers = new Headers(answer.headers);
  for (const each of ["content-encoding", "content-length"]) headers.delete(each);
  headers.set("x-kept", new Date().toISOString());
  const cache = await caches.open(`screen ${path}`);
  await Promise.all(files.map(async (file) => (await cache.match(file)) || cache.add(file)));
  await cache.put(path, new Response(text, { headers }));
  for (const request of await cache.keys()) {
    const { href, pathname } = new URL(request.url);
    if (pathname !== path && !files.includes(href)) await cache.delete(request);
  }
}

/** @param {string} head @param {string[]} named */
function namesJust(head, named) {
  const count = head.match(/<script [^>]*src=|rel="stylesheet"/g)?.length ?? 0;
  return count === named.length && named.every((each) => head.includes(`"${each}"`));
}

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
