// Marks as text: one spelling for each number, and when two sheets say the same. Pure; no number is ever a float here.

/**
 * @typedef {Record<string, string | null>} Scores by criterion; null: abstained; not there: not given
 * @typedef {{scores: Scores, reasons: Record<string, string>, notes: {team: string, private: string}}} Sheet
 */

/** @returns {Sheet} */
export const emptySheet = () => ({ scores: {}, reasons: {}, notes: { team: "", private: "" } });

/**
 * The shortest way to write this number: "07,50" is "7.5".
 * @param {string} text
 * @returns {string | null} null where it is no number
 */
export function plain(text) {
  const found = /^([+-]?)0*(\d*)(?:[.,](\d*?)0*)?$/.exec(text.trim());
  if (!found || !/\d/.test(text)) return null;
  const [, sign, whole, part] = found;
  const digits = `${whole || "0"}${part ? `.${part}` : ""}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

/**
 * @param {Sheet} one
 * @param {{scores?: Scores, marks?: Scores, reasons?: any, notes?: any}} other a sheet, or what the server calls `current`
 */
export function sameSheet(one, other) {
  const scores = other.scores ?? other.marks ?? {};
  if (!sameTexts(one.scores, scores, (text) => (text === null ? null : plain(text)))) return false;
  if (other.reasons && !sameTexts(one.reasons, other.reasons, trimmed)) return false;
  return !other.notes || sameTexts(one.notes, other.notes, trimmed);
}

/** @param {string | null} text */
const trimmed = (text) => text?.trim() || undefined;

/**
 * @param {Record<string, any>} one
 * @param {Record<string, any>} other
 * @param {(text: any) => any} spelt undefined counts as not there
 */
function sameTexts(one, other, spelt) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const value = (/** @type {Record<string, any>} */ texts, /** @type {string} */ name) => (name in texts ? spelt(texts[name]) : undefined);
  return [...names].every((name) => value(one, name) === value(other, name));
}
