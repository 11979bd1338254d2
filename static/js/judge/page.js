// Whose page this is, and the lines at its top that say what this phone can and cannot do.

/** @typedef {{event: string, judge: string}} Who */

/** @returns {Who} whose page this is */
export const whose = () => ({ event: document.body.dataset.event ?? "", judge: document.body.dataset.judge ?? "" });

/**
 * @param {string} id
 * @param {boolean} on
 */
export function showHint(id, on) {
  const hint = document.getElementById(`hint-${id}`);
  if (hint) hint.hidden = !on;
}

/** Whether marks that are given now are wiped later: said on every page that is open, as soon as it changes. @param {boolean} on */
export function showRehearsal(on) {
  const badge = document.getElementById("rehearsal");
  if (badge) badge.hidden = !on;
}

/** Whether there is no connection, and no worker that could open a page all the same: who leaves this one loses it. */
export const isStranded = () => !navigator.serviceWorker && (!navigator.onLine || document.documentElement.dataset.offline !== undefined);

/** Links lead nowhere then: the browser would put its own page in the place of marks that are not sent. */
export function holdLinks() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest('a[href]:not([href^="#"])');
    if (!link || !isStranded()) return;
    event.preventDefault();
    document.getElementById("hint-stranded")?.scrollIntoView({ block: "center" });
  });
}
