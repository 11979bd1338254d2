// What the desk says, in the judge's language: the texts come with the page, numbers and times from the browser.

const texts = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
// The event's clock, as on the server's own pages, whatever the phone's is set to.
const { timezone: timeZone } = document.body.dataset;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone });

/**
 * @param {string} name
 * @param {Record<string, string | number>} [values] for the {places} in the text
 * @returns {string}
 */
export function say(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ place) => values[place] ?? whole);
}

/**
 * A text that counts: "one" and "other" of this name, as far as the language parts them.
 * @param {string} name
 * @param {number} count
 */
export function sayCount(name, count) {
  const form = `${name}_${new Intl.PluralRules(language).select(count)}`;
  return say(form in texts ? form : `${name}_other`, { count: numbers.format(count) });
}

/** @param {string | number} value */
export const number = (value) => numbers.format(Number(value));

/** @param {string | number} at */
export const time = (at) => clock.format(new Date(at));
