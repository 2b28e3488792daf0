// What is shown, kept in the address after '#', so that a link reopens the same view and "back" works:
// #harita=13.5/41.02130/28.78120&mahalle=atakent&katmanlar=bina,park&sahip=hazine&varlik=BIN-0042&ara=kres

import { FACETS, noFacets } from "kbs/facets";
import { told } from "kbs/told";
import { KINDS } from "kbs/words";

const ALL = KINDS.map((kind) => kind.tur);
const FIRST_BASEMAP = told.basemaps.length ? 0 : null;

export const state = {
  mahalle: null, kinds: new Set(ALL), facets: noFacets(), asset: null, query: "", view: null, basemap: FIRST_BASEMAP,
};
const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

// Change what is shown. A change of place is a step that "back" undoes; typing and panning are not.
export function change(patch, { step = false } = {}) {
  Object.assign(state, patch);
  const hash = write(state);
  if (hash !== location.hash.slice(1)) {
    if (step) history.pushState(null, "", `#${hash}`);
    else history.replaceState(null, "", `#${hash}`);
  }
  for (const listener of listeners) listener();
}

// Remember where the map stands, without telling anybody: nothing else depends on it.
export function remember(view) {
  state.view = view;
  history.replaceState(null, "", `#${write(state)}`);
}

// The state with every filter off.
export const unfiltered = () => ({ kinds: new Set(ALL), facets: noFacets(), query: "" });

// Address of one asset and nothing else.
export function assetLink(kod) {
  return `${location.origin}${location.pathname}#varlik=${encodeURIComponent(kod)}`;
}

export function read() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const wanted = new URLSearchParams(location.search).get("mahalle");
  const layers = parts.get("katmanlar");
  state.mahalle = parts.get("mahalle") ?? (location.hash.length > 1 ? null : wanted);
  state.kinds = new Set(layers === null ? ALL : layers.split(",").filter((tur) => ALL.includes(tur)));
  state.facets = noFacets();
  for (const { key } of FACETS) if (parts.get(key)) state.facets[key] = new Set(parts.get(key).split(","));
  state.asset = parts.get("varlik");
  state.query = parts.get("ara") ?? "";
  state.view = readView(parts.get("harita"));
  state.basemap = readBasemap(parts.get("altlik"));
}

function readView(text) {
  const [zoom, lat, lon] = (text ?? "").split("/").map(Number.parseFloat);
  const sound = [zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

function readBasemap(text) {
  if (text === "yok") return null;
  const number = Number.parseInt(text, 10) - 1;
  return told.basemaps[number] ? number : FIRST_BASEMAP;
}

function write({ view, mahalle, kinds, facets, asset, query, basemap }) {
  const parts = [];
  const add = (name, ...values) => parts.push(`${name}=${values.map(encodeURIComponent).join(",")}`);
  if (view) parts.push(`harita=${view.zoom}/${view.lat.toFixed(5)}/${view.lon.toFixed(5)}`);
  if (mahalle) add("mahalle", mahalle);
  if (kinds.size < ALL.length) add("katmanlar", ...ALL.filter((tur) => kinds.has(tur)));
  for (const { key } of FACETS) if (facets[key].size) add(key, ...facets[key]);
  if (asset) add("varlik", asset);
  if (query) add("ara", query);
  if (basemap !== FIRST_BASEMAP) add("altlik", basemap === null ? "yok" : basemap + 1);
  return parts.join("&");
}
