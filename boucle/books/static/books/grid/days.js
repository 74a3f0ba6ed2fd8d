// Days as typed in the grid: `15`, `1503`, `150325`, `15/03`; the month and year of the session.

/**
 * `anchor`: the day after which a month without year is meant (due dates).
 * @typedef {{month: string, start: string, end: string, last?: string, today?: string,
 *   anchor?: string}} Session
 */
/** @typedef {{day: string, outside?: boolean} | {problem: string}} Found */

const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
  "octobre", "novembre", "décembre"];

/** @param {number} year @param {number} month @param {number} day */
function iso(year, month, day) {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** @param {number} year @param {number} month */
export function daysIn(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day `count` days later. @param {string} day @param {number} count */
export function shifted(day, count) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10);
}

/** The last day of the month of a day. @param {string} day */
export function monthEnd(day) {
  const [year, month] = day.split("-").map(Number);
  return iso(year, month, daysIn(year, month));
}

/** `15/03/2025`. @param {string} day */
export function long(day) {
  return day ? day.split("-").reverse().join("/") : "";
}

/** `mars 2025`. @param {string} month `2025-03` */
export function monthName(month) {
  return `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
}

/** Numbers of a day as typed: [day, month or 0, year or 0]. @param {string} text */
function parts(text) {
  const cut = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(text);
  const packed = /^(\d{1,2}|\d{4}|\d{6}|\d{8})$/.exec(text);
  if (cut) return cut.slice(1, 4).map((part) => Number(part || 0));
  if (!packed) return null;
  if (text.length <= 2) return [Number(text), 0, 0];
  return [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number);
}

/** The year that a month without year has in the exercice. @param {number} month @param {Session} session */
function yearOf(month, session) {
  if (session.anchor) {
    const [year, from] = session.anchor.split("-").map(Number);
    return month < from ? year + 1 : year;
  }
  const first = Number(session.start.slice(0, 4));
  for (let year = first; year <= Number(session.end.slice(0, 4)); year += 1) {
    const text = iso(year, month, 1).slice(0, 7);
    if (text >= session.start.slice(0, 7) && text <= session.end.slice(0, 7)) return year;
  }
  return first;
}

/** @param {string} typed @param {Session} session @returns {Found} */
export function dayOf(typed, session) {
  const text = typed.trim();
  const before = session.last || `${session.month}-01`;
  if (!text) return within(session.last || "", session);
  if (text === ".") return within(todayOr(session), session);
  if (text === "+" || text === "-") return within(shifted(before, text === "+" ? 1 : -1), session);
  const found = parts(text);
  if (!found) return { problem: "Un jour s’écrit 15, 1503 ou 15/03/2025." };
  const [day, typedMonth, typedYear] = found;
  const month = typedMonth || Number(session.month.slice(5, 7));
  let year = typedYear && typedYear < 100 ? typedYear + 2000 : typedYear;
  if (!year) year = typedMonth ? yearOf(typedMonth, session) : Number(session.month.slice(0, 4));
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!valid) return { problem: `Le ${iso(year, month, day).split("-").reverse().join("/")} n’existe pas.` };
  return within(iso(year, month, day), session);
}

/** @param {Session} session */
function todayOr(session) {
  const last = monthEnd(`${session.month}-01`);
  return session.today && session.today.slice(0, 7) === session.month ? session.today : last;
}

/** @param {string} day @param {Session} session @returns {Found} */
function within(day, session) {
  if (!day) return { problem: "Indiquez le jour de l’écriture." };
  if (day < session.start || day > session.end) {
    return { problem: `Le ${long(day)} est hors de l’exercice (${long(session.start)} au ${long(session.end)}).` };
  }
  return { day, outside: day.slice(0, 7) !== session.month };
}

/** A due date: as a day, or `+30`, or `fm`; empty = none. @param {string} typed @param {string} day @param {Session} session */
export function dueOf(typed, day, session) {
  const text = typed.trim().toLowerCase();
  if (!text) return { day: "" };
  const base = day || `${session.month}-01`;
  const more = /^\+(\d{1,3})(fm)?$/.exec(text);
  if (more) {
    const due = shifted(base, Number(more[1]));
    return { day: more[2] ? monthEnd(due) : due };
  }
  if (text === "fm") return { day: monthEnd(base) };
  const found = dayOf(text, { ...session, start: "1900-01-01", end: "2999-12-31", month: base.slice(0, 7), anchor: base });
  return "day" in found ? { day: found.day } : found;
}
