// Keys of the projected screen, and the buttons that do the same: full screen (and staying awake), theme, code, pages.

import { nextTheme } from "./theme.js";

const SHOWN_FOR = 5000; // ms
export const nextPage = "screen:page";
const bar = document.getElementById("screen-keys");
/** @type {Map<string, () => void>} */
const actions = new Map();
let timer = 0;
/** @type {WakeLockSentinel | null} */
let lock = null;

/**
 * @param {string} key as KeyboardEvent.key has it
 * @param {() => void} action
 */
export const onKeys = (key, action) => void actions.set(key, action);

/** @param {number} by */
const page = (by) => () => void dispatchEvent(new CustomEvent(nextPage, { detail: by }));

onKeys("t", nextTheme);
onKeys("q", () => document.body.classList.toggle("shows-code"));
onKeys("Escape", () => document.body.classList.remove("shows-code"));
onKeys("ArrowRight", page(1));
onKeys("ArrowLeft", page(-1));
onKeys("f", async () => {
  await stayAwake();
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen().catch(() => {});
});

/** Ask that the screen does not go dark. Browsers give it to pages that are looked at, over HTTPS or on this machine. */
async function stayAwake() {
  if (lock && !lock.released) return;
  lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  document.body.dataset.awake = lock ? "yes" : "no";
}

function show() {
  if (!bar) return;
  delete bar.dataset.idle;
  document.body.classList.remove("is-idle");
  clearTimeout(timer);
  timer = setTimeout(() => {
    bar.dataset.idle = "";
    document.body.classList.add("is-idle");
  }, SHOWN_FOR);
}

addEventListener("keydown", (event) => {
  const action = actions.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const pressing = event.target instanceof HTMLButtonElement && (event.key === " " || event.key === "Enter");
  if (!action || event.ctrlKey || event.metaKey || event.altKey || pressing) return;
  event.preventDefault();
  action();
});
bar?.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button) actions.get(button.dataset.key ?? "")?.();
});
addEventListener("pointermove", show);
document.addEventListener("visibilitychange", () => document.hidden || stayAwake());
stayAwake();
show();
