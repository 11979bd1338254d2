// The projected board: rows as large as fit; more than fit are paged, with the first places held.

const LARGEST = 0.105; // of the height of the page
const SMALLEST = 0.043; // below this the back row cannot read it
const HELD = 3; // first places that stay on every page
const PAGE_FOR = 9000; // ms

const pageLabel = /** @type {HTMLElement} */ (document.getElementById("screen-page"));
let page = 0;

function layout() {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#board-rows > tr:not(.off-view)")]);
  const body = document.getElementById("board-rows");
  if (!body || !rows.length) return;
  for (const row of rows) row.classList.remove("off-page");
  const top = body.getBoundingClientRect().top;
  const room = innerHeight - top - innerHeight * 0.02;
  const fitting = Math.floor(room / (SMALLEST * innerHeight));
  const shown = Math.min(rows.length, fitting);
  const height = Math.min(LARGEST * innerHeight, room / shown);
  document.body.style.setProperty("--row", `${height.toFixed(2)}px`);
  showPage(rows, fitting);
}

/**
 * @param {HTMLElement[]} rows
 * @param {number} fitting
 */
function showPage(rows, fitting) {
  const paged = rows.length > fitting;
  pageLabel.hidden = !paged;
  if (!paged) return;
  const perPage = Math.max(1, fitting - HELD);
  const pages = Math.ceil((rows.length - HELD) / perPage);
  page %= pages;
  // The last page is full as well, so that the rows do not change their number.
  const first = Math.min(HELD + page * perPage, rows.length - perPage);
  rows.forEach((row, index) => row.classList.toggle("off-page", index >= HELD && (index < first || index >= first + perPage)));
  pageLabel.textContent = `${page + 1} / ${pages}`;
}

document.addEventListener("board:shown", layout);
addEventListener("resize", layout);
setInterval(() => {
  page += 1;
  layout();
}, PAGE_FOR);
layout();
