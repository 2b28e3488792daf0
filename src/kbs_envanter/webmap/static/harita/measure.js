// Distance along a line and the area that it closes, by clicks on the map. Lengths are of the sphere.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { number } from "kbs/words";

const RADIUS = 6371008.8; // mean radius of the Earth, metres
let running = null;

// Start, or end when it runs.
export function measure(map, opener) {
  if (running) return running.stop();
  running = new Measure(map, opener, () => { running = null; });
  return undefined;
}

class Measure {
  #map;
  #opener;
  #ended;
  #points = [];
  #shape;
  #box;
  #onKey = (event) => event.key === "Escape" && (event.stopImmediatePropagation(), this.stop());

  constructor(map, opener, ended) {
    this.#map = map;
    this.#opener = opener;
    this.#ended = ended;
    this.#shape = L.polygon([], { pane: "belirsizlik", interactive: false, className: "measure" }).addTo(map);
    this.#box = el("div", { class: "measure-box", role: "status", "data-measure": true });
    map.getContainer().parentNode.append(this.#box);
    map.getContainer().classList.add("is-measuring");
    map.doubleClickZoom.disable();
    opener.setAttribute("aria-pressed", "true");
    // Before the neighbourhoods see the click.
    map.getContainer().addEventListener("click", this.#stopOthers, true);
    addEventListener("keydown", this.#onKey, true);
    this.#draw();
  }

  stop() {
    this.#shape.remove();
    this.#box.remove();
    this.#map.doubleClickZoom.enable();
    this.#map.getContainer().classList.remove("is-measuring");
    this.#map.getContainer().removeEventListener("click", this.#stopOthers, true);
    removeEventListener("keydown", this.#onKey, true);
    this.#opener.setAttribute("aria-pressed", "false");
    this.#opener.focus();
    this.#ended();
  }

  #stopOthers = (event) => {
    if (event.target.closest(".leaflet-control-container, .leaflet-popup")) return;
    event.stopImmediatePropagation();
    if (this.#map.dragging.moved()) return;
    this.#add(this.#map.mouseEventToLatLng(event));
  };

  #add(point) {
    this.#points.push(point);
    this.#draw();
  }

  #undo() {
    this.#points.pop();
    this.#draw();
  }

  #draw() {
    this.#shape.setLatLngs(this.#points);
    const button = (text, onclick) => el("button", { type: "button", onclick }, text);
    const centre = () => this.#add(this.#map.getCenter());
    this.#box.replaceChildren(
      el("p", {}, ...this.#words()),
      el("div", { class: "measure-tools" },
        button(t("Ortadaki noktayı ekle"), centre),
        this.#points.length > 0 && button(t("Geri al"), () => this.#undo()),
        button(t("Bitir"), () => this.stop())));
  }

  #words() {
    if (this.#points.length < 2) return [t("Ölçmek için haritada noktalara dokunun.")];
    const metres = this.#points.slice(1).reduce((sum, point, i) => sum + this.#map.distance(this.#points[i], point), 0);
    const words = [el("span", {}, `${t("Uzaklık")} `, el("strong", {}, lengthWords(metres)))];
    if (this.#points.length > 2) words.push(el("span", {}, `${t("Alan")} `, el("strong", {}, areaWords(area(this.#points)))));
    return words;
  }
}

const lengthWords = (metres) => (metres < 1000 ? `${number(Math.round(metres))} m` : `${number(metres / 1000)} km`);
const areaWords = (square) => (square < 100000 ? `${number(Math.round(square))} m²` : `${number(square / 10000)} ha`);

// Of a polygon on the sphere, by the line integral of the sine of latitude.
export function area(points) {
  const rad = Math.PI / 180;
  let sum = 0;
  points.forEach((a, i) => {
    const b = points[(i + 1) % points.length];
    sum += (b.lng - a.lng) * rad * (2 + Math.sin(a.lat * rad) + Math.sin(b.lat * rad));
  });
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}
