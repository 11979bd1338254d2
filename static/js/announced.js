// The announcement's place in a page, the same on phones and on screens: its words, how urgent they are and when they end.

/** @typedef {{text: string, urgent: boolean, ends_at: string | null}} Announcement */

export const element = /** @type {HTMLElement} */ (document.getElementById("announcement"));
export const words = /** @type {HTMLElement} */ (element.querySelector(".announcement-text"));

/** @param {Announcement | null} announcement */
export function fillIn(announcement) {
  const text = announcement?.text ?? "";
  if (words.textContent !== text) words.textContent = text;
  element.toggleAttribute("data-urgent", announcement?.urgent ?? false);
  element.dataset.ends = announcement?.ends_at ?? "";
}
