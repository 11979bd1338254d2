// The presenter's phone: what it shows and does is the server's; this adds a word on lost connections, and a lit screen.

const lost = /** @type {HTMLElement} */ (document.getElementById("presenter-lost"));
const presenter = () => /** @type {HTMLElement} */ (document.getElementById("presenter"));

// --- what a press must not meet ------------------------------------------------------------------------------

// A finger that comes down twice finds the button of the next step under it: it is deaf for a moment.
const DEAF = 700; // ms
let { turn } = presenter().dataset;
let shownAt = 0;

document.addEventListener("htmx:afterSwap", () => {
  // Why a press was refused stands at the top; who pressed far down in the list of stops would not see it.
  presenter().querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  if (presenter().dataset.turn === turn) return;
  ({ turn } = presenter().dataset);
  shownAt = Date.now();
});
document.addEventListener(
  "click",
  (event) => {
    const button = event.target instanceof Element && event.target.closest(".presenter-go");
    if (button && event.isTrusted && Date.now() - shownAt < DEAF) event.preventDefault();
  },
  true,
);

// The page asks for news every second: an open list of stops stays open through it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const open = document.getElementById("presenter-jump")?.hasAttribute("open");
  if (!open || detail.requestConfig?.verb !== "get") return;
  detail.serverResponse = detail.serverResponse.replace('<details class="presenter-jump"', '<details open class="presenter-jump"');
});

// --- connection ----------------------------------------------------------------------------------------------

/** @param {boolean} gone */
function tell(gone) {
  lost.hidden = !gone;
  lost.textContent = gone ? (document.body.dataset.lost ?? "") : "";
}

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => tell(true));
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.status) tell(false);
  if (xhr.status === 404) location.reload();
});

async function keepLit() {
  // Only over HTTPS or on this machine; elsewhere the phone dims as it always does.
  if (!document.hidden) await navigator.wakeLock?.request("screen").catch(() => null);
}
document.addEventListener("visibilitychange", keepLit);
keepLit();
