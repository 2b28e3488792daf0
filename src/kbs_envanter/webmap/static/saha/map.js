// A small map of our own facts: boundaries, parcels, assets, and where the phone is. It needs no network.

import { t } from "kbs/speak";
import { kindOf } from "kbs/words";
import { area } from "saha/packs";

const NUMBERS_FROM_ZOOM = 18;
const MOST_NUMBERS = 80;

export class FieldMap {
  #map;
  #canvas = L.canvas({ padding: 0.3 });
  #facts = L.layerGroup();
  #numbers = L.layerGroup();
  #me = L.layerGroup();
  #picked = L.layerGroup();
  #placed = false;

  // ``onPick`` is told an asset or a parcel that was touched.
  constructor(node, { onPick = () => {} } = {}) {
    this.#map = L.map(node, { zoomControl: false, attributionControl: false, preferCanvas: true, maxZoom: 21 });
    L.control.zoom({ position: "topright", zoomInTitle: t("Yakınlaş"), zoomOutTitle: t("Uzaklaş") }).addTo(this.#map);
    this.#map.setView([41.02, 28.79], 13);
    for (const layer of [this.#facts, this.#numbers, this.#picked, this.#me]) layer.addTo(this.#map);
    this.onPick = onPick;
    this.#map.on("moveend", () => this.#number());
    this.draw();
  }

  get bounds() {
    const box = this.#map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  get centre() {
    const { lng, lat } = this.#map.getCenter();
    return [lng, lat];
  }

  get zoom() {
    return this.#map.getZoom();
  }

  // Draw what the packs say, anew.
  draw() {
    const ink = inks();
    this.#facts.clearLayers();
    for (const { polygons, own, ad } of area.borders.values()) {
      this.#shape(polygons, { color: ink.border, weight: own ? 3 : 1.5, fill: own, fillColor: ink.land, fillOpacity: 1, interactive: false }, ad);
    }
    for (const parcel of area.parcels.values()) {
      if (!parcel.box) continue;
      const style = { color: ink.parcel, weight: 1, fillColor: ink.parcel, fillOpacity: 0.06 };
      this.#shape(parcel.polygons, style).on("click", () => this.onPick({ parcel }));
    }
    for (const asset of area.assets.values()) {
      if (!asset.konum) continue;
      const known = !["mahalle", "yok", "sokak"].includes(asset.kesinlik);
      const style = { renderer: this.#canvas, radius: 9, color: ink[asset.tur], weight: 3, fillColor: known ? ink[asset.tur] : ink.land, fillOpacity: 1, dashArray: known ? null : "4 3" };
      L.circleMarker(latLng(asset.konum), style)
        .bindTooltip(text(`${asset.ad} (${kindOf(asset.tur).one})`))
        .on("click", () => this.onPick({ asset }))
        .addTo(this.#facts);
    }
    this.#number();
  }

  me(fix) {
    this.#me.clearLayers();
    if (!fix) return;
    const ink = inks();
    const at = latLng(fix.konum);
    L.circle(at, { radius: fix.dogruluk_m, color: ink.me, weight: 1.5, fillOpacity: 0.12, interactive: false }).addTo(this.#me);
    L.circleMarker(at, { radius: 8, color: "#fff", weight: 3, fillColor: ink.me, fillOpacity: 1, interactive: false }).addTo(this.#me);
    if (!this.#placed) this.look(fix.konum, 18);
  }

  pick(polygons) {
    this.#picked.clearLayers();
    if (polygons) L.polygon(rings(polygons), { color: inks().picked, weight: 4, fillOpacity: 0.18, interactive: false }).addTo(this.#picked);
  }

  look(point, zoom = Math.max(this.zoom, 17)) {
    this.#placed = true;
    this.#map.setView(latLng(point), zoom, { animate: false });
  }

  fit([west, south, east, north]) {
    this.#placed = true;
    this.#map.fitBounds([[south, west], [north, east]], { maxZoom: 18, animate: false, padding: [20, 20] });
  }

  remove() {
    this.#map.remove();
  }

  #shape(polygons, style, name = null) {
    const shape = L.polygon(rings(polygons), { renderer: this.#canvas, ...style }).addTo(this.#facts);
    if (name && !style.fill) shape.bindTooltip(text(name), { permanent: false });
    return shape;
  }

  // Near enough, parcels show their numbers.
  #number() {
    this.#numbers.clearLayers();
    if (this.zoom < NUMBERS_FROM_ZOOM) return;
    const [west, south, east, north] = this.bounds;
    const seen = [...area.parcels.values()].filter(({ box }) => box && box[0] < east && box[2] > west && box[1] < north && box[3] > south);
    for (const { box, ada, no } of seen.slice(0, MOST_NUMBERS)) {
      const icon = L.divIcon({ className: "parcel-no", html: text(ada ? `${ada}/${no}` : no), iconSize: [0, 0] });
      L.marker([box[3] - (box[3] - box[1]) / 5, (box[0] + box[2]) / 2], { icon, interactive: false, keyboard: false }).addTo(this.#numbers);
    }
  }
}

const latLng = ([lon, lat]) => [lat, lon];
const rings = (polygons) => polygons.map((polygon) => polygon.map((ring) => ring.map(latLng)));

function text(words) {
  const node = document.createElement("span");
  node.textContent = words;
  return node;
}

function inks() {
  const styles = getComputedStyle(document.body);
  const of = (name) => styles.getPropertyValue(`--${name}`).trim();
  return { border: of("line"), land: of("land"), parcel: of("parcel"), me: of("me"), picked: of("picked"), bina: of("bina"), spor_tesisi: of("spor_tesisi"), park: of("park"), pazar: of("pazar") };
}
