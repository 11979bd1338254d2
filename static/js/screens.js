// The page that runs the screens: shows only the fields that the chosen view needs, and keeps who is there up to date.

const WORDS = ["countdown", "announcement"];
const LOOK_EVERY = 10000; // ms

/** @param {HTMLSelectElement} select */
function fit(select) {
  const form = /** @type {HTMLElement} */ (select.closest("form"));
  const words = /** @type {HTMLElement} */ (form.querySelector(".screens-words"));
  const until = /** @type {HTMLElement} */ (form.querySelector(".screens-until"));
  words.hidden = !WORDS.includes(select.value);
  until.hidden = select.value !== "countdown";
}

for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll(".screens-show select"))) {
  fit(select);
  select.addEventListener("change", () => fit(select));
}

// Only the words on who is there are taken from the fresh page: nothing that somebody is filling in.
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(".screen-line");
  const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".screen-line"));
  if (fresh.length !== lines.length) return;
  lines.forEach((line, index) => {
    const now = /** @type {HTMLElement} */ (fresh[index]);
    line.dataset.presence = now.dataset.presence;
    line.querySelector(".screen-presence")?.replaceWith(/** @type {HTMLElement} */ (now.querySelector(".screen-presence")));
  });
}, LOOK_EVERY);
