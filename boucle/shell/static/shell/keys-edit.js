// Fields that take a key by its being pressed: the first press replaces, the next ones add.
import { named, shown } from "./keymap.js";

const MOVES = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead"]);
let fresh = true;

document.addEventListener("focusin", () => {
  fresh = true;
});

document.addEventListener("keydown", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (!field.matches?.("[data-key-field]") || MOVES.has(event.key) || event.isComposing) return;
  if (event.key === "Escape" && !event.ctrlKey && !event.altKey) return;
  if (event.ctrlKey && event.key.toLowerCase() === "s") return;
  event.preventDefault();
  event.stopPropagation();
  const empty = event.key === "Backspace" || event.key === "Delete";
  const shift = event.shiftKey && event.key.length > 1 ? "Maj+" : "";
  const key = `${shift}${shown(named(event).replace(/(^|\+)([a-z])$/, (_, plus, letter) => (plus ? plus + letter.toUpperCase() : letter)))}`;
  field.value = empty ? "" : fresh || !field.value ? key : `${field.value} ou ${key}`;
  fresh = empty;
}, true);
