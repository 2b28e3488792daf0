// What is shown, kept in the address after '#', so that a link reopens the same view and "back" works:
// #harita=13.5/41.02130/28.78120&mahalle=atakent&katmanlar=bina,park&varlik=BIN-0042&ara=kres

import { KINDS } from "kbs/words";

const ALL = KINDS.map((kind) => kind.tur);

export const state = { mahalle: null, kinds: new Set(ALL), asset: null, query: "", view: null };
const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

// Change what is shown. A change of place is a step that "back" undoes; typing and panning are not.
export function change(patch, { step = false } = {}) {
  Object.assign(state, patch);
  const hash = write();
  if (hash !== location.hash.slice(1)) {
    if (step) history.pushState(null, "", `#${hash}`);
    else history.replaceState(null, "", `#${hash}`);
  }
  for (const listener of listeners) listener();
}

// Remember where the map stands, without telling anybody: nothing else depends on it.
export function remember(view) {
  state.view = view;
  history.replaceState(null, "", `#${write()}`);
}

export function read() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const wanted = new URLSearchParams(location.search).get("mahalle");
  const layers = parts.get("katmanlar");
  state.mahalle = parts.get("mahalle") ?? (location.hash.length > 1 ? null : wanted);
  state.kinds = new Set(layers === null ? ALL : layers.split(",").filter((tur) => ALL.includes(tur)));
  state.asset = parts.get("varlik");
  state.query = parts.get("ara") ?? "";
  state.view = readView(parts.get("harita"));
}

function readView(text) {
  const [zoom, lat, lon] = (text ?? "").split("/").map(Number.parseFloat);
  const sound = [zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

function write() {
  const parts = [];
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    parts.push(`harita=${zoom}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (state.mahalle) parts.push(`mahalle=${encodeURIComponent(state.mahalle)}`);
  if (state.kinds.size < ALL.length) parts.push(`katmanlar=${ALL.filter((k) => state.kinds.has(k)).join(",")}`);
  if (state.asset) parts.push(`varlik=${encodeURIComponent(state.asset)}`);
  if (state.query) parts.push(`ara=${encodeURIComponent(state.query)}`);
  return parts.join("&");
}
