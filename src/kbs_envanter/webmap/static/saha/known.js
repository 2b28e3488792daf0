// What is known of a parcel and of an asset, and what is not.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { day, label, number, positionWords, sentence } from "kbs/words";
import { area } from "saha/packs";
import { assetRow, facts, owners, parcelHref, parcelName, unknown } from "saha/parts";

export const lastLook = (asset) => (asset.dogrulama ? day(asset.dogrulama) : t("henüz doğrulanmamış"));

// The facts of a parcel: owner class, right, size, what stands on it, what is unknown, when it was last looked at.
export function ofParcel(parcel, heading = "h2") {
  const there = area.assetsOf(parcel);
  const on = there.filter(({ sure, iliski }) => sure && iliski === "uzerinde").map(({ asset }) => asset);
  const owner = owners(area.ownersOf(parcel));
  const right = rights(on);
  const looks = on.map(({ dogrulama }) => dogrulama).filter(Boolean).sort();
  const missing = [
    owner ? null : t("sahibi"),
    right ? null : t("hakkın türü"),
    parcel.tapu ? null : t("tapu mahallesi"),
    parcel.alan ? null : t("alanı"),
    parcel.box ? null : t("sınırı"),
  ].filter(Boolean);
  return el("div", { class: "facts", "data-parcel": parcel.kod },
    facts([
      [t("Sahip sınıfı"), owner && el("b", { class: "owner" }, owner)],
      [t("Hak"), right],
      [t("Alan"), parcel.alan && `${number(Number(parcel.alan))} m²`],
      [t("Nitelik"), parcel.nitelik],
      [t("Son doğrulama"), on.length ? (looks.length ? day(looks.at(-1)) : t("henüz doğrulanmamış")) : null],
    ]),
    unknown(missing),
    el(heading, {}, t("Üzerindeki varlıklar")),
    there.length ? el("ul", { class: "rows" }, ...there.map(({ asset, iliski, sure }) => assetRow(asset, how(iliski, sure)))) : el("p", { class: "soft" }, t("Kayıtlı varlık yok.")));
}

// The facts of an asset.
export function ofAsset(asset) {
  const parcels = area.parcelsOf(asset);
  const missing = [
    asset.sahip ? null : t("sahibi"),
    asset.hak ? null : t("hakkın türü"),
    asset.parseller.length ? null : t("parseli"),
    asset.adres ? null : t("adresi"),
    ["mahalle", "yok"].includes(asset.kesinlik) ? t("kesin yeri") : null,
  ].filter(Boolean);
  return el("div", { class: "facts" },
    facts([
      [t("Sahip sınıfı"), asset.sahip && el("b", { class: "owner" }, owners(asset.sahip))],
      [t("Hak"), rights([asset])],
      [t("Adres"), asset.adres && el("span", { lang: "tr" }, asset.adres)],
      [t("Parsel"), parcels.length ? el("span", {}, ...parcels.flatMap(({ reference, parcel }, i) => [i ? ", " : "", parcelLink(reference, parcel)])) : null],
      [t("Yeri"), sentence(positionWords(asset))],
      [t("Son doğrulama"), lastLook(asset)],
    ]),
    unknown(missing));
}

function parcelLink(reference, parcel) {
  const { tapu_mahallesi: tapu, ada, parsel: no, iliski, ham_metin: raw } = reference;
  const words = no ? parcelName({ tapu, ada, no }) : raw;
  const beside = iliski === "uzerinde" ? "" : ` (${label("iliski", iliski)})`;
  return el("span", {}, parcel ? el("a", { href: parcelHref(parcel.kod) }, words) : words, beside);
}

const rights = (assets) => joined(assets, "hak")?.split("; ").map((code) => label("hak_turu", code)).join(", ") ?? null;

function joined(assets, name) {
  const found = new Set(assets.flatMap((asset) => (asset[name] ? asset[name].split(/;\s*/) : [])));
  return found.size ? [...found].join("; ") : null;
}

function how(iliski, sure) {
  if (!sure) return t("numarası aynı; bu parsel olmayabilir");
  return iliski === "uzerinde" ? null : label("iliski", iliski);
}
