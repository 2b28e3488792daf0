// The base map that the person chose, below our own layers; none is a choice too.

import { el } from "kbs/dom";
import { LANG } from "kbs/speak";
import { told } from "kbs/told";

export class Basemap {
  #map;
  #layer = null;
  #number = null;
  #turn = 0; // of several choices the last counts, whichever is ready first

  constructor(map) {
    this.#map = map;
  }

  async show(number) {
    if (number === this.#number) return;
    this.#number = number;
    this.#turn += 1;
    const turn = this.#turn;
    this.#layer?.remove();
    this.#layer = null;
    document.body.classList.toggle("has-basemap", number !== null);
    if (number === null) return;
    try {
      const made = await layer(told.basemaps[number]);
      if (turn === this.#turn) this.#layer = made.addTo(this.#map);
    } catch (error) {
      console.warn(error); // our own layers are a map without it
    }
  }
}

async function layer({ tur, url, atif, katmanlar, en_yakin: nearest, betik }) {
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
  if (tur === "vektor") {
    await script(betik);
    const flavor = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    return window.protomapsL.leafletLayer({ ...options, url, flavor, lang: LANG, maxDataZoom: nearest, noWrap: true });
  }
  return L.tileLayer(url, { ...options, ...(nearest ? { maxNativeZoom: nearest } : {}) });
}

// The renderer of vector tiles, fetched when the first such map is shown.
function script(src) {
  if (window.protomapsL) return undefined;
  return new Promise((done, failed) => {
    document.head.append(el("script", { src, onload: done, onerror: () => failed(new Error(src)) }));
  });
}
