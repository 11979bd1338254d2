// Which frames a screen takes (design 1 and 4.2). Pure: no page, no network.

/** @typedef {{epoch: string, version: number}} Cursor */
/** @typedef {{type: "full"|"patch"|"heartbeat", cursor: string, from?: string}} Frame */

/**
 * @param {string | null | undefined} text such as "k3.42"
 * @returns {Cursor | null} null where the text is no cursor
 */
export function parseCursor(text) {
  const found = /^([0-9a-z]+)\.(\d+)$/.exec(text ?? "");
  return found ? { epoch: found[1], version: Number(found[2]) } : null;
}

/**
 * Whether `cursor` is newer than `own`; everything is newer than nothing. Epochs have one width and sort as text.
 * @param {Cursor} cursor
 * @param {Cursor | null} own
 */
export function isNewer(cursor, own) {
  if (!own) return true;
  if (cursor.epoch !== own.epoch) return cursor.epoch > own.epoch;
  return cursor.version > own.version;
}

/**
 * What to do with a frame: show it, let it pass, or ask the server anew because something is missing.
 * @param {string | null} own the cursor of what is shown
 * @param {Frame} frame
 * @returns {"apply" | "drop" | "resync"}
 */
export function verdict(own, frame) {
  const cursor = parseCursor(frame.cursor);
  if (!cursor || !isNewer(cursor, parseCursor(own))) return "drop";
  if (frame.type === "full") return "apply";
  return frame.type === "patch" && frame.from === own ? "apply" : "resync";
}
