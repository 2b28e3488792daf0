// The search box: what is typed filters at once, and suggestions lead to one thing. Keyboard as in the ARIA
// combobox pattern: arrows choose, Enter goes there, Escape closes.

import { el, svg } from "kbs/dom";
import { embedded, geocode } from "kbs/source";
import { t } from "kbs/speak";
import { sign } from "kbs/symbols";
import { fold, kindHead, step } from "kbs/words";

const PAUSE_MS = 180;
const LEAST = 2; // letters
const MOST = { mahalle: 3, varlik: 5, place: 3, all: 9 };
const PLACES = { sokak: t("Sokak"), kapi: t("Adres"), yer: t("Yer adı"), parsel: t("Parsel") };

export class Suggest {
  #input;
  #list;
  #selection;
  #actions;
  #options = [];
  #active = -1;
  #timer = null;
  #running = new AbortController();

  // actions: { search(text), pickMahalle(kod), pickAsset(kod), showPlace(feature), openPassport(reference) }
  constructor(root, selection, actions) {
    this.#input = root.querySelector("[data-search]");
    this.#list = root.querySelector("[data-suggestions]");
    this.#selection = selection;
    this.#actions = actions;
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("focus", () => this.#offer());
    // The list must not take the focus from the box before its click arrives.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    root.querySelector("[data-search-clear]").addEventListener("click", () => this.#empty());
  }

  show({ query, mahalle }, place) {
    if (this.#input.value !== query) this.#input.value = query;
    this.#input.placeholder = mahalle ? t("{ad} içinde ara", place.properties) : t("Varlık, sokak, ada/parsel ara");
    this.#input.parentNode.classList.toggle("has-text", query !== "");
  }

  #typed() {
    this.#actions.search(this.#input.value);
    this.#offer();
  }

  #empty() {
    this.#input.value = "";
    this.#actions.search("");
    this.#close();
    this.#input.focus();
  }

  #offer() {
    clearTimeout(this.#timer);
    this.#running.abort();
    this.#active = -1;
    const text = this.#input.value.trim();
    if (text.length < LEAST) return this.#close();
    const near = this.#nearby(text);
    this.#draw(near);
    if (embedded) return undefined;
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#timer = setTimeout(() => this.#askServer(text, near, signal), PAUSE_MS);
    return undefined;
  }

  async #askServer(text, near, signal) {
    try {
      const { features, sorgu } = await geocode(text, signal);
      const known = new Set(near.map(({ key }) => key));
      const passports = sorgu.parsel.map((reference) => this.#passport(reference));
      const more = features.map((feature) => this.#found(feature)).filter(({ key }) => !known.has(key));
      const places = more.filter(({ key }) => !key.startsWith("varlik:")).slice(0, MOST.place);
      const assets = more.filter(({ key }) => key.startsWith("varlik:"));
      if (this.#list.contains(document.activeElement) || document.activeElement === this.#input) {
        // Many assets do not crowd out the street that was meant.
        this.#draw([...[...passports, ...near].slice(0, MOST.all - places.length), ...places, ...assets]);
      }
    } catch (error) {
      if (error.name !== "AbortError") console.warn(error); // the box still filters without suggestions
    }
  }

  // What the page itself knows.
  #nearby(text) {
    const wanted = fold(text);
    const places = this.#selection.neighbourhoods
      .filter(({ properties }) => fold(properties.ad).split(" ").some((word) => word.startsWith(wanted))
        || fold(properties.ad).startsWith(wanted))
      .slice(0, MOST.mahalle)
      .map(({ properties: p }) => ({
        key: `mahalle:${p.kod}`, title: p.ad, detail: t("Mahalle"), mark: pin(), go: () => this.#actions.pickMahalle(p.kod),
      }));
    const assets = this.#selection.suggestions(text, MOST.varlik).map((asset) => this.#asset(asset.id, asset.properties));
    return [...places, ...assets];
  }

