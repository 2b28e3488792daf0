// The neighbourhoods: the ground of the map. Polygons, names, and a ring with the number of assets in each.

import { el, onPress } from "kbs/dom";
import { spread } from "kbs/spread";
import { LabelledIcon, ring, ringSize } from "kbs/symbols";
import { countWords, number } from "kbs/words";

const NAME_HEIGHT = 15;
// Below it the names would push the rings out of their neighbourhoods; on paper nobody can come nearer.
const namedFrom = () => (document.documentElement.dataset.paper ? 11.5 : 12.75);
const BELOW_SIGNS = 28; // assets known by neighbourhood only gather round its middle; its name goes below them

export class Neighbourhoods {
  #map;
  #features;
  #onPick;
  #paths = new Map();
  #marks = L.layerGroup();
  #boxes = [];

  constructor(map, features, onPick) {
    this.#map = map;
    this.#features = features;
    this.#onPick = onPick;
    L.geoJSON(features, {
      pane: "mahalleler",
      renderer: L.svg({ pane: "mahalleler", padding: 0.5 }),
      style: (feature) => ({ className: `area area-${feature.properties.sinir_kesinligi}` }),
      onEachFeature: (feature, path) => this.#addPath(feature, path),
    }).addTo(map);
    for (const feature of features) this.#dress(feature);
    this.#marks.addTo(map);
    map.on("zoomend", () => this.#place());
  }

  get bounds() {
    return L.latLngBounds([...this.#paths.values()].map((path) => path.getBounds()));
  }

  boundsOf(kod) {
    return this.#paths.get(kod)?.getBounds();
  }

  // counts: kod -> {tur: number}; rings: whether those not selected show their number, else the name alone.
  update({ selected, counts, rings }) {
    for (const [kod, path] of this.#paths) {
      const node = path.getElement();
      node?.classList.toggle("is-selected", kod === selected);
      node?.classList.toggle("is-dimmed", selected !== null && kod !== selected);
      if (kod === selected) path.bringToFront();
    }
    this.#marks.clearLayers();
    this.#boxes = [];
    for (const feature of this.#features) {
      const { kod } = feature.properties;
      const count = counts.get(kod);
      if (count && rings && kod !== selected) this.#addRing(feature, count);
      else this.#addName(feature, kod === selected, rings);
    }
    this.#place();
  }

  #addPath(feature, path) {
    const { kod } = feature.properties;
    this.#paths.set(kod, path);
    path.on("click", () => this.#onPick(kod));
    path.on("mouseover mouseout", (event) =>
      path.getElement()?.classList.toggle("is-hovered", event.type === "mouseover"));
  }

  #dress(feature) {
    const node = this.#paths.get(feature.properties.kod)?.getElement();
    if (!node) return;
    node.dataset.mahalle = feature.properties.kod;
    if (feature.properties.sinir_kesinligi === "yaklasik") node.setAttribute("fill", "url(#hatch)");
  }

  #addRing(feature, counts) {
    const { kod, ad } = feature.properties;
    const total = Object.values(counts).reduce((a, b) => a + b, 0);
    const named = this.#map.getZoom() >= namedFrom();
    const size = Math.round(ringSize(total) * (named ? 1 : 0.86));
    const width = named ? Math.max(size, ad.length * 6.9 + 8) : size;
    const height = named ? size + NAME_HEIGHT : size;
    const icon = new LabelledIcon({ // its name begins with what one sees: "32 Atakent"
      html: el("span", { class: "ringed" }, ring(counts, size), " ", named && el("span", { class: "area-name" }, ad)),
      className: "area-mark",
      iconSize: [width, height],
      label: `${number(total)} ${ad}: ${countWords(counts)}`,
      data: { mahalle: kod, count: total },
    });
    const marker = L.marker(home(feature), { icon, pane: "markerPane", riseOnHover: true });
    onPress(marker, () => this.#onPick(kod));
    this.#boxes.push({ marker, home: home(feature), width, height });
    marker.addTo(this.#marks);
  }

  #addName(feature, selected, amongRings) {
    const zoom = this.#map.getZoom();
    if (!selected && zoom < namedFrom()) return;
    const alone = !selected && amongRings;
    const icon = L.divIcon({
      html: el("span", { class: `area-name${selected ? " is-selected" : ""}` }, feature.properties.ad),
      className: "area-mark",
      iconSize: [120, NAME_HEIGHT],
      iconAnchor: [60, NAME_HEIGHT / 2 - (alone ? 0 : BELOW_SIGNS)],
    });
    const marker = L.marker(home(feature), { icon, pane: "adlar", interactive: false, keyboard: false });
    const width = feature.properties.ad.length * 9 + 8;
    this.#boxes.push({ marker, home: home(feature), width, height: NAME_HEIGHT });
    marker.addTo(this.#marks);
  }

  // Small neighbourhoods lie close together: push rings and names apart until none hides another.
  #place() {
    const boxes = this.#boxes.map((box) => {
      const { x, y } = this.#map.latLngToLayerPoint(box.home);
      return { x, y, width: box.width, height: box.height };
    });
    spread(boxes).forEach(({ x, y }, i) => {
      this.#boxes[i].marker.setLatLng(this.#map.layerPointToLatLng([x, y]));
    });
  }
}

const home = (feature) => L.latLng(feature.properties.etiket[1], feature.properties.etiket[0]);
