// The filters that have a list of values: what each is called, what an asset has of it, how the API is asked for it.

import { t } from "kbs/speak";
import { told } from "kbs/told";
import { label } from "kbs/words";

export const UNKNOWN = "-"; // stands for "the source does not say"

const several = (text) => (text ? text.split("; ") : [UNKNOWN]);

// { key (in the address), title, of(properties) -> values, word(value), known: every value there may be, condition }
export const FACETS = [
  {
    key: "alt", title: t("Alt tür"), of: (p) => [p.alt_tur ?? UNKNOWN],
    word: said("alt_tur"), known: [...codes("alt_tur"), UNKNOWN], condition: oneOf("alt_tur"),
  },
  {
    key: "sahip", title: t("Arsanın sahibi"), of: (p) => several(p.arsa_sahibi), word: said("sahip"),
    known: [...codes("sahip"), UNKNOWN], condition: amongJoined("arsa_sahibi"),
  },
  {
    key: "hak", title: t("Hak türü"), of: (p) => several(p.hak_turu), word: said("hak_turu"),
    known: [...codes("hak_turu"), UNKNOWN], condition: amongJoined("hak_turu"),
  },
  {
    key: "kesinlik", title: t("Konumun kesinliği"), of: (p) => [p.kesinlik], word: said("kesinlik_kisa"),
    known: codes("kesinlik_kisa"), condition: oneOf("kesinlik"),
  },
  {
    key: "parsel", title: t("Parsel"), of: (p) => [p.ada_parsel ? "var" : "yok"],
    word: (value) => (value === "var" ? t("Parseli belli") : t("Parseli belli değil")),
    known: ["var", "yok"],
    condition: (value) => `ada_parsel IS ${value === "var" ? "NOT " : ""}NULL`,
  },
];

export const noFacets = () => Object.fromEntries(FACETS.map(({ key }) => [key, new Set()]));

export const literal = (text) => `'${text.replaceAll("'", "''")}'`;

function codes(kind) {
  return Object.keys(told.labels[kind]);
}

function said(kind) {
  return (value) => (value === UNKNOWN ? t("Belirtilmemiş") : label(kind, value));
}

function oneOf(name) {
  return (value) => (value === UNKNOWN ? `${name} IS NULL` : `${name} = ${literal(value)}`);
}

// The property holds all values of an asset: "belediye; hazine". No code is part of another.
function amongJoined(name) {
  return (value) => (value === UNKNOWN ? `${name} IS NULL` : `${name} LIKE ${literal(`%${value}%`)}`);
}