  #asset(kod, properties) {
    return {
      key: `varlik:${kod}`, title: properties.ad, mark: properties.tur ? sign(properties.tur, step(properties.kesinlik), 22) : pin(),
      detail: [properties.tur && kindHead(properties), properties.mahalle].filter(Boolean).join(" · "),
      go: () => this.#actions.pickAsset(kod),
    };
  }

  #passport(reference) {
    const [ada, parsel] = reference.split("/");
    return {
      key: `karne:${reference}`, title: [ada !== "-" && t("{ada} ada", { ada }), t("{parsel} parsel", { parsel })].filter(Boolean).join(" "),
      detail: t("Parsel karnesini aç"), mark: sheet(), go: () => this.#actions.openPassport(reference),
    };
  }

  // A place that the server found.
  #found(feature) {
    const { cins, kod, ad, mahalle } = feature.properties;
    if (cins === "varlik") return this.#asset(kod, this.#selection.find(kod)?.properties ?? feature.properties);
    if (cins === "mahalle") {
      return { key: `mahalle:${kod}`, title: ad, detail: t("Mahalle"), mark: pin(), go: () => this.#actions.pickMahalle(kod) };
    }
    return {
      key: `${cins}:${ad}:${feature.geometry.coordinates}`, title: ad, mark: pin(),
      detail: [PLACES[cins] ?? cins, mahalle].filter(Boolean).join(" · "), go: () => this.#actions.showPlace(feature),
    };
  }

  // What was chosen by the arrows stays chosen when the server's answer comes.
  #draw(options) {
    const chosen = this.#options[this.#active]?.key;
    this.#options = options.slice(0, MOST.all);
    this.#list.replaceChildren(...this.#options.map((option, i) => el(
      "li", { role: "option", id: `oneri-${i}`, "aria-selected": "false", "data-suggestion": option.key, onclick: () => this.#go(i) },
      option.mark,
      el("span", { class: "suggestion-text" }, el("span", { class: "item-name" }, option.title),
        option.detail && el("span", { class: "item-more" }, option.detail)))));
    this.#expand(this.#options.length > 0);
    const again = this.#options.findIndex(({ key }) => key === chosen);
    if (again >= 0) this.#point(again);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#running.abort();
    this.#expand(false);
  }

  #expand(open) {
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
    this.#point(-1);
  }

  #point(i) {
    this.#active = i;
    [...this.#list.children].forEach((node, j) => node.setAttribute("aria-selected", String(i === j)));
    if (i < 0) return this.#input.removeAttribute("aria-activedescendant");
    this.#input.setAttribute("aria-activedescendant", `oneri-${i}`);
    return this.#list.children[i].scrollIntoView({ block: "nearest" });
  }

  #go(i) {
    const { go } = this.#options[i];
    this.#input.value = "";
    this.#actions.search("");
    this.#close();
    go();
  }

  #key(event) {
    const open = !this.#list.hidden;
    const count = this.#options.length;
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter") {
      if (open && this.#active >= 0) this.#go(this.#active);
      else this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      if (!open) this.#expand(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#point(this.#active < 0 && step < 0 ? count - 1 : (this.#active + step + count) % count);
    } else return;
    event.preventDefault();
  }
}

const picture = (d) => svg("svg", { viewBox: "0 0 20 20", class: "suggestion-mark", "aria-hidden": "true" }, svg("path", { d }));
const pin = () => picture("M10 2.5A5.5 5.5 0 0 0 4.5 8C4.5 12 10 17.5 10 17.5S15.5 12 15.5 8A5.5 5.5 0 0 0 10 2.5ZM10 6.2A1.9 1.9 0 1 0 10 10 1.9 1.9 0 1 0 10 6.2Z");
const sheet = () => picture("M5 2.5H12L15 5.5V17.5H5ZM7.5 8.5H12.5M7.5 11.5H12.5M7.5 14.5H10.5");
