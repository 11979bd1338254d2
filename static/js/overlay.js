// The overlay of a single team: every other row steps aside. Without a team css/overlay.css alone says which rows show.

const { only } = document.body.dataset;

function choose() {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#board-rows > tr"))) {
    row.classList.toggle("is-beside", row.dataset.team !== only);
  }
}

if (only) {
  // Before rows are measured for their glide where the page says so, and in any case once they are shown.
  document.addEventListener("board:placed", choose);
  document.addEventListener("board:shown", choose);
  choose();
}
