// Turkish words and numbers of the map: what a person reads, in one place.

import { told } from "kbs/told";

export const KINDS = [
  { tur: "bina", one: "bina", many: "Binalar" },
  { tur: "spor_tesisi", one: "spor tesisi", many: "Spor tesisleri" },
  { tur: "park", one: "park", many: "Parklar" },
  { tur: "pazar", one: "pazar", many: "Pazarlar" },
];

const PRECISION = {
  parsel: "parsel düzeyinde",
  kapi: "kapı numarası düzeyinde",
  yer: "adı bilinen yer düzeyinde",
  sokak: "yalnız sokak düzeyinde",
  mahalle: "yalnız mahalle düzeyinde",
  yok: "bilinmiyor",
};

const RELATION = {
  uzerinde: "",
  yani: "yanı",
  civari: "civarı",
  kuzey: "kuzeyi",
  guney: "güneyi",
  dogu: "doğusu",
  bati: "batısı",
  kuzeydogu: "kuzeydoğusu",
  kuzeybati: "kuzeybatısı",
  guneydogu: "güneydoğusu",
  guneybati: "güneybatısı",
};

const numbers = new Intl.NumberFormat("tr-TR", { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat("tr-TR", { dateStyle: "long", timeZone: "Europe/Istanbul" });
const alphabet = new Intl.Collator("tr", { numeric: true });

const compact = new Intl.NumberFormat("tr-TR", { notation: "compact", maximumSignificantDigits: 2 });
export const short = (value) => (value < 1000 ? number(value) : compact.format(value)); // 25.861 -> 26 B
export const number = (value) => numbers.format(value);
export const day = (iso) => days.format(new Date(iso));
export const label = (kind, code) => told.labels[kind]?.[code] ?? code;
export const byName = (a, b) => alphabet.compare(a.properties.ad, b.properties.ad);
export const kindOf = (tur) => KINDS.find((kind) => kind.tur === tur) ?? { tur, one: tur, many: tur };

// First letter upper by Turkish rules: "iskele" -> "İskele".
export const sentence = (text) => text.charAt(0).toLocaleUpperCase("tr") + text.slice(1);

// The narrowest word for what an asset is: "çocuk parkı" rather than "park".
export function kindWords({ tur, alt_tur: subKind }) {
  return subKind ? label("alt_tur", subKind) : kindOf(tur).one;
}

// How well a position is known, as three steps that the eye can tell apart.
export function step(kesinlik) {
  if (kesinlik === "sokak") return "street";
  return kesinlik === "mahalle" || kesinlik === "yok" ? "area" : "exact";
}

export function positionWords({ kesinlik, belirsizlik_m: radius }) {
  const words = PRECISION[kesinlik] ?? kesinlik ?? PRECISION.yok;
  return radius ? `${words} (±${number(Math.round(radius))} m)` : words;
}

export function parcelWords(parcel) {
  const place = [
    parcel.ada ? `${parcel.ada} ada` : "",
    parcel.parsel ? `${parcel.parsel} parsel` : "",
  ].filter(Boolean).join(" ");
  if (!place) return parcel.ham_metin ?? "";
  const relation = RELATION[parcel.iliski] ?? parcel.iliski ?? "";
  const registry = parcel.tapu_mahallesi ? `${parcel.tapu_mahallesi}, ` : "";
  const former = parcel.eski?.length ? ` (eski ${parcel.eski.join(", ")})` : "";
  return `${registry}${place}${relation ? ` ${relation}` : ""}${former}`;
}

// One right in words: ["Arsa: Hazine", "Bina: Belediye", "Tahsis, belediyeye, 25 yıl", note].
export function rightWords(right) {
  const { arsa_sahibi: land, bina_sahibi: building, hak_turu: kind, yon: direction, karsi_taraf_sinifi: party } = right;
  const terms = [
    kind && label("hak_turu", kind),
    direction && label("yon", direction),
    party && `karşı taraf: ${label("sahip", party)}`,
    right.pay_m2 && `${number(right.pay_m2)} m²`,
    right.sure_yil && `${number(right.sure_yil)} yıl`,
    right.baslangic && `başlangıç ${day(right.baslangic)}`,
    right.karar && `karar: ${right.karar}`,
  ].filter(Boolean);
  const owners = land && land === building
    ? [`Arsa ve bina: ${label("sahip", land)}`]
    : [land && `Arsa: ${label("sahip", land)}`, building && `Bina: ${label("sahip", building)}`];
  return [...owners, terms.join(", "), right.durum_notu].filter(Boolean);
}

export function countWords(counts) {
  const parts = KINDS.filter((kind) => counts[kind.tur]).map((kind) => `${counts[kind.tur]} ${kind.one}`);
  return parts.join(", ");
}

// Same folding as the service's search: accents and the four i's fall together, case is dropped.
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replaceAll("ı", "i").toLowerCase();
}
