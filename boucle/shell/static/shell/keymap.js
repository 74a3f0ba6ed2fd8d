// The keys of the frame and of lists: one table, read by the handlers, the list of keys (?) and a test.

/** @typedef {{context: "global"|"list", keys: string, act: string, label: string}} KeyLine */

/** @type {KeyLine[]} */
export const KEYS = [
  { context: "global", keys: "Ctrl+K", act: "palette", label: "Palette de commandes" },
  { context: "global", keys: "F1", act: "keys", label: "Touches de cet écran" },
  { context: "global", keys: "?", act: "keys", label: "Touches de cet écran" },
  { context: "global", keys: "/", act: "filter", label: "Aller au filtre" },
  { context: "global", keys: "F4", act: "filter", label: "Aller au filtre" },
  { context: "global", keys: "F3", act: "search", label: "Rechercher une écriture" },
  { context: "global", keys: "Ctrl+Enter", act: "main", label: "Acte principal de l’écran" },
  { context: "global", keys: "Ctrl+S", act: "main", label: "Acte principal de l’écran" },
  { context: "global", keys: "Escape", act: "back", label: "Revenir d’un niveau" },
  { context: "global", keys: "Alt+PageUp", act: "previous", label: "Période précédente" },
  { context: "global", keys: "Alt+PageDown", act: "next", label: "Période suivante" },
  { context: "list", keys: "ArrowDown", act: "down", label: "Ligne suivante" },
  { context: "list", keys: "j", act: "down", label: "Ligne suivante" },
  { context: "list", keys: "ArrowUp", act: "up", label: "Ligne précédente" },
  { context: "list", keys: "k", act: "up", label: "Ligne précédente" },
  { context: "list", keys: "ArrowLeft", act: "fold", label: "Plier le groupe" },
  { context: "list", keys: "ArrowRight", act: "unfold", label: "Déplier le groupe" },
  { context: "list", keys: "Home", act: "first", label: "Première ligne" },
  { context: "list", keys: "End", act: "last", label: "Dernière ligne" },
  { context: "list", keys: "Enter", act: "open", label: "Ouvrir la ligne" },
  { context: "list", keys: " ", act: "tick", label: "Cocher la ligne" },
];

/** The keys of a person over these: [context, act, its keys]. @type {[string, string, string[]][]} */
const own = JSON.parse(document.getElementById("own-keys")?.textContent || "[]");
for (const [context, act, keys] of own) {
  const at = KEYS.findIndex((one) => one.context === context && one.act === act);
  const [{ label } = { label: "" }] = KEYS.filter((one) => one.context === context && one.act === act);
  for (let line = KEYS.length - 1; line >= 0; line -= 1) {
    if (KEYS[line].context === context && KEYS[line].act === act) KEYS.splice(line, 1);
  }
  if (at >= 0) KEYS.splice(at, 0, ...keys.map((key) => ({ context: /** @type {"global"|"list"} */ (context), keys: key, act, label })));
}

/** Second letter after `g` → route of the rail. @type {Record<string, [string, string]>} */
export const GO = {
  a: ["shell:home", "Accueil"],
  d: ["shell:portfolio", "Changer de dossier"],
  h: ["books:dossier-home", "Accueil du dossier"],
  s: ["books:grid-start", "Saisie"],
  n: ["books:draft-list", "Brouillard"],
  t: ["books:lettrage-list", "Lettrage"],
  b: ["books:balance-show", "Balance"],
  l: ["books:ledger-show", "Grand livre"],
  j: ["books:journal-list", "Journaux"],
  c: ["books:account-list", "Comptes"],
  i: ["books:third-party-list", "Tiers"],
  x: ["books:year-list", "Exercices"],
};

/** Letters that go elsewhere for who has this link in his menu. @type {Record<string, string>} */
export const GO_SIMPLE = { s: "books:simple-home" };

const SHOWN = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Home: "Début", End: "Fin", Enter: "Entrée", Escape: "Échap",
  PageUp: "Page préc.", PageDown: "Page suiv.", Shift: "Maj", " ": "Espace",
};
const MAC = /Mac|iP(hone|ad)/.test(navigator.platform || "");

/** `Ctrl+Enter` as a French keyboard writes it. @param {string} keys @returns {string} */
export function shown(keys) {
  const parts = keys === " " || keys === "+" ? [keys] : keys.split("+");
  return parts
    .map((part) => SHOWN[/** @type {keyof typeof SHOWN} */ (part)] || part)
    .map((part) => (MAC && part === "Ctrl" ? "⌘" : MAC && part === "Alt" ? "⌥" : part))
    .join("+");
}

/** The event as the table writes it. @param {KeyboardEvent} event @returns {string} */
export function named(event) {
  const control = MAC ? event.metaKey : event.ctrlKey;
  const key = control && event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}
