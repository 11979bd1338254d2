// Long work says how far it is. A form or link with data-busy shows these words and a bar once it is pressed, and asks
// the server under a key of its own until the next page comes, or, with data-done, until the download has begun.

const EVERY = 300; // ms between two questions
const PATIENCE = 60; // questions about a download of which the server knows nothing

/** @typedef {{state: "working" | "done" | "failed" | "unknown", share?: number, words?: string, count?: string}} Told */

/** A key for one piece of work. randomUUID would need HTTPS. */
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {HTMLElement} from the form or link that was pressed */
function showBusy(from) {
  const line = document.createElement("p");
  line.className = "busy";
  line.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", from.dataset.busy ?? "");
  const words = document.createElement("span");
  words.textContent = from.dataset.busy ?? "";
  // Read out with every step, the count would drown everything else.
  const count = document.createElement("span");
  count.setAttribute("aria-hidden", "true");
  line.append(bar, " ", words, " ", count);
  document.querySelectorAll("p.busy").forEach((old) => old.remove());
  if (from instanceof HTMLFormElement) from.append(line);
  else (from.closest("ul, p") ?? from).after(line);
  return { line, bar, words, count };
}

/**
 * @param {HTMLElement} from
 * @param {string} key
 */
async function follow(from, key) {
  const shown = showBusy(from);
  for (let unknown = 0; unknown < PATIENCE && shown.line.isConnected; ) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    const told = await ask(key);
    unknown = told.state === "unknown" ? unknown + 1 : 0;
    if (told.share) shown.bar.value = told.share;
    if (told.words && shown.words.textContent !== told.words) shown.words.textContent = told.words;
    if (told.count !== undefined) shown.count.textContent = told.count;
    if (told.state === "failed") {
      shown.bar.remove();
      return free(from);
    }
    if (told.state === "done" && from.dataset.done) {
      shown.words.textContent = from.dataset.done;
      setTimeout(() => shown.line.remove(), 8000);
      return free(from);
    }
  }
  if (from.dataset.done) {
    shown.line.remove();
    free(from);
  }
}

/**
 * @param {string} key
 * @returns {Promise<Told>}
 */
async function ask(key) {
  try {
    const answer = await fetch(`/progress/${key}/`, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : { state: "unknown" };
  } catch {
    return { state: "unknown" };
  }
}

/** @param {HTMLElement} from */
const free = (from) => from.querySelectorAll("button, input[type=submit]").forEach((button) => button.removeAttribute("disabled"));

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.dataset.busy || event.defaultPrevented) return;
  const key = newKey();
  const field = form.querySelector("input[name=work]") ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name: "work", value: key });
  form.append(field);
  // A second press would send twice; the pressed button's own value has gone into the request already.
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("button, input[type=submit]"));
  setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
  follow(form, key);
});

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-busy]");
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
  const key = newKey();
  const way = new URL(link.href);
  way.searchParams.set("work", key);
  link.href = way.href;
  follow(link, key);
});

// The key is nothing to keep: a bookmark or a second look at this page is not that work.
const here = new URL(location.href);
if (here.searchParams.has("work")) {
  here.searchParams.delete("work");
  history.replaceState(history.state, "", here);
}

// Coming back with the browser's arrow finds the page as it was left: let it be used again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
