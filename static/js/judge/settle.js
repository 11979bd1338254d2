// The server's desk is known anew: what it has received is let go here, and what waited for a lock to end goes on.

import { sendNow } from "./outbox.js";
import { dutiesIn } from "./pocket.js";
import { idOf, prefixOf, settled } from "./record.js";
import { change, readAll } from "./store.js";

/**
 * @param {{event: string, judge: string}} who
 * @param {import("./pocket.js").Pocket} pocket
 */
export async function settleAll(who, pocket) {
  const teams = new Map(dutiesIn(pocket).map(({ round, team }) => [`${prefixOf(who)}${round.code}/${team.code}`, team]));
  for (const entry of await readAll("sheets", prefixOf(who))) {
    const team = teams.get(idOf(entry));
    if (team) await change("sheets", idOf(entry), (now) => settled(now, team.sheet.version, team.why_closed, pocket.generation));
  }
  sendNow();
}
