// Long work says that it is under way: a form with data-busy shows these words and a bar once it is sent.

/** @param {HTMLFormElement} form */
function showBusy(form) {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.className = "busy";
  const bar = document.createElement("progress");
  line.append(bar, ` ${form.dataset.busy}`);
  form.append(line);
  // A second press would send twice; the pressed button's own value has gone into the request already.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.busy && !event.defaultPrevented) showBusy(form);
});

// Coming back with the browser's arrow finds the page as it was left: let it be used again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
