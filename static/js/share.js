// Share the board's address: with the phone's own sheet, else copied, else shown to be copied by hand.

const button = /** @type {HTMLButtonElement} */ (document.getElementById("finder-share"));
const { address = location.href, copied = "" } = button.dataset;

button.addEventListener("click", async () => {
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: address });
    else {
      // Over plain HTTP browsers have no clipboard for pages.
      await navigator.clipboard.writeText(address);
      say(copied);
    }
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") showAddress();
  }
});

/** @param {string} text */
function say(text) {
  const found = document.getElementById("finder-found");
  if (found) found.textContent = text;
}

function showAddress() {
  let field = /** @type {HTMLInputElement | null} */ (document.querySelector(".finder-address"));
  if (!field) {
    field = document.createElement("input");
    field.className = "finder-address";
    field.readOnly = true;
    field.value = address;
    field.setAttribute("aria-label", button.textContent ?? "");
    button.after(field);
  }
  field.focus();
  field.select();
}
