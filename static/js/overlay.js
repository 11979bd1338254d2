// The overlay: the first rows, or one team's. All others step aside.

import { boardTable, rowsOf } from "./rows.js";

const { only, rows = "" } = document.body.dataset;
/** @type {HTMLElement[]} */
let shown = [];

function choose() {
  const table = boardTable();
  if (!table) return;
  const { byTeam, inOrder } = rowsOf(table);
  const one = byTeam.get(only ?? "");
  const now = only ? (one ? [one] : []) : inOrder.slice(0, Number(rows));
  for (const row of shown) if (!now.includes(row)) row.classList.remove("is-on-air");
  for (const row of now) row.classList.add("is-on-air");
  shown = now;
}

// Before rows are measured for their glide where the page says so, and in any case once they are shown.
document.addEventListener("board:placed", choose);
document.addEventListener("board:shown", choose);
choose();
