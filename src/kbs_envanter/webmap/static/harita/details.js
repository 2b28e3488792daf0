// What the card asks the server for when it opens: what the report tells of the facility, works, property events.

import { el } from "kbs/dom";
import { assetAddress, everything } from "kbs/source";
import { LANG, t } from "kbs/speak";
import { told } from "kbs/told";
import { day, label, number, sentence } from "kbs/words";

const MOST = { facts: 6, works: 3, events: 3 };
const UNITS = { m2: "m²", kişi: t("kişi"), "gün/hafta": t("gün"), TL: "TL", adet: "", kat: "", mahalle: "" };
const WEEKDAYS = {
  pazartesi: t("pazartesi"), salı: t("salı"), çarşamba: t("çarşamba"), perşembe: t("perşembe"), cuma: t("cuma"),
  cumartesi: t("cumartesi"), pazar: t("pazar günü"),
};

// An element that fills itself; filled() is called when it has grown.
export function details(kod, filled) {
  const room = el("div", { class: "card-more", "data-more": true });
  everything(kod)
    .then((asset) => {
      const parts = [...facilities(asset.bilgiler), works(asset.isler), events(asset.islemler), findings(kod, asset.bulgular)].filter(Boolean);
      room.replaceChildren(...parts);
      if (parts.length && room.isConnected) filled();
    })
    .catch((error) => console.warn(error)); // the rest of the card does without
  return room;
}

function facilities(facts) {
  const known = Object.keys(told.labels.bilgi);
  const byName = new Map();
  for (const fact of facts.filter(({ bilgi }) => known.includes(bilgi))) {
    byName.set(fact.tesis, [...(byName.get(fact.tesis) ?? []), fact]);
  }
  return [...byName].map(([name, all]) => {
    const shown = [...all].sort((a, b) => known.indexOf(a.bilgi) - known.indexOf(b.bilgi)).slice(0, MOST.facts);
    return el("section", { "data-facts": true },
      el("h3", { lang: "tr" }, name),
      el("dl", {}, ...shown.flatMap((fact) => [el("dt", {}, label("bilgi", fact.bilgi)), el("dd", {}, valueWords(fact))])));
  });
}

function valueWords({ bilgi, deger, birim }) {
  if (bilgi.endsWith("acilis_tarihi")) return /^\d{4}-\d\d-\d\d$/.test(deger) ? day(deger) : deger;
  if (bilgi === "calisma_saatleri") return deger.replaceAll("-", "–");
  if (bilgi === "kapali_gun") return WEEKDAYS[deger] ?? deger;
  return Number.isFinite(Number(deger)) ? amount(Number(deger), birim) : deger;
}

function amount(value, unit) {
  if (unit === "yüzde") return LANG === "tr" ? `%${number(value)}` : `${number(value)}%`;
  return [number(value), UNITS[unit] ?? unit].filter(Boolean).join(" ");
}

function works(all) {
  return listed(t("Yapılan işler"), "works", all, (work) => [
    el("span", { lang: "tr" }, sentence(work.yapilan_is)),
    ...[work.miktar && amount(work.miktar, work.birim), work.alan_m2 && amount(work.alan_m2, "m2")].filter(Boolean).map((part) => ` · ${part}`),
  ]);
}

function events(all) {
  return listed(t("Taşınmaz işlemleri"), "events", all, (event) => [
    label("islem", event.tur),
    ...[event.tarih && day(event.tarih), event.alan_m2 && amount(event.alan_m2, "m2")].filter(Boolean).map((part) => ` · ${part}`),
  ]);
}

function listed(title, kind, all, words) {
  if (!all.length) return null;
  const rest = all.length - MOST[kind];
  return el("section", { [`data-${kind}`]: true },
    el("h3", {}, `${title} (${number(all.length)})`),
    el("ul", {}, ...all.slice(0, MOST[kind]).map((one) => el("li", {}, ...words(one))),
      rest > 0 && el("li", { class: "is-rest" }, t("ve {n} tane daha", { n: number(rest) }))));
}

function findings(kod, all) {
  if (!all.length) return null;
  const words = all.length === 1 ? t("1 bulgu") : t("{n} bulgu", { n: number(all.length) });
  return el("p", { class: "card-findings", "data-findings": true }, el("a", { href: `${assetAddress(kod)}#bulgular` }, words));
}
