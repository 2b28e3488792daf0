// A street, an address or a named place that was searched for: a pin with its circle of doubt, until the next step.

import { el, svg } from "kbs/dom";
import { t } from "kbs/speak";
import { LabelledIcon } from "kbs/symbols";

const SIZE = [30, 38];

export class Place {
  #map;
  #layer = null;

  constructor(map) {
    this.#map = map;
  }

  // The bounds to look at.
  show({ geometry, properties }) {
    this.clear();
    const [lon, lat] = geometry.coordinates;
    const pin = L.marker([lat, lon], { icon: icon(properties), zIndexOffset: 3000 });
    const radius = properties.belirsizlik_m ?? 0;
    const circle = L.circle([lat, lon], { radius, pane: "belirsizlik", interactive: false, className: "doubt place-doubt" });
    this.#layer = L.layerGroup([pin, circle]).addTo(this.#map);
    pin.bindTooltip(el("span", {}, properties.ad), { permanent: true, direction: "top", offset: [0, -34], className: "place-name" });
    return L.latLng(lat, lon).toBounds(Math.max(radius, 150) * 2);
  }

  clear() {
    this.#layer?.remove();
    this.#layer = null;
  }
}

function icon({ ad }) {
  return new LabelledIcon({
    html: svg("svg", { viewBox: "0 0 30 38", width: SIZE[0], height: SIZE[1], "aria-hidden": "true" },
      svg("path", { class: "place-body", d: "M15 1.5A13 13 0 0 0 2 14.5C2 24 15 36.5 15 36.5S28 24 28 14.5A13 13 0 0 0 15 1.5Z" }),
      svg("circle", { class: "place-hole", cx: 15, cy: 14.5, r: 4.8 })),
    className: "place-pin",
    iconSize: SIZE,
    iconAnchor: [SIZE[0] / 2, SIZE[1] - 2],
    label: `${t("Aranan yer")}: ${ad}`,
    data: { place: ad },
  });
}
