// A total counts up to its new value and ends on exactly the text that the server has sent.

const LASTS = 800; // ms
const MOST = 40; // figures that count at one time; more would be a flicker and not a movement
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {Map<Element, {from: number, to: number, decimals: number, separator: string, text: string, began: number}>} */
const running = new Map();

/**
 * @param {Element} cell that shows the new text already
 * @param {string} before the text it showed
 */
export function countUp(cell, before) {
  const text = cell.textContent ?? "";
  const [from, to] = [parsed(before), parsed(text)];
  if (!from || !to || calm.matches || document.hidden || running.size >= MOST) return;
  // The numbers in between are for the eye alone; the last one is the server's own text.
  running.set(cell, { from: from.value, to: to.value, decimals: to.decimals, separator: to.separator, text, began: performance.now() });
  write(cell, before);
  if (running.size === 1) requestAnimationFrame(step);
}

/**
 * End a count, if there is one.
 * @param {Element} cell
 * @returns {string} the exact text that stands there
 */
export function finish(cell) {
  const count = running.get(cell);
  if (count) {
    running.delete(cell);
    write(cell, count.text);
  }
  return cell.textContent ?? "";
}

/** The text that a cell will show when it has counted up. @param {Element | null} cell */
export const exact = (cell) => (cell ? (running.get(cell)?.text ?? cell.textContent ?? "") : "");

function step() {
  const now = performance.now();
  for (const [cell, { from, to, decimals, separator, began }] of running) {
    const share = Math.min(1, (now - began) / LASTS);
    if (share === 1 || !cell.isConnected || document.hidden) finish(cell);
    else write(cell, (from + (to - from) * (1 - (1 - share) ** 3)).toFixed(decimals).replace(".", separator));
  }
  if (running.size) requestAnimationFrame(step);
}

/**
 * @param {Element} cell
 * @param {string} text
 */
function write(cell, text) {
  if (cell.firstChild?.nodeType === Node.TEXT_NODE && cell.childNodes.length === 1) cell.firstChild.nodeValue = text;
  else cell.textContent = text;
}

/** @param {string} text */
function parsed(text) {
  const found = /^(-?\d+)(?:([.,\u066b])(\d+))?$/.exec(text.trim());
  if (!found) return null;
  return { value: Number(`${found[1]}.${found[3] ?? 0}`), decimals: found[3]?.length ?? 0, separator: found[2] ?? "." };
}

// A hidden page gets no frames: what was counting ends at once.
document.addEventListener("visibilitychange", () => document.hidden && [...running.keys()].forEach(finish));
