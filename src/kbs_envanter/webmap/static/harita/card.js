// The card of one asset: everything known, what is not known, and where each came from.

import { el } from "kbs/dom";
import { embedded } from "kbs/source";
import { sign } from "kbs/symbols";
import { kindWords, number, parcelWords, positionWords, step } from "kbs/words";

const UNKNOWN = "bilinmiyor";

export function card(feature) {
  const asset = feature.properties;
  return el(
    "article",
    { class: "card", "data-card": feature.id, "aria-label": asset.ad },
    el(
      "header",
      { class: "card-head" },
      sign(asset.tur, step(asset.kesinlik), 34),
      el(
        "div",
        {},
        el("p", { class: "overline" }, [sentence(kindWords(asset)), asset.mahalle].filter(Boolean).join(" · ")),
        el("h2", { tabindex: "-1" }, asset.ad),
        asset.kullanim && asset.kullanim !== asset.ad && el("p", { class: "card-use" }, sentence(asset.kullanim)),
      ),
    ),
    el(
      "dl",
      {},
      ...fact("Ada / parsel", parcels(asset)),
      ...fact("Alan", asset.alan_m2 ? `${number(asset.alan_m2)} m²` : null),
      ...fact("Mülkiyet", asset.mulkiyet),
      ...fact("Adres", asset.adres),
    ),
    position(asset),
    asset.supheli && el("p", { class: "card-doubt" }, el("strong", {}, "Belirsiz nokta: "), asset.supheli),
    source(feature),
  );
}

function fact(term, value) {
  const known = value !== null && value !== undefined && value !== "" && value.length !== 0;
  const lines = Array.isArray(value) ? value.map((line) => el("span", {}, line)) : [value];
  return [
    el("dt", {}, term),
    known ? el("dd", {}, ...lines) : el("dd", { class: "is-unknown" }, UNKNOWN),
  ];
}

function parcels({ parseller, ada_parsel: raw, pafta }) {
  const lines = (parseller ?? []).map(parcelWords).filter(Boolean);
  const all = lines.length ? lines : [raw].filter(Boolean);
  return pafta && all.length ? [...all, `pafta ${pafta}`] : all;
}

function position(asset) {
  return el(
    "p",
    { class: `card-position position-${step(asset.kesinlik)}` },
    el("strong", {}, "Konum: "),
    positionWords(asset),
    asset.konum_kaynagi && el("span", { class: "card-origin" }, `Konumun kaynağı: ${asset.konum_kaynagi}`),
  );
}

function source({ id, properties }) {
  return el(
    "footer",
    { class: "card-foot" },
    el("span", {}, properties.kaynak ? `Kaynak: ${properties.kaynak}` : "Kaynak: bilinmiyor"),
    el(
      "span",
      { class: "card-code" },
      id,
      !embedded && el("a", { href: `collections/varliklar/items/${encodeURIComponent(id)}` }, "GeoJSON"),
    ),
  );
}

// First letter upper by Turkish rules: "iskele" -> "İskele".
function sentence(text) {
  return text.charAt(0).toLocaleUpperCase("tr") + text.slice(1);
}
