// What an answer of POST /api/judge/score means for the sheet that was sent. Pure.

/**
 * @typedef {{code: string, error: string, fields?: Record<string, string>, current?: any}} Hold why an order waits for somebody
 * @typedef {{kind: "received", receipt: {version: number, state: string, at: string}} | {kind: "changed", current: any, hold: Hold}
 *   | {kind: "held", hold: Hold} | {kind: "later", wait: number} | {kind: "signed-out"} | {kind: "new-key"}} Outcome
 *   later: try again by ourselves, after at least `wait` ms
 */

/**
 * @param {number} status
 * @param {any} body
 * @param {string | null} retryAfter the header's seconds
 * @returns {Outcome}
 */
export function outcomeOf(status, body, retryAfter = null) {
  if (status === 200 && body?.score_version) {
    return { kind: "received", receipt: { version: body.score_version, state: body.state ?? "pending", at: body.received_at } };
  }
  if (status === 401) return { kind: "signed-out" };
  if (status === 409 && body?.current) return { kind: "changed", current: body.current, hold: holdOf("changed", body) };
  if (body?.code === "key_reused") return { kind: "new-key" };
  // A page from before the sign-in carries an old token; the next attempt reads the cookie anew.
  if (body?.code === "csrf" || TEMPORARY.has(status) || status >= 500 || !body?.error) {
    return { kind: "later", wait: 1000 * (Number(retryAfter) || 0) };
  }
  return { kind: "held", hold: holdOf(body.code ?? CODES[status] ?? "malformed", body) };
}

const TEMPORARY = new Set([408, 425, 429]);

/** @type {Record<number, string>} what a status means where the body has no code */
const CODES = { 403: "not_yours", 404: "unknown", 409: "locked", 422: "out_of_range" };

/**
 * @param {string} code
 * @param {any} body
 * @returns {Hold}
 */
const holdOf = (code, body) => ({ code, error: body.error ?? "", fields: body.fields, current: body.current });
