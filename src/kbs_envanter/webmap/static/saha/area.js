// What the packs on this phone say, put together: assets and parcels by code, by number, by name and by place.

import { fold } from "kbs/words";
import { Grid, boxOf, contains } from "saha/grid";
import { polygons } from "saha/twkb";

const REACH_M = 150; // farther away nothing is "the nearest parcel"
const MOST = 30; // results of a search
const PLACED = new Set(["parsel", "kapi", "yer"]); // precisions good enough to say that a point lies in a parcel

const asset = ([kod, tur, ad, x, y, kesinlik, belirsizlik, adres, sahip, hak, numara, parseller, surum, dogrulama]) => ({
  kod, tur, ad, kesinlik, adres, sahip, hak, numara, surum, dogrulama,
  belirsizlik_m: belirsizlik,
  konum: x === null || y === null ? null : [x / 1e6, y / 1e6],
  parseller: parseller ?? [],
  aranan: fold(`${ad} ${kod}`),
});

function parcel([kod, tapu, ada, no, alan, nitelik, sahip, sekil]) {
  const shape = sekil ? polygons(sekil) : null;
  return { kod, tapu, ada, no, alan, nitelik, sahip, polygons: shape, box: shape?.length ? boxOf(shape) : null };
}

export class Area {
  #grid;

  // ``packs`` are the documents of the packs, the newest last: it wins.
  constructor(packs) {
    this.assets = new Map();
    this.parcels = new Map();
    this.borders = new Map(); // of mahalle by code: { ad, polygons, own }
    this.boxes = packs.map(({ kutu }) => kutu);
    for (const pack of packs) {
      for (const row of pack.varliklar) this.assets.set(row[0], asset(row));
      for (const row of pack.parseller) this.parcels.set(row[0], parcel(row));
      for (const [kod, ad, shape] of pack.komsular) {
        if (!this.borders.has(kod)) this.borders.set(kod, { ad, polygons: polygons(shape), own: false });
      }
      if (pack.alan.kod) this.borders.set(pack.alan.kod, { ad: pack.alan.ad, polygons: polygons(pack.sinir), own: true });
    }
    this.#grid = new Grid([...this.parcels.values()].filter(({ box }) => box));
  }

  get empty() {
    return this.boxes.length === 0;
  }

  covers([lon, lat]) {
    return this.boxes.some(([west, south, east, north]) => west <= lon && lon <= east && south <= lat && lat <= north);
  }

  mahalle(point) {
    return [...this.borders.values()].find(({ polygons: shape }) => contains(shape, point))?.ad ?? null;
  }

  // The parcel under a point or the nearest one, and the others that the accuracy of the point leaves possible.
  at(point, accuracy = 0) {
    const [first, ...rest] = this.#grid.near(point, REACH_M);
    if (!first) return null;
    return {
      parcel: first.shape,
      metres: first.metres,
      others: rest.filter(({ metres }) => metres <= accuracy).map(({ shape }) => shape).slice(0, 5),
    };
  }

  // Assets of a parcel: on it or beside it by a document's words, or on it by a position that is known well enough.
  // A document that does not name the cadastral area may mean another parcel of this number: ``sure`` is false.
  assetsOf({ kod, tapu, ada, no, polygons: shape }) {
    const found = [];
    for (const each of this.assets.values()) {
      const reference = each.parseller.find((one) => one.ada === ada && one.parsel === no);
      const here = shape && each.konum && PLACED.has(each.kesinlik) && contains(shape, each.konum);
      const same = reference && keyOf(reference) === kod;
      const maybe = reference && !same && (reference.tapu_mahallesi === null || tapu === null);
      if (same || here || maybe) found.push({ asset: each, iliski: reference?.iliski ?? "uzerinde", sure: Boolean(same || here) });
    }
    return found;
  }

  // The classes of a parcel's owners, as documents say them of what stands on it; null when none does.
  ownersOf(parcel) {
    if (parcel.sahip) return parcel.sahip;
    const on = this.assetsOf(parcel).filter(({ sure, iliski }) => sure && iliski === "uzerinde");
    const said = on.flatMap(({ asset: { sahip } }) => (sahip ? sahip.split(/;\s*/) : []));
    return said.length ? [...new Set(said)].join("; ") : null;
  }

  parcelsOf({ parseller }) {
    return parseller.map((reference) => ({ reference, parcel: this.parcels.get(keyOf(reference)) ?? null }));
  }

  // Parcels with the numbers that were read; a cadastral area that was not said may be any.
  numbered({ tapu, ada, parsel }) {
    return [...this.parcels.values()].filter(
      (each) => each.no === parsel && each.ada === ada && (tapu === null || each.tapu === null || each.tapu === tapu));
  }

  // Assets that have every word in their name or code, those that begin with the first word first.
  named(text) {
    const words = fold(text).split(/[^a-z0-9]+/).filter(Boolean);
    if (!words.length) return [];
    return [...this.assets.values()]
      .filter(({ aranan }) => words.every((word) => aranan.includes(word)))
      .sort((a, b) => b.aranan.startsWith(words[0]) - a.aranan.startsWith(words[0]) || a.ad.localeCompare(b.ad, "tr"))
      .slice(0, MOST);
  }
}

// As the database makes a parcel's code of its numbers.
const keyOf = ({ tapu_mahallesi: tapu, ada, parsel }) =>
  fold([tapu, ada, parsel].map((part) => part ?? "-").join(".")).replaceAll(" ", "_").replaceAll("/", "~");
