// A sheet from before a rehearsal began or was wiped: it goes out only if its judge says so, or is thrown away.

const panel = () => /** @type {HTMLElement} */ (document.getElementById("outlived"));

/** @param {boolean} shown */
export function showOutlived(shown) {
  if (panel().hidden !== shown) return;
  panel().hidden = !shown;
  if (shown) panel().focus();
}

/** @param {(away: boolean) => void} chosen */
export function onOutlived(chosen) {
  panel().addEventListener("click", (event) => {
    const choice = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.choice;
    if (choice) chosen(choice === "away");
  });
}
