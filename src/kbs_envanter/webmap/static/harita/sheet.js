// On a phone the list is a sheet over the map's lower edge with three heights: peek, half, full.

const ORDER = ["peek", "half", "full"];
const phone = matchMedia("(max-width: 760px)");

export class Sheet {
  #panel;
  #grip;
  #dragged = false;

  constructor(panel) {
    this.#panel = panel;
    this.#grip = panel.querySelector("[data-sheet-grip]");
    this.#grip.addEventListener("click", () => this.#tap());
    panel.querySelector("[data-search]").addEventListener("focus", () => this.set("full"));
    this.#followFinger();
  }

  get height() {
    return this.#panel.dataset.sheet;
  }

  set(height) {
    this.#panel.dataset.sheet = height;
    this.#grip.setAttribute("aria-expanded", String(height !== "peek"));
  }

  // Pixels of the map that the sheet covers from below.
  get covered() {
    if (!phone.matches) return 0;
    const share = { peek: 0, half: 0.46, full: 0.46 }[this.height];
    return share ? Math.round(innerHeight * share) : 128;
  }

  static get onPhone() {
    return phone.matches;
  }

  #followFinger() {
    let from = null;
    for (const handle of [this.#grip, this.#panel.querySelector(".panel-head")]) {
      handle.addEventListener("pointerdown", (event) => {
        from = event.clientY;
        this.#dragged = false;
      });
    }
    addEventListener("pointercancel", () => { from = null; });
    addEventListener("pointerup", (event) => {
      const moved = from === null ? 0 : event.clientY - from;
      from = null;
      if (!phone.matches || Math.abs(moved) < 24) return;
      this.#dragged = true;
      const next = ORDER.indexOf(this.height) + (moved < 0 ? 1 : -1);
      this.set(ORDER[Math.min(Math.max(next, 0), ORDER.length - 1)]);
    });
  }

  // The click that ends a drag is not a tap.
  #tap() {
    if (!this.#dragged) this.set(this.height === "peek" ? "half" : "peek");
    this.#dragged = false;
  }
}
