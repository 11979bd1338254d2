// The desk as the phone keeps it: which sheets there are, in order, and what the server held when it was last asked.

import { idOf, isUnsent, prefixOf } from "./record.js";
import { change, read } from "./store.js";

/**
 * @typedef {{round: string, team: string, name: string, lead: string, path: string, blank: string, criteria: string[], open: boolean,
 *   closed: string, version: number, scores: Record<string, string | null>, reasons?: any, notes?: any, state: string}} PocketSheet
 * @typedef {{event: string, judge: string, desk: string, sheets: PocketSheet[]}} Pocket
 */

/**
 * @param {Document} page a desk, as the server made it
 * @returns {Promise<Pocket | null>}
 */
export async function keepPocket(page) {
  const text = page.getElementById("pocket")?.textContent;
  if (!text) return null;
  const pocket = /** @type {Pocket} */ (JSON.parse(text));
  return change("desks", prefixOf(pocket), () => pocket);
}

/**
 * @param {{event: string, judge: string}} who
 * @returns {Promise<Pocket | undefined>}
 */
export const takePocket = (who) => read("desks", prefixOf(who));

/**
 * Ask the server for the desk as it is now.
 * @param {string} path
 * @returns {Promise<{page: Document, pocket: Pocket} | "refused" | null>} null: no answer
 */
export async function fetchDesk(path) {
  try {
    const answer = await fetch(path, { redirect: "error" });
    if (answer.status === 403 || answer.status === 404) return "refused";
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const pocket = await keepPocket(page);
    return pocket && { page, pocket };
  } catch {
    return null;
  }
}

/**
 * The next sheet to fill in: behind this one first, then from the beginning; what is on its way counts as filled in.
 * @param {Pocket} pocket
 * @param {import("./record.js").Entry[]} entries
 * @param {string} path of the sheet that is shown
 */
export function nextOpen(pocket, entries, path) {
  const known = new Map(entries.map((entry) => [idOf(entry), entry]));
  const here = pocket.sheets.findIndex((sheet) => sheet.path === path);
  const ahead = [...pocket.sheets.slice(here + 1), ...pocket.sheets.slice(0, Math.max(here, 0))];
  return ahead.find((sheet) => {
    const entry = known.get(idOf({ ...sheet, event: pocket.event, judge: pocket.judge }));
    return sheet.open && !(entry && (entry.order || (entry.receipt && !isUnsent(entry))));
  });
}
