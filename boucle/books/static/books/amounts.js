// Amounts in whole cents, typed and shown as the server does.

/** Cents of an amount as typed, 0 for none, NaN for what is none. @param {string} text */
export function cents(text) {
  const tidy = text.replace(/[\s\u00a0\u202f'€]/g, "").replace("\u2212", "-");
  if (!tidy) return 0;
  const found = /^([+-]?)(\d{1,14})(?:[.,](\d{1,2}))?$/.exec(tidy);
  if (!found) return NaN;
  const value = Number(found[2]) * 100 + Number((found[3] || "").padEnd(2, "0"));
  return found[1] === "-" ? -value : value;
}

/** `1 234,56` of cents. @param {number} value */
export function shown(value) {
  const whole = String(Math.floor(Math.abs(value) / 100)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const rest = String(Math.abs(value) % 100).padStart(2, "0");
  return `${value < 0 ? "\u2212" : ""}${whole},${rest}`;
}
