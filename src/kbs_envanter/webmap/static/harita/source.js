// Where the data come from: our own API, or the page itself when it is a stand-alone file.

import { Selection } from "kbs/selection";
import { LargeSelection } from "kbs/large";

// More assets than this are not fetched at once: they are 180 KB compressed.
const WHOLE = 1000;
const ITEMS = "collections/varliklar/items";

export const embedded = document.getElementById("embedded-data");

// The selection over all assets, or over an inventory that is too large to hold.
export async function open() {
  if (embedded) {
    const data = JSON.parse(embedded.textContent);
    return new Selection({ assets: data.assets.features, neighbourhoods: data.neighbourhoods.features });
  }
  const [total, places] = await Promise.all([
    hits(new URLSearchParams()),
    get("collections/mahalleler/items", new URLSearchParams({ limit: 1000 })),
  ]);
  const neighbourhoods = places.features;
  if (total > WHOLE) return new LargeSelection({ neighbourhoods, total, most: WHOLE }, { hits, features, one });
  return new Selection({ assets: await features(new URLSearchParams()), neighbourhoods });
}

export const assetAddress = (kod) => `varlik/${encodeURIComponent(kod)}`;

export const itemAddress = (kod) => `${ITEMS}/${encodeURIComponent(kod)}`;

export function downloadAddress(parameters, format) {
  return `${ITEMS}?${new URLSearchParams([...parameters, ["f", format]])}`;
}

// Places that a text may mean.
export async function geocode(text, signal) {
  return get("geokod", new URLSearchParams({ q: text }), signal);
}

async function hits(parameters, signal) {
  const counted = await get(ITEMS, new URLSearchParams([...parameters, ["resultType", "hits"]]), signal);
  return counted.numberMatched;
}

async function features(parameters, signal) {
  return (await get(ITEMS, new URLSearchParams([...parameters, ["limit", WHOLE]]), signal)).features;
}

const asked = new Map();

// Everything known of one asset; asked for once.
export function everything(kod) {
  if (!asked.has(kod)) {
    const answer = get(assetAddress(kod), new URLSearchParams({ f: "json" }));
    answer.catch(() => asked.delete(kod));
    asked.set(kod, answer);
  }
  return asked.get(kod);
}

async function one(kod) {
  const response = await fetch(itemAddress(kod), { headers: { Accept: "application/geo+json" } });
  return response.ok ? response.json() : null;
}

async function get(path, parameters, signal) {
  const address = parameters.size ? `${path}?${parameters}` : path;
  const response = await fetch(address, { headers: { Accept: "application/geo+json" }, signal });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
