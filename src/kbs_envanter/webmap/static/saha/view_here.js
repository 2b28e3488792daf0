// "Where am I": the position, the parcel under it or the nearest one, and everything known of it.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { begin } from "saha/drafts";
import { ofParcel } from "saha/known";
import { FieldMap } from "saha/map";
import { on } from "saha/news";
import { area } from "saha/packs";
import { assetHref, button, link, metres, note, parcelHref, parcelName } from "saha/parts";
import { position, recent, watch } from "saha/position";
import { may } from "saha/session";

const ROUGH_M = 30; // a worse fix may be on another parcel

export function here() {
  const stage = el("div", { class: "map", "data-map": "" });
  const accuracy = el("p", { class: "accuracy", role: "status", "data-accuracy": "" });
  const answer = el("div", { "data-answer": "" });
  const node = el("section", { class: "here" },
    el("h1", { class: "visually-hidden" }, t("Neredeyim?")),
    stage,
    el("div", { class: "sheet" },
      accuracy,
      answer,
      el("div", { class: "actions" },
        button(t("Beni göster"), () => recent() && map.look(recent().konum, 18), { class: "quiet" }),
        button(t("Yeni varlık bildir"), report, { class: "quiet", "data-new": "" }))));
  let map = null;
  let shown = null;

  function show() {
    const fix = recent();
    accuracy.replaceChildren(...accuracyWords(fix));
    map.me(fix);
    if (area.empty) {
      tell("yok", () => [note(t("Bu telefonda bölge yok. Parselleri ve varlıkları çevrimdışı görmek için bölge indirin.")), link(t("Bölge indir"), "#/bolgeler")]);
    } else if (fix) {
      const began = performance.now();
      const found = area.at(fix.konum, fix.dogruluk_m);
      const codes = found && [found.parcel, ...found.others].map(({ kod }) => kod);
      tell(JSON.stringify([codes, found?.metres > 0, found ? null : area.mahalle(fix.konum)]), () => answerWords(fix, found));
      if (found) answer.querySelector("[data-how]").textContent = headWords(found);
      answer.dataset.ms = (performance.now() - began).toFixed(1);
      map.pick(found?.parcel.polygons);
    } else {
      tell("aranıyor", () => []);
    }
  }

  // What is told already stays as it is: a link must not move away under the thumb because the position trembles.
  function tell(what, words) {
    if (what === shown) return;
    shown = what;
    answer.replaceChildren(...words());
  }

  async function report() {
    if (!may()) return void (location.hash = "#/hesap");
    location.hash = `#/tespit/${(await begin({ yeni: { tur: "park", ad: "", aciklama: null } })).id}`;
  }

  let quiet = [];
  return {
    node,
    entered() {
      map = new FieldMap(stage, { onPick: ({ asset, parcel }) => (location.hash = asset ? assetHref(asset.kod) : parcelHref(parcel.kod)) });
      if (!recent() && area.boxes.length) map.fit(area.boxes.at(-1));
      quiet = [on("konum", show), on("paket", () => {
        shown = null;
        map.draw();
        show();
      })];
      watch();
      show();
    },
    left() {
      for (const stop of quiet) stop();
      map?.remove();
    },
  };
}

function accuracyWords(fix) {
  if (fix) {
    const rough = fix.dogruluk_m > ROUGH_M ? el("b", { class: "warn" }, " ", t("kaba: açık göğe çıkın")) : null;
    return [t("Konumunuz ±{m}", { m: metres(fix.dogruluk_m) }), rough].filter(Boolean);
  }
  if (position.fault === "izin") return [t("Konum izni verilmedi. Tarayıcının site ayarlarından izin verin; arama yine çalışır.")];
  return [position.fault ? t("Konum alınamadı; açık göğe çıkın.") : t("Konum aranıyor…")];
}

const headWords = ({ metres: away }) => (away > 0 ? t("En yakın parsel, {m} uzakta", { m: metres(away) }) : t("Bu parseldesiniz"));

function answerWords(fix, found) {
  if (!found) {
    const mahalle = area.mahalle(fix.konum);
    const where = mahalle ? t("{ad} Mahallesi'ndesiniz.", { ad: mahalle }) : t("İndirilen bölgelerin dışındasınız.");
    return [el("h2", {}, where), note(t("150 metre içinde sınırı bilinen parsel yok.")), mahalle ? null : link(t("Bölge indir"), "#/bolgeler")].filter(Boolean);
  }
  const { parcel, others } = found;
  const also = others.length ? el("p", { class: "soft", "data-others": "" }, t("Konum hatası içinde şunlar da olabilir:"), " ", ...others.flatMap((each, i) => [i ? ", " : "", el("a", { href: parcelHref(each.kod) }, parcelName(each))])) : null;
  return [
    el("p", { class: "overline", "data-how": found.metres > 0 ? "yakin" : "icinde" }, headWords(found)),
    el("h2", {}, el("a", { href: parcelHref(parcel.kod) }, parcelName(parcel))),
    also,
    ofParcel(parcel, "h3"),
  ].filter(Boolean);
}
