// A question with two answers, as the browser's own dialog: focus, Escape and screen readers are taken care of.

/**
 * @param {HTMLDialogElement} dialog with a form whose buttons have the values yes and no
 * @returns {Promise<boolean>}
 */
export function ask(dialog) {
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
