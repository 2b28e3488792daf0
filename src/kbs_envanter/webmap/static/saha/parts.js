// Pieces that several views are made of.

import { el } from "kbs/dom";
import { LANG, LOCALE, t } from "kbs/speak";
import { sign } from "kbs/symbols";
import { kindOf, label, number, sentence, step } from "kbs/words";
import { area } from "saha/packs";

const moments = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const units = ["B", "KB", "MB"];

export const moment = (value) => moments.format(new Date(value));
export const metres = (value) => `${number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} m`;

export function bytes(value) {
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(value, 1)) / Math.log(1024)));
  return `${number(Math.round((value / 1024 ** step) * 10) / 10)} ${units[step]}`;
}

export const button = (words, action, attributes = {}) => el("button", { type: "button", onclick: action, ...attributes }, words);
export const link = (words, href, attributes = {}) => el("a", { class: "button", href, ...attributes }, words);
export const note = (words, attributes = {}) => el("p", { class: "note", ...attributes }, words);

// Owners by class: ``belediye; hazine``.
export const owners = (codes) => (codes ? codes.split(/;\s*/).map((code) => label("sahip", code)).join(", ") : null);

export function parcelName({ tapu, ada, no }) {
  const numbers = ada ? t("{ada} ada {no} parsel", { ada, no }) : t("{no} parsel (ada yazılmamış)", { no });
  return tapu ? `${tapu} ${numbers}` : numbers;
}

export const assetHref = (kod) => `#/varlik/${encodeURIComponent(kod)}`;
export const parcelHref = (kod) => `#/parsel/${encodeURIComponent(kod)}`;

export function assetRow(asset, more = null) {
  const kind = sentence(kindOf(asset.tur).one, LANG);
  return el("li", {},
    el("a", { class: "row", href: assetHref(asset.kod), "data-kod": asset.kod },
      sign(asset.tur, step(asset.kesinlik), 32),
      el("span", { class: "grow" }, el("b", { lang: "tr" }, asset.ad), el("small", {}, [kind, asset.kod, more].filter(Boolean).join(" · ")))));
}

export function parcelRow(parcel, more = null) {
  return el("li", {},
    el("a", { class: "row", href: parcelHref(parcel.kod), "data-parsel": parcel.kod },
      el("span", { class: "grow" }, el("b", {}, parcelName(parcel)), el("small", {}, more ?? owners(area.ownersOf(parcel)) ?? t("sahibi bilinmiyor")))));
}

// Facts as a list of pairs; what is not known is left out here and said by ``unknown``.
export function facts(pairs) {
  return el("dl", {}, ...pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

export function unknown(names) {
  return names.length ? el("p", { class: "unknown", "data-unknown": "" }, el("b", {}, t("Bilinmeyen:"), " "), names.join(", ")) : null;
}

export const list = (rows, attributes = {}) => el("ul", { class: "rows", ...attributes }, ...rows);
