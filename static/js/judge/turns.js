// One tab at a time: the browser's locks where there are any (HTTPS), else a lease in the store that ends by itself.

import { change } from "./store.js";

const LEASE = 20000; // ms; longer than one request may take
const me = Math.random().toString(36).slice(2);

/**
 * Do this work unless another tab is at it; then it is that tab's.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it was ours to do
 */
export async function inTurn(name, work) {
  if (navigator.locks) {
    return navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
  }
  if (!(await take(name))) return false;
  const renewal = setInterval(() => take(name), LEASE / 4);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await change("turns", name, (turn) => (turn?.owner === me ? undefined : turn));
  }
  return true;
}

/** @param {string} name */
async function take(name) {
  const now = Date.now();
  const turn = await change("turns", name, (held) =>
    held && held.owner !== me && held.until > now ? held : { owner: me, until: now + LEASE },
  );
  return turn.owner === me;
}
