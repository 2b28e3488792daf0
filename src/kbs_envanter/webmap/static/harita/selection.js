// Which assets the present filters leave: kinds, neighbourhood, text.

import { KINDS, byName, fold, kindWords } from "kbs/words";

// Stands in the list for the assets whose neighbourhood the report does not tell.
const NOWHERE = { properties: { kod: "-", ad: "Mahallesi bilinmeyen" } };

export class Selection {
  #words = new Map();

  // { assets, neighbourhoods }: GeoJSON features as the API gives them.
  constructor({ assets, neighbourhoods }) {
    this.assets = assets;
    this.neighbourhoods = neighbourhoods;
    this.places = [...neighbourhoods].sort(byName);
    if (assets.some((asset) => placeOf(asset) === NOWHERE.properties.kod)) this.places.push(NOWHERE);
    this.totals = Object.fromEntries(
      KINDS.map(({ tur }) => [tur, assets.filter((asset) => asset.properties.tur === tur).length]));
    for (const asset of assets) this.#words.set(asset, searchable(asset));
  }

  // Drop from the state what is not (or no longer) there; true when something was dropped. The file of
  // one neighbourhood opens at it.
  forgetUnknown(state) {
    const places = this.places.map((feature) => feature.properties.kod);
    const before = [state.mahalle, state.asset];
    if (!places.includes(state.mahalle)) state.mahalle = null;
    if (!this.assets.some((asset) => asset.id === state.asset)) state.asset = null;
    const lost = before[0] !== state.mahalle || before[1] !== state.asset;
    if (places.length === 1) [state.mahalle] = places;
    return lost;
  }

  // What to show: matching features, counts per neighbourhood and kind, the list's results or null.
  view({ mahalle: kod, kinds, query }) {
    const wanted = fold(query).split(/\s+/).filter(Boolean);
    const found = this.assets.filter((asset) => kinds.has(asset.properties.tur)
      && wanted.every((word) => this.#words.get(asset).includes(word)));
    const mahalle = this.places.find((feature) => feature.properties.kod === kod) ?? null;
    const inside = mahalle ? found.filter((asset) => placeOf(asset) === kod) : found;
    return {
      mahalle,
      matches: inside,
      counts: countByPlace(found),
      rows: this.places,
      results: mahalle || wanted.length ? inside : null,
      elsewhere: wanted.length ? found.length - inside.length : 0,
    };
  }
}

function searchable({ id, properties: p }) {
  const parcels = (p.parseller ?? []).map(({ ada, parsel }) => `${ada ?? ""}/${parsel ?? ""}`);
  const parts = [id, p.ad, kindWords(p), p.kullanim, p.mahalle, p.adres, p.ada_parsel, ...parcels];
  return fold(parts.filter(Boolean).join(" "));
}

function placeOf({ properties }) {
  return properties.mahalle_kod ?? NOWHERE.properties.kod;
}

function countByPlace(assets) {
  const counts = new Map();
  for (const asset of assets) {
    const [kod, { tur }] = [placeOf(asset), asset.properties];
    if (!counts.has(kod)) counts.set(kod, {});
    counts.get(kod)[tur] = (counts.get(kod)[tur] ?? 0) + 1;
  }
  return counts;
}
