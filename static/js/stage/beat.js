// A named screen's beat: tells the organiser that it is there, what it shows, and how large it is.

const BEAT_EVERY = 30000; // ms

/** @param {string} path */
export function startBeat(path) {
  let told = "";
  const beat = () => {
    told = document.body.dataset.view ?? "";
    const body = new URLSearchParams({ view: told, width: String(innerWidth), height: String(innerHeight) });
    // A beat that does not get through is what "late" means on the organiser's page.
    fetch(path, { method: "POST", body }).catch(() => {});
  };
  beat();
  setInterval(beat, BEAT_EVERY);
  new MutationObserver(() => document.body.dataset.view !== told && beat()).observe(document.body, { attributeFilter: ["data-view"] });
}
