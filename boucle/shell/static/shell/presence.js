// Who else is in this Dossier, and where: initials in the bar, told as people come and go.
import { Events, LIVE, tabId } from "./events.js";
import { csrf } from "./frame.js";

const AGAIN = 30000;
const SHOWN = 3;

/** @typedef {{name: string, initials: string, screen: string}} Person */

/** @param {string} name @param {string} className @param {string} text */
function part(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

/** @param {Person} one */
const sentence = (one) => (one.screen ? `${one.name} est dans ${one.screen}` : `${one.name} est dans ce dossier`);

class Presence {
  /** @param {HTMLElement} box @param {string} address */
  constructor(box, address) {
    this.box = box;
    this.address = address;
    this.asked = 0;
  }

  /** @param {Record<string, string>} [more] */
  form(more = {}) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", csrf());
    body.set("onglet", tabId());
    body.set("ecran", document.title.split(" · ")[0]);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return body;
  }

  async say() {
    if (document.hidden) return;
    await fetch(this.address, { method: "POST", body: this.form() }).catch(() => null);
  }

  leave() {
    navigator.sendBeacon(this.address, this.form({ quitte: "1" }));
  }

  async ask() {
    const mine = ++this.asked;
    const answer = await fetch(this.address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== this.asked) return;
    this.draw((await answer.json()).people);
  }

  /** @param {Person[]} people */
  draw(people) {
    this.box.hidden = !people.length;
    const summary = document.createElement("summary");
    const words = people.map(sentence).join(" ; ");
    summary.setAttribute("aria-label", words);
    summary.title = words;
    for (const one of people.slice(0, SHOWN)) summary.append(part("span", "avatar", one.initials));
    if (people.length > SHOWN) summary.append(part("span", "avatar", `+${people.length - SHOWN}`));
    const list = document.createElement("ul");
    for (const one of people) list.append(part("li", "present", sentence(one)));
    this.box.replaceChildren(summary, list);
  }
}

/** Once the modules of the page have run: a page that listens already is not doubled. */
export function startPresence() {
  const box = document.querySelector("[data-presence]");
  if (!(box instanceof HTMLElement)) return;
  const presence = new Presence(box, box.dataset.presence || "");
  document.addEventListener("boucle:presence", () => presence.ask());
  addEventListener("pagehide", () => presence.leave());
  addEventListener("pageshow", (event) => event.persisted && presence.say());
  document.addEventListener("visibilitychange", () => presence.say());
  addEventListener("load", () => {
    if (!LIVE.on) new Events(box.dataset.events || "", { change: () => undefined, reset: () => undefined });
    presence.say().then(() => presence.ask());
    setInterval(() => presence.say(), AGAIN);
  });
}
