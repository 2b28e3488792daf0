// The same as Selection over an inventory too large to hold: the server counts, and only what can be looked at comes.

import { question } from "kbs/query";
import { countByPlace, filtered } from "kbs/selection";
import { KINDS, byName } from "kbs/words";

const CLOSE = 14; // from this zoom on, what lies in the view is asked for
const COUNT_OF = { bina: "bina_sayisi", spor_tesisi: "spor_tesisi_sayisi", park: "park_sayisi", pazar: "pazar_sayisi" };
const NOTHING = { assets: [], matched: 0, complete: true };

export class LargeSelection {
  #ask;
  #most;
  #brought = new Map();
  #running = new AbortController();
  #asked = null;
  #answer = { assets: [], matched: null, complete: false };

  // ask: { hits(parameters, signal), features(parameters, signal), one(kod) }; most: how many features may come.
  constructor({ neighbourhoods, total, most }, ask) {
    this.neighbourhoods = neighbourhoods;
    this.total = total;
    this.years = [];
    this.places = [...neighbourhoods].sort(byName);
    this.#most = most;
    this.#ask = ask;
  }

  options({ known }) {
    return known;
  }

  find(kod) {
    return this.#brought.get(kod) ?? this.#answer.assets.find((asset) => asset.id === kod) ?? null;
  }

  async bring(kod) {
    const asset = this.find(kod) ?? await this.#ask.one(kod);
    if (asset) this.#brought.set(kod, asset);
    return asset;
  }

  async forgetUnknown(state) {
    const before = [state.mahalle, state.asset];
    if (!this.places.some((feature) => feature.properties.kod === state.mahalle)) state.mahalle = null;
    if (state.asset && !(await this.bring(state.asset))) state.asset = null;
    return before[0] !== state.mahalle || before[1] !== state.asset;
  }

  suggestions() {
    return []; // the server's own search knows them
  }

  // What is known now; `look` gets more.
  view(state) {
    const { mahalle: kod, query } = state;
    const { assets, matched, complete, inView } = this.#answer;
    const narrowed = query !== "" || filtered(state);
    const counts = narrowed ? (complete ? countByPlace(assets) : new Map()) : this.#countsOf(state.kinds);
    return {
      mahalle: this.places.find((feature) => feature.properties.kod === kod) ?? null,
      matches: assets,
      matched: matched ?? this.total,
      counts,
      kindCounts: this.#kindCounts(kod),
      facetCounts: null,
      rows: this.places,
      results: (kod !== null || narrowed) && (complete || assets.length > 0) ? assets : null,
      crowded: (kod !== null || narrowed) && !complete,
      tooMany: assets.length === 0 && inView > this.#most ? inView : null,
      elsewhere: 0,
      large: true,
    };
  }

  // Ask for what the state and the map's view need; true when the answer is new.
  async look(state, { zoom, box }) {
    const parameters = question(state);
    const known = this.#answer.complete && this.#answer.question === String(parameters);
    const near = zoom >= CLOSE && !known ? box : null;
    const key = `${parameters}|${near}`;
    if (known || key === this.#asked) return false;
    this.#asked = key;
    this.#running.abort();
    this.#running = new AbortController();
    try {
      const answer = parameters ? await this.#answerTo(parameters, near, this.#running.signal) : NOTHING;
      this.#answer = { ...answer, question: String(parameters) };
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      this.#asked = null;
      throw error;
    }
  }

  async #answerTo(parameters, near, signal) {
    const matched = parameters.size ? await this.#ask.hits(parameters, signal) : this.total;
    const complete = matched <= this.#most;
    const there = new URLSearchParams(parameters);
    if (!complete && near) there.set("bbox", near);
    const inView = complete || near === null ? null : await this.#ask.hits(there, signal);
    const few = complete || (inView !== null && inView <= this.#most);
    return { assets: few ? await this.#ask.features(there, signal) : [], matched, complete, inView };
  }

  // The neighbourhoods carry their counts by kind.
  #countsOf(kinds) {
    const shown = KINDS.filter(({ tur }) => kinds.has(tur));
    return new Map(this.places.map(({ properties: p }) =>
      [p.kod, Object.fromEntries(shown.map(({ tur }) => [tur, p[COUNT_OF[tur]]]).filter(([, count]) => count))]));
  }

  #kindCounts(kod) {
    const places = kod ? this.places.filter(({ properties }) => properties.kod === kod) : this.places;
    return Object.fromEntries(KINDS.map(({ tur }) =>
      [tur, places.reduce((sum, { properties }) => sum + properties[COUNT_OF[tur]], 0)]));
  }
}
