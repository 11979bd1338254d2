// The sheet on a phone: the steppers, the running total, and a word when the network lets a send down.

const inputs = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("#sheet input[data-weight]")]);

/** The marks as the judge sees them x weights; what is not given counts for nothing. */
function showTotal() {
  const output = document.getElementById("running-total");
  if (!output) return;
  const given = inputs().filter((input) => input.value.trim() !== "" && !Number.isNaN(valueOf(input)));
  const total = given.reduce((sum, input) => sum + valueOf(input) * Number(input.dataset.weight), 0);
  output.textContent = given.length ? String(Math.round(total * 1e6) / 1e6) : (output.dataset.none ?? "");
}

/** @param {HTMLInputElement} input */
const valueOf = (input) => Number(input.value.replace(",", "."));

/**
 * One step up or down; from an empty field up to the minimum, so that a mark is never given by accident in between.
 * @param {HTMLButtonElement} button
 */
function step(button) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.for ?? ""));
  const low = Number(input.min);
  const by = input.step === "any" ? 1 : Number(input.step);
  const value = input.value === "" ? low : Math.min(Number(input.max), Math.max(low, valueOf(input) + by * Number(button.dataset.step)));
  input.value = String(Math.round(value * 1e6) / 1e6);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button[data-step]");
  if (button) step(/** @type {HTMLButtonElement} */ (button));
});

document.addEventListener("input", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const fields = input.closest(".criterion");
  if (fields && input.type === "checkbox" && input.checked) {
    const mark = /** @type {HTMLInputElement} */ (fields.querySelector("input[data-weight]"));
    mark.value = "";
  } else if (fields && input.dataset.weight && input.value !== "") {
    /** @type {HTMLInputElement} */ (fields.querySelector("input[type=checkbox]")).checked = false;
  }
  showTotal();
});

/** The steppers are worth showing only where they work. */
function prepare() {
  for (const button of document.querySelectorAll("button[data-step]")) /** @type {HTMLElement} */ (button).hidden = false;
  showTotal();
}

document.addEventListener("htmx:afterSwap", () => {
  prepare();
  const state = /** @type {HTMLElement | null} */ (document.querySelector(".sheet-state"));
  state?.setAttribute("tabindex", "-1");
  state?.focus({ preventScroll: true });
});

/** @param {string} text */
function notSent(text) {
  let note = document.getElementById("not-sent");
  if (!note) {
    note = document.createElement("p");
    note.id = "not-sent";
    note.className = "sheet-state bad";
    note.setAttribute("role", "alert");
    document.querySelector(".sheet-foot")?.prepend(note);
  }
  note.textContent = text;
}

const words = document.body.dataset;
document.addEventListener("htmx:sendError", () => notSent(words.offline ?? ""));
document.addEventListener("htmx:timeout", () => notSent(words.offline ?? ""));
document.addEventListener("htmx:responseError", () => notSent(words.failed ?? ""));

prepare();
