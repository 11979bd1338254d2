// The clock of the projected screen: the time where the event is, or what is left of the round. The server says what time it is.

const clock = document.getElementById("screen-clock");
const ends = document.getElementById("screen-ends");
const URGENT = 60; // seconds
const SMALL = 2000; // ms of difference that are the way of the page and not a wrong clock
const language = document.documentElement.lang || "en";
const time = formatter(clock?.dataset.timezone);
const offset = serverOffset();

/** The server's time in ms since 1970, as far as this page knows it. */
export const serverNow = () => Date.now() + offset;

/** @param {string | undefined} timeZone that this browser may not know */
function formatter(timeZone) {
  try {
    return new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone });
  } catch {
    return new Intl.DateTimeFormat("en", { timeStyle: "short" });
  }
}

/** How wrong this machine's clock is. A page from the browser's own store says nothing of it. */
function serverOffset() {
  if (document.documentElement.dataset.stored) return 0;
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const by = Date.parse(document.body.dataset.now ?? "") - (performance.timeOrigin + (entry?.responseStart ?? 0));
  return Number.isNaN(by) || Math.abs(by) < SMALL || entry?.type === "back_forward" || !entry?.transferSize ? 0 : by;
}

/** @param {number} seconds */
function left(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = hours ? [hours, String(minutes).padStart(2, "0")] : [minutes];
  return [...parts, String(seconds % 60).padStart(2, "0")].join(":");
}

function show() {
  if (!clock || !ends) return;
  const now = serverNow();
  const round = /** @type {HTMLElement | null} */ (document.querySelector("#board-status .board-ends"));
  const seconds = round ? Math.ceil((Date.parse(round.dataset.ends ?? "") - now) / 1000) : NaN;
  const counting = !Number.isNaN(seconds);
  const text = counting ? (seconds > 0 ? left(seconds) : (clock.dataset.over ?? "")) : time.format(now);
  if (clock.textContent !== text) clock.textContent = text;
  clock.toggleAttribute("data-urgent", counting && seconds <= URGENT);
  const words = (seconds > 0 ? ends.dataset.left : ends.dataset.over) ?? "";
  const about = counting && round ? `${words.replace("{round}", round.dataset.round ?? "")} · ${time.format(now)}` : "";
  if (ends.textContent !== about) ends.textContent = about;
  ends.hidden = !counting;
  clock.hidden = false;
  // On the full second, so that it never shows one twice or leaves one out.
  setTimeout(show, 1000 - (now % 1000) + 5);
}

show();
