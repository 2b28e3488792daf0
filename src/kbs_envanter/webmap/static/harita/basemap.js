// The base map that the person chose, below our own layers; none is a choice too.

import { told } from "kbs/told";

export class Basemap {
  #map;
  #layer = null;
  #number = null;

  constructor(map) {
    this.#map = map;
  }

  show(number) {
    if (number === this.#number) return;
    this.#number = number;
    this.#layer?.remove();
    this.#layer = number === null ? null : layer(told.basemaps[number]).addTo(this.#map);
    document.body.classList.toggle("has-basemap", number !== null);
  }
}

function layer({ tur, url, atif, katmanlar }) {
  const credit = document.createElement("span");
  credit.textContent = atif;
  const options = {
    attribution: credit.innerHTML,
    maxZoom: 19,
    referrerPolicy: "strict-origin-when-cross-origin", // public tile servers refuse who does not say where from
  };
  if (tur === "wms") {
    return L.tileLayer.wms(url, { ...options, layers: katmanlar, format: "image/png", transparent: true, version: "1.3.0" });
  }
  return L.tileLayer(url, options);
}
