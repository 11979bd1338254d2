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
