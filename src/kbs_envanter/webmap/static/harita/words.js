// Words and numbers of the map: what a person reads, in one place.

import { LANG, LOCALE, t } from "kbs/speak";
import { told } from "kbs/told";

export const KINDS = [
  { tur: "bina", one: t("bina"), many: t("Binalar") },
  { tur: "spor_tesisi", one: t("spor tesisi"), many: t("Spor tesisleri") },
  { tur: "park", one: t("park"), many: t("Parklar") },
  { tur: "pazar", one: t("pazar"), many: t("Pazarlar") },
];

const PRECISION = {
  parsel: t("parsel düzeyinde"),
  kapi: t("kapı numarası düzeyinde"),
  yer: t("adı bilinen yer düzeyinde"),
  sokak: t("yalnız sokak düzeyinde"),
  mahalle: t("yalnız mahalle düzeyinde"),
  yok: t("bilinmiyor"),
};

const RELATION = {
  uzerinde: "",
  yani: t("yanı"),
  civari: t("civarı"),
  kuzey: t("kuzeyi"),
  guney: t("güneyi"),
  dogu: t("doğusu"),
  bati: t("batısı"),
  kuzeydogu: t("kuzeydoğusu"),
  kuzeybati: t("kuzeybatısı"),
  guneydogu: t("güneydoğusu"),
  guneybati: t("güneybatısı"),
};

const numbers = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeZone: "Europe/Istanbul" });
const alphabet = new Intl.Collator("tr", { numeric: true });

const compact = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumSignificantDigits: 2 });
export const short = (value) => (value < 1000 ? number(value) : compact.format(value)); // 25.861 -> 26 B
export const number = (value) => numbers.format(value);
export const day = (iso) => days.format(new Date(iso));
export const label = (kind, code) => told.labels[kind]?.[code] ?? code;
export const byName = (a, b) => alphabet.compare(a.properties.ad, b.properties.ad);
export const kindOf = (tur) => KINDS.find((kind) => kind.tur === tur) ?? { tur, one: tur, many: tur };

// First letter upper; in what the data say by Turkish rules: "iskele" -> "İskele".
export const sentence = (text, lang = "tr") => text.charAt(0).toLocaleUpperCase(lang) + text.slice(1);

// The narrowest word for what an asset is: "çocuk parkı" rather than "park".
export function kindWords({ tur, alt_tur: subKind }) {
  return subKind ? label("alt_tur", subKind) : kindOf(tur).one;
}

export const kindHead = (asset) => sentence(kindWords(asset), LANG);

export const assetsWords = (n) => (n === 1 ? t("1 varlık") : t("{n} varlık", { n: number(n) }));

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
    parcel.ada ? t("{ada} ada", parcel) : "",
    parcel.parsel ? t("{parsel} parsel", parcel) : "",
  ].filter(Boolean).join(" ");
  if (!place) return parcel.ham_metin ?? "";
  const relation = RELATION[parcel.iliski] ?? parcel.iliski ?? "";
  const registry = parcel.tapu_mahallesi ? `${parcel.tapu_mahallesi}, ` : "";
  const former = parcel.eski?.length ? t("eski {nolar}", { nolar: parcel.eski.join(", ") }) : "";
  return `${registry}${place}${relation ? ` ${relation}` : ""}${former ? ` (${former})` : ""}`;
}

export const yearWords = (n) => (n === 1 ? t("1 yıl") : t("{n} yıl", { n: number(n) }));

// One right in words: ["Arsa: Hazine", "Bina: Belediye", "Tahsis, belediyeye, 25 yıl", note].
export function rightWords(right) {
  const { arsa_sahibi: land, bina_sahibi: building, hak_turu: kind, yon: direction, karsi_taraf_sinifi: party } = right;
  const terms = [
    kind && label("hak_turu", kind),
    direction && label("yon", direction),
    party && `${t("karşı taraf")}: ${label("sahip", party)}`,
    right.pay_m2 && `${number(right.pay_m2)} m²`,
    right.sure_yil && yearWords(right.sure_yil),
    right.baslangic && `${t("başlangıç")} ${day(right.baslangic)}`,
    right.karar && `${t("karar")}: ${right.karar}`,
  ].filter(Boolean);
  const owners = land && land === building
    ? [`${t("Arsa ve bina")}: ${label("sahip", land)}`]
    : [land && `${t("Arsa")}: ${label("sahip", land)}`, building && `${t("Bina")}: ${label("sahip", building)}`];
  return [...owners, terms.join(", "), right.durum_notu].filter(Boolean);
}

export function countWords(counts) {
  // A Turkish noun stays singular behind a number.
  const noun = ({ one, many }, count) => (LANG === "tr" || count === 1 ? one : many.toLowerCase());
  return KINDS.filter(({ tur }) => counts[tur]).map((kind) => `${number(counts[kind.tur])} ${noun(kind, counts[kind.tur])}`).join(", ");
}

// Same folding as the service's search: accents and the four i's fall together, case is dropped.
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replaceAll("ı", "i").toLowerCase();
}
