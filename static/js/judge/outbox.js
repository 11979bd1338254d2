// Sends what is kept: each sheet once, whatever the network does. Retries with full jitter; one tab sends at a time.

import { outcomeOf } from "./answer.js";
import { answered, idOf, prefixOf } from "./record.js";
import { change, readAll } from "./store.js";
import { inTurn } from "./turns.js";

const PATIENCE = 15000; // ms for one answer
const SHORTEST_WAIT = 1000; // ms
const LONGEST_WAIT = 30000; // ms
const SPREAD = 1000; // ms

/** @typedef {import("./record.js").Entry} Entry */

/** @type {{event: string, judge: string}} */
let who;
/** @type {(event: {changed?: string, signedOut?: boolean, sending?: string | null}) => void} changed: the id of a sheet */
let tell = () => {};
let failures = 0;
let timer = 0;
let running = false;
let again = false;
const channel = "BroadcastChannel" in self ? new BroadcastChannel("podium-desk") : null;

/** A key that no other sheet ever has; crypto.randomUUID is only there with HTTPS. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Send this judge's sheets from now on, and again whenever the network or the judge comes back.
 * @param {{event: string, judge: string}} identity
 * @param {typeof tell} listener hears of every change of an entry, in this tab or another
 */
export function startOutbox(identity, listener) {
  who = identity;
  tell = listener;
  if (channel) channel.onmessage = ({ data }) => tell({ changed: data });
  // The phones of a whole hall find its network again in one moment.
  addEventListener("online", () => setTimeout(sendNow, Math.random() * SPREAD));
  addEventListener("pageshow", (event) => event.persisted && sendNow());
  document.addEventListener("visibilitychange", () => document.hidden || sendNow());
  sendNow();
}

/** Send what waits, without waiting any longer. */
export function sendNow() {
  failures = 0;
  void drain();
}

/**
 * Keep a change, and tell every tab of it.
 * @param {import("./record.js").Place} place
 * @param {(entry: any) => Entry | undefined} next
 */
export async function keep(place, next) {
  const entry = await change("sheets", idOf(place), next);
  channel?.postMessage(idOf(place));
  return entry;
}

async function drain() {
  clearTimeout(timer);
  if (running) {
    again = true;
    return;
  }
  running = true;
  let wait = 0;
  try {
    do {
      again = false;
      const mine = await inTurn(`podium-outbox ${prefixOf(who)}`, async () => {
        wait = await sendAll();
      });
      // Another tab sends; should it be closed meanwhile, this one looks again.
      if (!mine) wait = SHORTEST_WAIT * 3;
    } while (again);
  } finally {
    running = false;
  }
  if (wait && (await waiting()).length) timer = setTimeout(drain, wait);
}

/** @returns {Promise<Entry[]>} what may be sent, oldest first */
async function waiting() {
  const entries = /** @type {Entry[]} */ (await readAll("sheets", prefixOf(who)));
  return entries.filter((entry) => entry.order && !entry.order.hold).sort((one, two) => (one.order?.at ?? 0) - (two.order?.at ?? 0));
}

/** @returns {Promise<number>} ms until the next attempt, 0 when there is nothing to wait for */
async function sendAll() {
  for (let entries = await waiting(); entries.length; entries = await waiting()) {
    const outcome = await send(entries[0]);
    if (outcome.kind === "signed-out") {
      tell({ signedOut: true });
      return 0;
    }
    if (outcome.kind === "later") {
      failures += 1;
      return outcome.wait + Math.random() * Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** failures);
    }
    failures = 0;
  }
  return 0;
}

/** @param {Entry} entry */
async function send(entry) {
  // What was tried may have arrived, even if no answer ever comes.
  const tried = await keep(entry, (now) => (now?.order ? { ...now, order: { ...now.order, tried: true } } : now));
  const order = tried?.order;
  if (!order) return /** @type {import("./answer.js").Outcome} */ ({ kind: "new-key" });
  tell({ changed: idOf(entry), sending: idOf(entry) });
  const outcome = await post(tried, order);
  await keep(entry, (now) => now && answered(now, order.key, outcome, newKey()));
  tell({ changed: idOf(entry), sending: null, signedOut: outcome.kind === "signed-out" });
  return outcome;
}

/**
 * @param {Entry} entry
 * @param {import("./record.js").Order} order
 * @returns {Promise<import("./answer.js").Outcome>}
 */
async function post(entry, order) {
  const { event, judge, round, team } = entry;
  const { scores, reasons, notes } = order.sheet;
  const body = { eventId: event, roundId: round, teamId: team, judgeId: judge, scores, reasons, notes, base: order.base, generation: order.generation };
  const patience = new AbortController();
  const timeout = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch("/api/judge/score", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), "Idempotency-Key": order.key },
      body: JSON.stringify(body),
      signal: patience.signal,
    });
    return outcomeOf(answer.status, await answer.json().catch(() => null), answer.headers.get("Retry-After"));
  } catch {
    return { kind: "later", wait: 0 };
  } finally {
    clearTimeout(timeout);
  }
}

const csrfToken = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
