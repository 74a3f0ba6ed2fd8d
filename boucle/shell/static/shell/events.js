// What others change in the Dossier, as it happens; without a stream the page asks every 20 seconds.

const POLL = 20000;
const AGAIN = 60000;
const HIDDEN = 60000;

/** Whether this page has a stream: it needs one only. */
export const LIVE = { on: false };
let tab = "";

/** The id of this tab; a copy of the tab does not take it along. */
export function tabId() {
  if (tab) return tab;
  tab = sessionStorage.getItem("boucle.tab") || crypto.randomUUID();
  sessionStorage.removeItem("boucle.tab");
  addEventListener("pagehide", () => sessionStorage.setItem("boucle.tab", tab));
  return tab;
}

/** Who comes and goes is told to the page, not to the part that listens to the books. */
const comings = () => document.dispatchEvent(new Event("boucle:presence"));

/** @typedef {{kind: string, id: string, version: number, by: string}} Change */

export class Events {
  /**
   * @param {string} address of the stream
   * @param {{change: (change: Change) => void, reset: () => void, lost?: () => void}} told
   *   `reset`: something may have been missed, ask everything; `lost`: the right to read is gone
   */
  constructor(address, told) {
    this.address = address;
    this.told = told;
    this.tab = tabId();
    LIVE.on = true;
    this.timer = 0;
    this.poll = 0;
    this.over = false;
    addEventListener("pagehide", () => this.stop());
    addEventListener("pageshow", (event) => event.persisted && this.start());
    document.addEventListener("visibilitychange", () => this.onVisible());
    this.start();
  }

  start() {
    clearTimeout(this.timer);
    if (this.over || this.source) return;
    this.source = new EventSource(`${this.address}?onglet=${this.tab}`);
    this.source.addEventListener("open", () => clearInterval(this.poll));
    this.source.addEventListener("change", (event) => {
      const change = JSON.parse(event.data);
      if (change.kind === "presence") comings();
      else this.told.change(change);
    });
    this.source.addEventListener("reset", () => {
      comings();
      this.told.reset();
    });
    this.source.addEventListener("gone", () => this.fall());
    this.source.addEventListener("error", () => {
      if (this.source?.readyState === EventSource.CLOSED) this.fall();
    });
  }

  stop() {
    clearTimeout(this.timer);
    clearInterval(this.poll);
    this.source?.close();
    this.source = undefined;
  }

  /** Refused or ended by the server: ask now and then, and try a stream again later. */
  fall() {
    this.stop();
    this.poll = setInterval(() => {
      comings();
      this.told.reset();
    }, POLL);
    this.timer = setTimeout(() => this.start(), AGAIN);
  }

  onVisible() {
    clearTimeout(this.timer);
    if (document.hidden) this.timer = setTimeout(() => this.stop(), HIDDEN);
    else if (!this.source) {
      this.start();
      this.told.reset();
    }
  }
}
