// Which assets the present filters leave, when all assets are here.

import { FACETS } from "kbs/facets";
import { NOWHERE } from "kbs/query";
import { t } from "kbs/speak";
import { byName, fold } from "kbs/words";

// Stands in the list for the assets whose neighbourhood the report does not tell.
export const nowhere = { properties: { kod: NOWHERE, ad: t("Mahallesi bilinmeyen") } };

export class Selection {
  #words = new Map();
  #codes;

  // { assets, neighbourhoods }: GeoJSON features as the API gives them.
  constructor({ assets, neighbourhoods }) {
    this.assets = assets;
    this.neighbourhoods = neighbourhoods;
    this.total = assets.length;
    this.years = [...new Set(assets.map((asset) => asset.properties.rapor_yili).filter(Boolean))].sort();
    this.places = [...neighbourhoods].sort(byName);
    if (assets.some((asset) => placeOf(asset) === NOWHERE)) this.places.push(nowhere);
    for (const asset of assets) this.#words.set(asset, searchable(asset));
    this.#codes = new Map(assets.map((asset) => [asset.id, asset]));
  }

  // Every value of a filter that some asset has, in the order of the labels.
  options({ of, known }) {
    const there = new Set(this.assets.flatMap((asset) => of(asset.properties)));
    return [...known.filter((value) => there.has(value)), ...[...there].filter((value) => !known.includes(value))];
  }

  // Drop from the state what is not (or no longer) there; true when something was dropped. The file of
  // one neighbourhood opens at it.
  async forgetUnknown(state) {
    const places = this.places.map((feature) => feature.properties.kod);
    const before = [state.mahalle, state.asset];
    if (!places.includes(state.mahalle)) state.mahalle = null;
    if (!this.#codes.has(state.asset)) state.asset = null;
    const lost = before[0] !== state.mahalle || before[1] !== state.asset;
    if (places.length === 1) [state.mahalle] = places;
    return lost;
  }

  find(kod) {
    return this.#codes.get(kod) ?? null;
  }

  async bring(kod) {
    return this.find(kod);
  }

  // Assets whose words hold the text, those that begin with it first.
  suggestions(text, most) {
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    const rank = (asset) => {
      const name = fold(asset.properties.ad);
      return name.startsWith(wanted[0]) ? 0 : name.includes(` ${wanted[0]}`) ? 1 : name.includes(wanted[0]) ? 2 : 3;
    };
    return this.assets.filter((asset) => wanted.every((word) => this.#words.get(asset).includes(word)))
      .sort((a, b) => rank(a) - rank(b) || byName(a, b)).slice(0, most);
  }

  // What to show: matching features, counts per neighbourhood and kind and filter value, the list's results or null.
  view(state) {
    const { mahalle: kod, kinds, query } = state;
    const wanted = fold(query).split(/\s+/).filter(Boolean);
    const tests = [
      ({ properties }) => kinds.has(properties.tur),
      ...FACETS.map(({ key, of }) => ({ properties }) =>
        state.facets[key].size === 0 || of(properties).some((value) => state.facets[key].has(value))),
    ];
    const worded = this.assets.filter((asset) => wanted.every((word) => this.#words.get(asset).includes(word)));
    const passing = (assets, except = -1) =>
      assets.filter((asset) => tests.every((test, i) => i === except || test(asset)));
    const here = kod ? worded.filter((asset) => placeOf(asset) === kod) : worded;
    const [found, inside] = [passing(worded), passing(here)];
    const mahalle = this.places.find((feature) => feature.properties.kod === kod) ?? null;
    return {
      mahalle,
      matches: inside,
      matched: inside.length,
      counts: countByPlace(found),
      kindCounts: tally(passing(here, 0), ({ tur }) => [tur]),
      facetCounts: Object.fromEntries(FACETS.map(({ key, of }, i) => [key, tally(passing(here, i + 1), of)])),
      rows: this.places,
      results: mahalle || wanted.length || filtered(state) ? inside : null,
      elsewhere: wanted.length || filtered(state) ? found.length - inside.length : 0,
    };
  }
}

// Whether a filter other than kind, place and text is on.
export const filtered = ({ facets }) => FACETS.some(({ key }) => facets[key].size);


export function countByPlace(assets) {
  const counts = new Map();
  for (const asset of assets) {
    const [kod, { tur }] = [placeOf(asset), asset.properties];
    if (!counts.has(kod)) counts.set(kod, {});
    counts.get(kod)[tur] = (counts.get(kod)[tur] ?? 0) + 1;
  }
  return counts;
}

function tally(assets, of) {
  const counts = {};
  for (const { properties } of assets) for (const value of of(properties)) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

// The same words as the service's own search, so that a download holds what the list shows.
function searchable({ id, properties: p }) {
  return fold([id, p.ad, p.mahalle, p.adres, p.kullanim, p.ada_parsel].filter(Boolean).join(" "));
}

function placeOf({ properties }) {
  return properties.mahalle_kod ?? NOWHERE;
}
