// Turkish words and numbers of the map: what a person reads, in one place.

export const KINDS = [
  { tur: "bina", one: "bina", many: "Binalar" },
  { tur: "spor_tesisi", one: "spor tesisi", many: "Spor tesisleri" },
  { tur: "park", one: "park", many: "Parklar" },
  { tur: "pazar", one: "pazar", many: "Pazarlar" },
];

const SUB_KINDS = {
  yesil_alan: "yeşil alan",
  cocuk_parki: "çocuk parkı",
  spor_alani: "spor alanı",
  rekreasyon: "rekreasyon alanı",
  bahce: "bahçe",
  kapali_pazar: "kapalı pazar",
  halk_market: "Halk Market",
};

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
const alphabet = new Intl.Collator("tr", { numeric: true });

export const number = (value) => numbers.format(value);
export const byName = (a, b) => alphabet.compare(a.properties.ad, b.properties.ad);
export const kindOf = (tur) => KINDS.find((kind) => kind.tur === tur) ?? { tur, one: tur, many: tur };

// The narrowest word for what an asset is: "çocuk parkı" rather than "park".
export function kindWords({ tur, alt_tur: subKind }) {
  return subKind ? SUB_KINDS[subKind] ?? subKind.replaceAll("_", " ") : kindOf(tur).one;
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

export function countWords(counts) {
  const parts = KINDS.filter((kind) => counts[kind.tur]).map((kind) => `${counts[kind.tur]} ${kind.one}`);
  return parts.join(", ");
}

// Same folding as the service's search: accents and the four i's fall together, case is dropped.
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replaceAll("ı", "i").toLowerCase();
}
