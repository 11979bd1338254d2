// The announcement on every screen: shown when it is told, gone when it is cleared or its time is over.

import { element, fillIn, words } from "../announced.js";
import { serverNow } from "./clock.js";
import { setLength } from "./view.js";

/** @param {import("../announced.js").Announcement | null} announcement */
export function showAnnouncement(announcement) {
  fillIn(announcement);
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
