// Times that the server keeps and the screen only draws: how long until a countdown ends.

const LOOK_EVERY = 600000; // ms between two looks at the server's clock
const TICK = 250; // ms

/** How far the server's clock is ahead of ours, in ms. */
let ahead = 0;

const panel = /** @type {HTMLElement} */ (document.querySelector('[data-panel="countdown"]'));
const face = /** @type {HTMLElement} */ (panel.querySelector(".stage-clock"));

/** The server's time in ms since 1970. */
export const serverNow = () => Date.now() + ahead;

/** @param {string} path where the server tells its time */
export function startClock(path) {
  look(path);
  setInterval(() => look(path), LOOK_EVERY);
  setInterval(drawClock, TICK);
}

/** @param {string} path */
async function look(path) {
  const asked = Date.now();
  try {
    const { now } = await (await fetch(path, { cache: "no-store" })).json();
    ahead = now - (asked + Date.now()) / 2;
    drawClock();
  } catch {
    // Without an answer our own clock goes on.
  }
}

/** Draw what is left, rounded up: 0:00 comes exactly at the end. */
export function drawClock() {
  const ends = Date.parse(panel.dataset.ends ?? "");
  const left = Number.isNaN(ends) ? 0 : Math.max(0, Math.ceil((ends - serverNow()) / 1000));
  const text = inWords(left);
  if (face.textContent !== text) face.textContent = text;
  face.toggleAttribute("data-long", left >= 3600);
  face.toggleAttribute("data-over", left === 0);
}

/** @param {number} seconds */
function inWords(seconds) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
