// Creation in place of an account or a third party: three fields, and the saisie goes on.
import { folded } from "./completion.js";
import { postJson } from "./outbox.js";
import { isBlank } from "./entry.js";

/** @typedef {any} Grid */

/** What a typed text would be: its nature, code and name. @param {string} text @param {string} type of the journal @param {number} width figures of an account */
export function guessed(text, type, width) {
  const typed = text.trim();
  const side = /^[fc]\s+/i.exec(typed)?.[0].trim().toLowerCase();
  const name = side ? typed.slice(2).trim() : typed;
  if (/^[1-9]\d{2}/.test(typed)) return { kind: "account", number: typed.replace(/\s/g, "").padEnd(width, "0"), label: "" };
  const number = folded(name).toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, 12);
  const kind = side === "c" || (!side && (type === "ventes" || type === "banque" || type === "caisse")) ? "c" : "f";
  return { kind, number, label: name.charAt(0).toUpperCase() + name.slice(1) };
}

/** The account 471 and a note, for who may not create an account. @param {Grid} grid @param {string} text */
function suspense(grid, text) {
  const account = [...grid.books.accounts.keys()].find((number) => number.startsWith("471"));
  if (!account) {
    grid.say("Ce compte n’existe pas, et le plan n’a pas de compte 471 : demandez au cabinet.");
    return;
  }
  const note = `Compte à créer : ${text}`;
  Object.assign(grid.line(), { account, third: "", ghost: false, label: grid.line().label || note, said: true });
  grid.entry.review = grid.entry.review || note;
  grid.typed = false;
  grid.closeList();
  grid.settle();
  grid.act("next_stop");
  grid.say(`« ${text} » est en ${account} : le cabinet créera le compte.`, "warn");
}

/** Opens the three fields on what was typed. @param {Grid} grid @param {string} text */
export function openCreate(grid, text) {
  const found = guessed(text, grid.books.type, grid.session.width);
  const may = grid.root.dataset.mayCreate === "1";
  if (found.kind === "account" && !may) {
    suspense(grid, text.trim());
    return;
  }
  const form = /** @type {HTMLFormElement} */ (grid.view.part("create-form"));
  const [number, label, kind] = ["number", "label", "kind"].map((name) =>
    /** @type {HTMLInputElement} */ (form.querySelector(`[data-create-${name}]`)));
  const option = /** @type {HTMLOptionElement} */ (kind.querySelector("[value=account]"));
  option.disabled = !may;
  Object.assign(number, { value: found.number });
  Object.assign(label, { value: found.label });
  Object.assign(kind, { value: found.kind });
  grid.closeList();
  form.hidden = false;
  label.focus();
  label.select();
  const fields = [number, label, kind];
  form.onkeydown = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      leave(grid, form, text);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const at = fields.indexOf(/** @type {HTMLInputElement} */ (event.target));
      if (event.ctrlKey || event.metaKey || at === fields.length - 1 || at < 0) create(grid, form, fields);
      else fields[at + 1].focus();
    }
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    create(grid, form, fields);
  };
}

/** Back to the cell, its text kept. @param {Grid} grid @param {HTMLFormElement} form @param {string} text */
function leave(grid, form, text) {
  form.hidden = true;
  grid.go(grid.at);
  const field = grid.field();
  if (!field) return;
  field.value = text;
  grid.onInput();
}

/** @param {Grid} grid @param {HTMLFormElement} form @param {HTMLInputElement[]} fields */
async function create(grid, form, fields) {
  const [number, label, kind] = fields.map((field) => field.value);
  const { status, body } = await postJson(grid.root, grid.root.dataset.create || "", {
    kind: kind === "account" ? "account" : "third", nature: kind, number, label,
  });
  if (status !== 200) {
    const reason = (body?.findings || []).map((/** @type {any} */ one) => one.message).join(" ");
    grid.say(reason || "Le serveur n’a pas répondu ; le texte est gardé, réessayez ou Échap.");
    return;
  }
  grid.session.learn(body);
  grid.books = grid.session.books;
  leave(grid, form, (body.third || body.account)[0]);
  grid.act("next_stop");
}

/** Alt+B: a note on the entry at the cursor, or the flag taken away. @param {Grid} grid @param {(grid: Grid, label: string, done: (text: string) => string) => boolean} ask */
export function flagReview(grid, ask) {
  const kept = grid.entries.find((/** @type {any} */ one) => one.public_id === grid.entry.id);
  if (!kept && grid.entry.lines.every(isBlank)) {
    grid.say("Rien à marquer : commencez l’écriture, ou ouvrez-en une.");
    return true;
  }
  if (kept?.status === "valid") {
    grid.say("Une écriture validée ne se marque plus à revoir.");
    return true;
  }
  if (kept?.review !== undefined) return send(grid, kept, false, "");
  return ask(grid, "À revoir, note :", (text) => {
    if (kept) send(grid, kept, true, text);
    else grid.entry.review = text;
    grid.keep();
    grid.go(grid.at);
    grid.say(`À revoir${text ? ` : ${text}` : ""}.`, "warn");
    return "";
  });
}

/** @param {Grid} grid @param {any} kept @param {boolean} flag @param {string} note */
function send(grid, kept, flag, note) {
  postJson(grid.root, grid.root.dataset.review || "", { id: kept.public_id, flag, note }).then(({ status }) => {
    if (status !== 200) {
      grid.say("La marque « à revoir » n’a pas pu être enregistrée.");
      return;
    }
    if (flag) kept.review = note;
    else delete kept.review;
    grid.view.drawSaved(kept);
    if (grid.stash && grid.entry.id === kept.public_id) grid.view.moveTo(kept.public_id);
    if (!flag) grid.say("Marque « à revoir » retirée.", "warn");
  });
  return true;
}
