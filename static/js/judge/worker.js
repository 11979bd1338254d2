// The service worker of the desk. FACTS and kept_answer.js stand above (judging/installable.py). Online the server
// is always asked first; what is kept here is for when it does not answer, and belongs to judges who are signed in on this phone.

const STATIC = `podium-static-${FACTS.release}`;
const PAGES = `podium-pages-${FACTS.release}`;

addEventListener("install", (event) => {
  const files = FACTS.files.map((file) => new Request(file, { cache: FACTS.immutable ? "default" : "reload" }));
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(files)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepPages(event.data.keep).then((kept) => event.source?.postMessage({ kept })));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/judge/out/") event.waitUntil(forget("/judge/"));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith(FACTS.prefix)) event.respondWith(file(request));
  else if (url.pathname.startsWith("/judge/") && !url.pathname.startsWith("/judge/in/")) event.respondWith(page(event, url.pathname));
});

// --- a new release -------------------------------------------------------------------------------------

/** The pages that were kept name the files of the old release: each is asked for anew before those go. */
async function takeOver() {
  const older = (await caches.keys()).filter((name) => name.startsWith("podium-") && name !== STATIC && name !== PAGES);
  const paths = [];
  for (const name of older.filter((name) => name.startsWith("podium-pages-"))) {
    paths.push(...(await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname));
  }
  await keepPages(paths);
  await clients.claim();
}

/** @param {string[]} paths */
async function keepPages(paths) {
  const kept = await Promise.all(paths.map((path) => fetch(path).then((answer) => remember(path, answer), () => false)));
  if (!kept.every(Boolean)) return false;
  for (const name of await caches.keys()) {
    if (name.startsWith("podium-") && name !== STATIC && name !== PAGES) await caches.delete(name);
  }
  return true;
}

// --- pages -----------------------------------------------------------------------------------------------

/**
 * The address under which a page is kept: a desk by itself, a sheet as the blank one of its round.
 * @param {string} path
 */
function keptUnder(path) {
  const [, slug, judge, round, team] = path.split("/").filter(Boolean);
  if (!judge || (round && !team)) return null;
  if (!round || round === "-") return path;
  return `/judge/${slug}/${judge}/-/${round}/`;
}

/**
 * @param {FetchEvent} event
 * @param {string} path
 */
async function page(event, path) {
  const { request } = event;
  const under = keptUnder(path);
  const kept = under && (await caches.match(under));
  try {
    const answer = await inTime(fetch(request), kept && request.mode === "navigate");
    if (answer.status >= 500 && kept && request.mode === "navigate") return marked(kept);
    if (path === under) event.waitUntil(remember(path, answer.clone()));
    return answer;
  } catch (problem) {
    if (request.mode !== "navigate") throw problem;
    return kept ? marked(kept) : elsewhere(path);
  }
}

/**
 * Keep an answer, or drop everything of a judge who is not let in any more.
 * @param {string} path
 * @param {Response} answer
 */
async function remember(path, answer) {
  if (answer.status === 403 || answer.status === 404) await forget(`/${path.split("/").slice(1, 4).join("/")}/`);
  if (!answer.ok || answer.redirected || answer.type !== "basic") return false;
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set("x-kept", new Date().toISOString());
  await (await caches.open(PAGES)).put(path, new Response(await answer.blob(), { headers }));
  return true;
}

/** @param {string} prefix */
async function forget(prefix) {
  for (const name of (await caches.keys()).filter((name) => name.startsWith("podium-pages-"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) if (new URL(request.url).pathname.startsWith(prefix)) await cache.delete(request);
  }
}

/** @param {string} path */
async function elsewhere(path) {
  if (path === "/judge/") {
    const cache = await caches.open(PAGES);
    const desk = (await cache.keys()).map((request) => new URL(request.url).pathname).find((each) => each.split("/").length === 5);
    if (desk) return Response.redirect(desk);
  }
  return new Response(FACTS.offline, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

// --- files -----------------------------------------------------------------------------------------------

/** @param {Request} request */
async function file(request) {
  const kept = await caches.match(request.url);
  if (kept && FACTS.immutable) return kept;
  try {
    return await fetch(request);
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
}
