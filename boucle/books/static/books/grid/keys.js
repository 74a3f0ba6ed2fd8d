// Keys of the grid: the key map (data) made into acts. What is typed stays text.

/** @typedef {{context: string, keys: string[], when: string, act: string, label: string}} KeyLine */
/** @typedef {{col: string, empty: boolean}} Cell */

const MAC = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform || "");
const AZERTY = "&é\"'(-è_çà";
const DIGIT_CELLS = new Set(["day", "due", "debit", "credit"]);
const AMOUNTS = new Set(["debit", "credit"]);
const SHOWN = {
  ArrowDown: "↓", ArrowUp: "↑", Enter: "Entrée", Escape: "Échap", Shift: "Maj", PageUp: "Page préc.",
  PageDown: "Page suiv.",
};

/** The event as the key map writes it. @param {KeyboardEvent} event @returns {string} */
export function named(event) {
  const [main, alt] = MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.altKey];
  const letter = event.key.length === 1;
  const key = letter && (main || alt) ? event.key.toUpperCase() : event.key;
  const shift = event.shiftKey && (!letter || main || alt);
  return [main && "Ctrl", alt && "Alt", shift && "Shift", key].filter(Boolean).join("+");
}

/** @param {string} when @param {Cell} cell */
function holds(when, cell) {
  if (!when || when === "navigation") return true;
  if (!cell.empty) return false;
  if (when === "amount_empty") return AMOUNTS.has(cell.col) || cell.col === "account";
  if (when === "date_empty") return cell.col === "day";
  if (when === "account_empty") return cell.col === "account";
  return when === "cell_empty";
}

/** The act of a key in a cell; "" = text, or the browser's. @param {KeyLine[]} map @param {KeyboardEvent} event @param {Cell} cell */
export function actOf(map, event, cell) {
  if (event.isComposing || event.getModifierState?.("AltGraph")) return "";
  const keys = named(event);
  const line = map.find((one) => one.keys.includes(keys) && holds(one.when, cell));
  return line ? line.act : "";
}

/** The digit of a top-row key where digits are meant: AZERTY gives `&é"'(-è_çà` there. @param {KeyboardEvent} event @param {string} col @returns {string} */
export function digitOf(event, col) {
  if (!DIGIT_CELLS.has(col) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return "";
  const found = /^Digit(\d)$/.exec(event.code);
  return found && AZERTY.includes(event.key) ? found[1] : "";
}

/** An arrow that the pad gives because its digits are off. @param {KeyboardEvent} event */
export function isPadArrow(event) {
  return event.code.startsWith("Numpad") && /^(Arrow|Home|End|Page|Insert|Delete|Clear)/.test(event.key);
}

/** `Ctrl+Enter` as a French keyboard writes it. @param {string} keys */
export function shown(keys) {
  if (keys === "+") return keys;
  return keys.split("+").map((part) => SHOWN[/** @type {keyof typeof SHOWN} */ (part)] || part)
    .map((part) => (MAC && part === "Ctrl" ? "⌘" : MAC && part === "Alt" ? "⌃" : part)).join(" ");
}
