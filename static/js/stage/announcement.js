// The announcement on every screen: shown when it is told, gone when it is cleared or its time is over.

import { serverNow } from "./clock.js";
import { setLength } from "./view.js";

const element = /** @type {HTMLElement} */ (document.getElementById("announcement"));
const words = /** @type {HTMLElement} */ (element.querySelector(".announcement-text"));

/** @param {{text: string, urgent: boolean, ends_at: string | null} | null} announcement */
export function showAnnouncement(announcement) {
  const text = announcement?.text ?? "";
  if (words.textContent !== text) words.textContent = text;
  element.toggleAttribute("data-urgent", announcement?.urgent ?? false);
  element.dataset.ends = announcement?.ends_at ?? "";
  setLength(words);
  look();
}

function look() {
  const ends = Date.parse(element.dataset.ends ?? "");
  const hide = !words.textContent || (!Number.isNaN(ends) && ends <= serverNow());
  document.body.toggleAttribute("data-band", !hide && !element.hasAttribute("data-urgent"));
  if (element.hidden === hide) return;
  element.hidden = hide;
  // The band takes room from the board.
  dispatchEvent(new Event("resize"));
}

setLength(words);
look();
setInterval(look, 500);
