// The card of one asset: everything known, what is not known, and where each came from.

import { copyButton } from "kbs/copy";
import { details } from "kbs/details";
import { el } from "kbs/dom";
import { assetAddress, embedded, itemAddress } from "kbs/source";
import { t } from "kbs/speak";
import { assetLink } from "kbs/state";
import { sign } from "kbs/symbols";
import { day, kindHead, number, parcelWords, positionWords, rightWords, sentence, step } from "kbs/words";

// actions: { look(feature): bring the street under the sign; grew(feature): the person made the card larger;
// filled(feature): what was asked of the server has come }
export function card(feature, actions) {
  const asset = feature.properties;
  const uses = asset.kullanim && asset.kullanim !== asset.ad ? asset.kullanim.split("; ") : [];
  const room = el("div", { class: "qr", hidden: true });
  return el(
    "article",
    { class: "card", "data-card": feature.id, "aria-label": asset.ad },
    el(
      "div",
      { class: "card-body" },
      el(
        "header",
        { class: "card-head" },
        sign(asset.tur, step(asset.kesinlik), 34),
        el(
          "div",
          {},
          el("p", { class: "overline" }, [kindHead(asset), asset.mahalle].filter(Boolean).join(" · ")),
          el("h2", { tabindex: "-1", lang: "tr" }, asset.ad),
        ),
      ),
      uses.length > 0 && el("ul", { class: "uses", lang: "tr", "aria-label": t("Kullanım") }, ...uses.map((use) => el("li", {}, sentence(use)))),
      el(
        "dl",
        {},
        ...fact(t("Ada / parsel"), parcels(asset)),
        ...fact(t("Alan"), asset.alan_m2 ? `${number(asset.alan_m2)} m²` : null),
        ...fact(t("Mülkiyet"), ownership(asset)),
        ...fact(t("Adres"), asset.adres),
      ),
      position(asset),
      asset.supheli && el("p", { class: "card-doubt" }, el("strong", {}, `${t("Belirsiz nokta")}: `), el("span", { lang: "tr" }, asset.supheli)),
      !embedded && el("p", { class: "card-pages" },
        el("a", { href: assetAddress(feature.id), "data-page": true }, t("Varlık sayfası")),
        asset.mahalle_kod && el("a", { href: `mahalle/${encodeURIComponent(asset.mahalle_kod)}` }, t("Mahalle sayfası"))),
      !embedded && details(feature.id, () => actions.filled(feature)),
      source(feature),
      room,
    ),
    tools(feature, room, actions),
  );
}

function fact(term, value) {
  const lines = [value].flat().filter((line) => line !== null && line !== undefined && line !== "");
  return [
    el("dt", {}, term),
    lines.length
      ? el("dd", {}, ...lines.map((line) => el("span", {}, line)))
      : el("dd", { class: "is-unknown" }, t("bilinmiyor")),
  ];
}

function parcels({ parseller, ada_parsel: raw, pafta, mahalle_kod: mahalle }) {
  const lines = (parseller ?? []).map((parcel) => {
    const words = parcelWords(parcel);
    if (embedded || !parcel.parsel || !words) return words;
    return el("a", { href: passport(parcel, mahalle), title: t("Parsel karnesini aç"), "data-passport": true }, words);
  }).filter(Boolean);
  const all = lines.length ? lines : [raw].filter(Boolean);
  return pafta && all.length ? [...all, `${t("pafta")} ${pafta}`] : all;
}

function passport({ tapu_mahallesi: tapu, ada, parsel }, mahalle) {
  const path = [tapu, ada, parsel].map((part) => encodeURIComponent(part || "-")).join("/");
  return `parsel-karnesi/${path}${mahalle ? `?mahalle=${encodeURIComponent(mahalle)}` : ""}`;
}

// The rights as read, then the words of the source.
function ownership({ haklar, mulkiyet }) {
  const read = (haklar ?? []).flatMap(rightWords);
  if (!read.length) return mulkiyet;
  return [...new Set(read), mulkiyet && el("q", { class: "as-written", lang: "tr", title: t("Raporda yazdığı gibi") }, mulkiyet)];
}

function position(asset) {
  return el(
    "p",
    { class: `card-position position-${step(asset.kesinlik)}` },
    el("strong", {}, `${t("Konum")}: `),
    positionWords(asset),
    asset.konum_kaynagi && el("span", { class: "card-origin" }, `${t("Konumun kaynağı")}: ${asset.konum_kaynagi}`),
  );
}

function source({ id, properties }) {
  return el(
    "footer",
    { class: "card-foot" },
    el("span", {}, `${t("Kaynak")}: ${properties.kaynak || t("bilinmiyor")}`),
    properties.guncelleme && el("span", {}, `${t("Son değişiklik")}: ${day(properties.guncelleme)}`),
    el(
      "span",
      { class: "card-code" },
      id,
      !embedded && el("a", { href: `${itemAddress(id)}?f=json` }, t("API kaydı")),
    ),
  );
}

// room: where the QR code is drawn.
function tools(feature, room, actions) {
  const link = assetLink(feature.id);
  const showQr = async ({ currentTarget }) => {
    const { qr } = await import("kbs/qr");
    if (!room.firstChild) room.append(qr(link));
    room.hidden = !room.hidden;
    currentTarget.setAttribute("aria-expanded", String(!room.hidden));
    actions.grew(feature);
    if (!room.hidden) room.scrollIntoView({ block: "nearest" });
  };
  return el(
    "div",
    { class: "card-tools" },
    feature.geometry && el("button", { type: "button", onclick: () => actions.look(feature), "data-look": true }, t("Sokakta göster")),
    !embedded && copyButton(t("Bağlantıyı kopyala"), () => link),
    !embedded && el("button", { type: "button", onclick: showQr, "aria-expanded": "false", "data-qr": true }, t("QR kodu")),
  );
}
