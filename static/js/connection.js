// The connection indicator: says in words how the board is kept up to date, and how old it is when it is not.

const element = /** @type {HTMLElement} */ (document.getElementById("connection"));
const text = /** @type {HTMLElement} */ (element.querySelector(".connection-text"));
const age = /** @type {HTMLElement} */ (element.querySelector(".connection-age"));
const clock = formatter(element.dataset.timezone);

const STALE = 5000; // ms without a word from the server before the age is worth showing
// A page that was kept on this machine is as old as it says (js/stage/worker.js).
let heardAt = Date.parse(document.documentElement.dataset.stored ?? "") || Date.now();

/** A board is as old as the clock says that hangs where the event is. @param {string | undefined} timeZone that this browser may not know */
function formatter(timeZone) {
  const { lang } = document.documentElement;
  try {
    return new Intl.DateTimeFormat(lang, { timeStyle: "medium", timeZone });
  } catch {
    return new Intl.DateTimeFormat(lang, { timeStyle: "medium" });
  }
}

/** The server has just confirmed that what is shown is the newest. */
export function heard() {
  heardAt = Date.now();
}

/**
 * @param {import("./ladder.js").State} state
 * @param {string} transport
 */
export function showState(state, transport) {
  if (element.dataset.state !== state) {
    element.dataset.state = state;
    text.textContent = element.dataset[state] ?? state;
  }
  element.dataset.transport = transport;
  showAge();
}

function showAge() {
  const late = ["offline", "reconnecting", "gone"].includes(element.dataset.state ?? "") && Date.now() - heardAt > STALE;
  age.textContent = late ? `${age.dataset.asOf} ${clock.format(heardAt)} (${duration(Date.now() - heardAt)})` : "";
}

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

setInterval(showAge, 1000);
