// The frame of a page: menus, rail on a phone, theme, toasts, rows that open, files dropped.

/** @param {string} selector @param {(element: HTMLElement, event: Event) => void} act */
export function onClick(selector, act) {
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target).closest?.(selector);
    if (target instanceof HTMLElement) act(target, event);
  });
}

/** @returns {string} */
export function csrf() {
  const headers = document.body.getAttribute("hx-headers") || "{}";
  return JSON.parse(headers)["X-CSRFToken"] || "";
}

/** A short message in the corner, read aloud politely.
 * @param {string} text @param {"success"|"error"|"warning"} [kind] */
export function toast(text, kind = "success") {
  const box = document.getElementById("messages");
  if (!box) return;
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  line.textContent = text;
  box.append(line);
  fade(line);
}

/** @param {HTMLElement} line */
function fade(line) {
  const seconds = line.classList.contains("error") ? 15 : 6;
  setTimeout(() => line.remove(), seconds * 1000);
}

function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    }
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.closest?.(".rail, [data-rail-toggle]")) closeRail();
  });
  onClick("[data-rail-toggle]", (button) => {
    const open = document.getElementById("rail")?.classList.toggle("is-open") || false;
    button.setAttribute("aria-expanded", String(open));
  });
}

function closeRail() {
  document.getElementById("rail")?.classList.remove("is-open");
  document.querySelector("[data-rail-toggle]")?.setAttribute("aria-expanded", "false");
}

function startTheme() {
  onClick("[data-theme-switch]", () => {
    const root = document.documentElement;
    const dark = getComputedStyle(root).colorScheme.startsWith("dark")
      || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    const body = new URLSearchParams({ theme: root.dataset.theme });
    const headers = { "X-CSRFToken": csrf(), "X-Requested-With": "fetch" };
    fetch("/preferences", { method: "POST", body, headers }).catch(() => {});
  });
}

function startRows() {
  onClick("tr[data-href]", (row, event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("a, button, input, select, label, textarea")) return;
    if (String(getSelection() || "")) return;
    const click = /** @type {MouseEvent} */ (event);
    const address = row.dataset.href || "";
    if (click.ctrlKey || click.metaKey) window.open(address, "_blank", "noopener");
    else location.assign(address);
  });
}

function startDrops() {
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = /** @type {HTMLElement} */ (event.target).closest?.("[data-drop]");
      const input = zone?.querySelector('input[type="file"]');
      if (!(zone instanceof HTMLElement) || !(input instanceof HTMLInputElement)) return;
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragover");
      const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
      if (kind !== "drop" || !files?.length) return;
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function startForms() {
  document.addEventListener("change", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.matches?.("[data-submit]")) field.form?.requestSubmit();
  });
  let dirty = false;
  document.addEventListener("input", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest?.("form[data-guard]")) dirty = true;
  });
  document.addEventListener("submit", (event) => {
    dirty = false;
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) event.preventDefault();
    else if (form.hasAttribute("data-once")) setTimeout(() => lock(form), 0);
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[data-locked]")) {
      button.removeAttribute("data-locked");
      button.removeAttribute("disabled");
    }
  });
}

/** @param {HTMLFormElement} form */
function lock(form) {
  for (const button of form.querySelectorAll('button[type="submit"]')) {
    button.setAttribute("disabled", "");
    button.setAttribute("data-locked", "");
  }
}

/** Starts all of it. */
export function startFrame() {
  startMenus();
  startTheme();
  startRows();
  startDrops();
  startForms();
  onClick("[data-back]", () => history.back());
  onClick("[data-print]", () => print());
  for (const line of document.querySelectorAll("[data-toast]")) fade(/** @type {HTMLElement} */ (line));
  addEventListener("offline", () => {
    toast("Hors connexion : ce que vous envoyez n’arrivera pas. La page reste lisible.", "warning");
  });
  addEventListener("online", () => toast("Connexion rétablie."));
  document.addEventListener("htmx:responseError", (event) => {
    const status = /** @type {CustomEvent} */ (event).detail.xhr.status;
    toast(`La demande n’a pas abouti (réponse ${status}). Rechargez la page.`, "error");
  });
  document.addEventListener("htmx:sendError", () => {
    toast("Boucle ne répond pas : vérifiez le réseau, puis recommencez.", "error");
  });
}
