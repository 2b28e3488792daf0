// The assets on the map: clustered signs, and the selected one with its card and its circle of doubt.

import { onPress } from "kbs/dom";
import { t } from "kbs/speak";
import { LabelledIcon, clusterIcon, sign } from "kbs/symbols";
import { kindWords, positionWords, step } from "kbs/words";

const SIZE = 28;
const SELECTED_SIZE = 38;

// How much of the map one must see to judge an asset's position; null when it has none.
export function boundsOf({ geometry, properties }) {
  if (!geometry) return null;
  const [lon, lat] = geometry.coordinates;
  return L.latLng(lat, lon).toBounds(Math.max(properties.belirsizlik_m ?? 0, 60) * 2);
}

export class Markers {
  #map;
  #cluster;
  #byCode = new Map();
  #shown = [];
  #selected = null;
  #circle = null;
  #popup = null;
  #card;
  #onOpen;
  #onClose;

  // card(feature) gives the popup's element; onOpen(kod) and onClose() tell what the person did.
  constructor(map, cluster, { card, onOpen, onClose }) {
    this.#map = map;
    this.#cluster = cluster;
    this.#card = card;
    this.#onOpen = onOpen;
    this.#onClose = onClose;
    cluster.options.iconCreateFunction = (group) => clusterIcon(countKinds(group.getAllChildMarkers()));
  }

  // Put exactly these features into the cluster layer.
  show(features) {
    const markers = features.filter((feature) => feature.geometry).map((feature) => this.#markerOf(feature));
    if (markers.length === this.#shown.length && markers.every((m, i) => m === this.#shown[i])) return;
    this.#shown = markers;
    this.#cluster.clearLayers();
    this.#cluster.addLayers(markers.filter((marker) => marker !== this.#selected));
  }

  // The selected asset leaves its cluster, so that it can be seen whatever the zoom. Null selects none.
  select(feature) {
    const marker = feature?.geometry ? this.#markerOf(feature) : null;
    if (marker === this.#selected) return;
    const old = this.#selected;
    this.#selected = marker;
    this.#circle?.remove();
    this.#circle = null;
    if (old) this.#release(old);
    if (marker) this.#raise(marker);
  }

  // The open card changed its size. Leaflet puts it in anew, which would take the keyboard from it.
  refitCard() {
    const focused = document.activeElement;
    this.#popup?.update();
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  #markerOf(feature) {
    const known = this.#byCode.get(feature.id);
    if (known) return known;
    const [lon, lat] = feature.geometry.coordinates;
    const marker = L.marker([lat, lon], { icon: icon(feature, SIZE), title: feature.properties.ad, riseOnHover: true });
    marker.feature = feature;
    onPress(marker, () => this.#onOpen(feature.id));
    this.#byCode.set(feature.id, marker);
    return marker;
  }

  #raise(marker) {
    const { properties } = marker.feature;
    this.#cluster.removeLayer(marker);
    marker.setIcon(icon(marker.feature, SELECTED_SIZE)).setZIndexOffset(2000).addTo(this.#map);
    if (properties.belirsizlik_m) {
      this.#circle = L.circle(marker.getLatLng(), {
        radius: properties.belirsizlik_m,
        pane: "belirsizlik",
        interactive: false,
        className: "doubt",
      }).addTo(this.#map);
      this.#circle.getElement().dataset.tur = properties.tur;
    }
    const popup = L.popup({
      minWidth: 250,
      maxWidth: 340,
      maxHeight: Math.round(this.#map.getSize().y * 0.66),
      autoPan: false,
      offset: [0, 4 - SELECTED_SIZE / 2],
      className: "card-popup",
    });
    popup.setLatLng(marker.getLatLng()).setContent(this.#card(marker.feature));
    popup.on("remove", () => this.#popup === popup && this.#onClose());
    this.#popup = popup.openOn(this.#map);
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", t("Kapat"));
  }

  #release(marker) {
    const popup = this.#popup;
    this.#popup = null;
    popup.remove();
    marker.remove();
    marker.setIcon(icon(marker.feature, SIZE)).setZIndexOffset(0);
    if (this.#shown.includes(marker)) this.#cluster.addLayer(marker);
  }
}

function icon({ id, properties }, size) {
  return new LabelledIcon({
    html: sign(properties.tur, step(properties.kesinlik), size),
    className: size === SELECTED_SIZE ? "asset is-selected" : "asset",
    iconSize: [size, size],
    label: `${properties.ad}, ${kindWords(properties)}, ${t("konum")}: ${positionWords(properties)}`,
    data: { varlik: id, tur: properties.tur, kesinlik: properties.kesinlik },
  });
}

function countKinds(markers) {
  const counts = {};
  for (const { feature } of markers) counts[feature.properties.tur] = (counts[feature.properties.tur] ?? 0) + 1;
  return counts;
}
