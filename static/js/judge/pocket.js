// The desk as the phone keeps it: which sheets there are, in order, and what the server held when it was last asked.

import { idOf, isUnsent, needsJudge, prefixOf } from "./record.js";
import { change, read } from "./store.js";

/**
 * @typedef {{version: number, marks: Record<string, string | null>, reasons: Record<string, string>,
 *   notes: {team: string, private: string}, at: string | null, state: string}} StoredSheet
 * @typedef {{code: string, name: string, organisation: string, order: number | null, table: string, status: string, state: string, why_closed: string, criteria: string[],
 *   sheet: StoredSheet, returned_note: string}} Team
 * @typedef {{code: string, name: string, criteria: {code: string, min: string, max: string, usual: {low: number, high: number} | null}[], teams: Team[]}} Round
 * @typedef {{event: {slug: string}, judge: {code: string}, generation?: number, rounds: Round[], feed: any}} Pocket
 *   what GET /api/judge/desk answers
 * @typedef {{round: Round, team: Team, path: string}} Duty
 */

const desk = document.body.dataset.desk ?? "";

/** @type {any} */
let taken = null;

/** What the feed tells of this judge while the desk is as this page last had it from the server; null: it never had. */
export const takenFeed = () => taken;

/** @param {Pocket} pocket */
const owner = (pocket) => ({ event: pocket.event.slug, judge: pocket.judge.code });

/**
 * Every sheet in running order, with its address.
 * @param {Pocket} pocket
 * @returns {Duty[]}
 */
export const dutiesIn = (pocket) =>
  pocket.rounds.flatMap((round) => round.teams.map((team) => ({ round, team, path: `${desk}${round.code}/${team.code}/` })));

/** The addresses that open a whole desk without network: itself, and one blank sheet for each round. @param {Pocket} pocket */
export const pagesOf = (pocket) => [desk, ...pocket.rounds.map((round) => `${desk}-/${round.code}/`)];

/**
 * @param {Document} page a desk, as the server made it
 * @returns {Promise<Pocket | null>}
 */
export async function keepPocket(page) {
  const text = page.getElementById("pocket")?.textContent;
  if (!text) return null;
  const pocket = /** @type {Pocket} */ (JSON.parse(text));
  taken = pocket.feed;
  return change("desks", prefixOf(owner(pocket)), () => pocket);
}

/**
 * @param {{event: string, judge: string}} who
 * @returns {Promise<Pocket | undefined>}
 */
export const takePocket = (who) => read("desks", prefixOf(who));

/**
 * Ask the server for the desk as it is now.
 * @returns {Promise<{page: Document, pocket: Pocket} | "refused" | null>} null: no answer
 */
export async function fetchDesk() {
  try {
    const answer = await fetch(desk);
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
 * The next sheet to fill in: behind this one first, then from the beginning; what is on its way counts as filled in, but not
 * one that waits for the judge to choose or to put it right.
 * @param {Pocket} pocket
 * @param {import("./record.js").Entry[]} entries
 * @param {string} [path] of the sheet that is shown
 */
export function nextOpen(pocket, entries, path) {
  const known = new Map(entries.map((entry) => [idOf(entry), entry]));
  const duties = dutiesIn(pocket);
  const here = duties.findIndex((duty) => duty.path === path);
  const ahead = [...duties.slice(here + 1), ...duties.slice(0, Math.max(here, 0))];
  return ahead.find(({ round, team }) => {
    const entry = known.get(idOf({ ...owner(pocket), round: round.code, team: team.code, name: "", path: "" }));
    if (needsJudge(entry)) return true;
    const dealtWith = entry && (entry.order || (entry.receipt && !isUnsent(entry)));
    return ["open", "begun", "returned"].includes(team.state) && !team.why_closed && !dealtWith;
  });
}
