// Finds a team by its number, its name or where it comes from; Enter opens the one that is left.

/** @returns {() => void} to be called when the list is another one */
export function startSearch() {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
  const field = /** @type {HTMLInputElement} */ (document.getElementById("search-field"));
  const none = /** @type {HTMLElement} */ (document.getElementById("search-none"));
  const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#desk-live [data-search]")]);

  function filter() {
    const wanted = plain(field.value.trim());
    for (const row of rows()) row.hidden = !matches(row.dataset.search ?? "", wanted);
    for (const round of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".desk-round"))) {
      round.hidden = wanted !== "" && !round.querySelector("[data-search]:not([hidden])");
    }
    none.textContent = rows().length && rows().every((row) => row.hidden) ? (none.dataset.none ?? "") : "";
  }

  form.hidden = rows().length === 0;
  field.addEventListener("input", filter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rows().find((row) => !row.hidden)?.querySelector("a")?.click();
  });
  return filter;
}

/**
 * A number finds the team with exactly it; anything else may stand anywhere.
 * @param {string} text "7 team-7 Robots Berlin"
 * @param {string} wanted
 */
function matches(text, wanted) {
  if (/^\d+$/.test(wanted) && text.split(" ")[0] === wanted) return true;
  return plain(text).includes(wanted);
}

/** Without case and accents: nobody types them on a phone. @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
