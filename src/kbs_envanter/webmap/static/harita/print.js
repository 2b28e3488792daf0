// The map as a sheet of paper: choose size and scale, see it as it will be printed, print it.

import { el, svg } from "kbs/dom";
import { FACETS } from "kbs/facets";
import { t } from "kbs/speak";
import { state } from "kbs/state";
import { KINDS, day, number } from "kbs/words";
import { told } from "kbs/told";

const PAPERS = [
  ["a4-yatay", t("A4 yatay")], ["a4-dikey", t("A4 dikey")], ["a3-yatay", t("A3 yatay")], ["a3-dikey", t("A3 dikey")],
];
const SCALES = [2500, 5000, 10000, 25000, 50000].map((scale) => [scale, `1:${number(scale)}`]);
const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9, 10]; // of a scale that one can say
const PIXEL_M = 0.0254 / 96; // of CSS, on paper
const EQUATOR_M = 40075016.686;

// whole: bounds of everything there is.
export function printView(map, opener, whole) {
  new PrintView(map, opener, whole).open();
}

class PrintView {
  #map;
  #opener;
  #before;
  #all;
  #bar;
  #head;
  #foot;
  #north = svg("svg", { viewBox: "-12 -20 24 44", class: "print-north", "aria-hidden": "true" },
    svg("path", { d: "M0 -16 7 8 0 3 -7 8Z" }), svg("text", { y: 21, "text-anchor": "middle" }, t("K")));
  #scale = el("strong", { "data-scale": true });
  #onMove = () => this.#sayScale();
  #onKey = (event) => event.key === "Escape" && (event.stopImmediatePropagation(), this.close());

  constructor(map, opener, whole) {
    this.#map = map;
    this.#opener = opener;
    // What lies around everything needs no paper.
    const bounds = map.getBounds();
    this.#all = bounds.contains(whole);
    this.#before = { bounds: this.#all ? whole : bounds, centre: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap };
  }

  open() {
    const choice = (name, options, onchange) => el("label", {}, name, el("select", { onchange },
      ...options.map(([value, text]) => el("option", { value }, text))));
    const scales = [["", t("Görünüme sığdır")], ...SCALES];
    this.#bar = el(
      "section", { class: "print-bar", "aria-label": t("Yazdırma") },
      choice(t("Kâğıt"), PAPERS, ({ target }) => this.#lay(target.value)),
      choice(t("Ölçek"), scales, ({ target }) => this.#zoomTo(Number(target.value))),
      el("button", { type: "button", class: "print-now", onclick: () => print() }, t("Yazdır")),
      el("button", { type: "button", onclick: () => this.close() }, t("Kapat")));
    this.#head = el("header", { class: "print-head" }, el("h1", {}, t("{ad} kent varlıkları", told.district)), el("p", {}, describe()));
    this.#foot = el("footer", { class: "print-foot" },
      el("p", {}, `${t("Ölçek")} `, this.#scale, ` · ${day(new Date().toISOString())}`),
      el("p", {}, [...document.querySelectorAll("[data-credits] p")].map((line) => line.textContent).join(" · ")));
    const layout = document.querySelector(".layout");
    document.body.prepend(this.#bar);
    layout.prepend(this.#head);
    layout.append(this.#foot);
    layout.querySelector(".stage").append(this.#north);
    const legend = document.querySelector("[data-legend]");
    this.#before.legend = legend.open;
    legend.open = true;
    this.#map.closePopup();
    this.#map.options.zoomSnap = 0;
    this.#map.on("moveend", this.#onMove);
    addEventListener("keydown", this.#onKey, true);
    this.#lay("a4-yatay");
    this.#bar.querySelector("select").focus();
  }

  close() {
    const { centre, zoom, snap, legend } = this.#before;
    removeEventListener("keydown", this.#onKey, true);
    this.#map.off("moveend", this.#onMove);
    for (const part of [this.#bar, this.#head, this.#foot, this.#north]) part.remove();
    document.documentElement.removeAttribute("data-paper");
    document.querySelector("[data-legend]").open = legend;
    this.#map.options.zoomSnap = snap;
    this.#map.invalidateSize({ animate: false }).setView(centre, zoom, { animate: false });
    this.#opener.focus();
  }

  #lay(paper) {
    document.documentElement.dataset.paper = paper;
    this.#map.invalidateSize({ animate: false });
    this.#zoomTo(this.#chosen());
  }

  #chosen() {
    return Number(this.#bar.querySelectorAll("select")[1].value);
  }

  #zoomTo(scale) {
    if (!scale) {
      this.#map.fitBounds(this.#before.bounds, { animate: false, ...(this.#all ? beside(this.#map) : {}) });
      this.#map.setZoom(this.#zoomOf(rounded(this.#scaleNow())), { animate: false });
    } else this.#map.setView(this.#before.centre, this.#zoomOf(scale), { animate: false });
    this.#sayScale();
  }

  #zoomOf(scale) {
    return Math.log2(this.#metresAtZoom0() / (scale * PIXEL_M));
  }

  #metresAtZoom0() {
    return (EQUATOR_M * Math.cos((this.#map.getCenter().lat * Math.PI) / 180)) / 256;
  }

  #scaleNow() {
    return this.#metresAtZoom0() / 2 ** this.#map.getZoom() / PIXEL_M;
  }

  #sayScale() {
    this.#scale.textContent = `1:${number(Number(this.#scaleNow().toPrecision(3)))}`;
  }
}

// Room for the legend: beside the map on a wide sheet, below it on a high one.
function beside(map) {
  const { x, y } = map.getSize();
  const { offsetWidth, offsetHeight } = document.querySelector("[data-legend]");
  return x > y ? { paddingTopLeft: [offsetWidth + 10, 6], paddingBottomRight: [40, 6] }
    : { paddingTopLeft: [6, 6], paddingBottomRight: [6, offsetHeight + 6] };
}

// The next smaller scale that one can say: 1:63,412 becomes 1:65,000.
function rounded(scale) {
  const power = 10 ** Math.floor(Math.log10(scale));
  return power * STEPS.find((step) => step * power >= scale * 0.999);
}

// What the sheet shows, in words.
function describe() {
  const place = document.querySelector("[data-place] h2")?.textContent;
  const kinds = state.kinds.size < KINDS.length
    && KINDS.filter(({ tur }) => state.kinds.has(tur)).map(({ many }) => many).join(", ");
  const filters = FACETS.filter(({ key }) => state.facets[key].size)
    .map(({ key, title, word }) => `${title}: ${[...state.facets[key]].map(word).join(", ")}`);
  const parts = [place && t("{ad} Mahallesi", { ad: place }), kinds, ...filters, state.query && `“${state.query}”`].filter(Boolean);
  return parts.join(" · ") || document.querySelector("[data-summary]").textContent;
}
