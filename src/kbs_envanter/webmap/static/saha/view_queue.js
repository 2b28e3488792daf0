// What is on its way home: drafts, verdicts that wait, were sent, were refused, or met a change.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { label, sentence } from "kbs/words";
import { rewrite } from "saha/drafts";
import { on } from "saha/news";
import { button, link, list, moment, note } from "saha/parts";
import { may } from "saha/session";
import { all } from "saha/store";
import { forget, items, sync } from "saha/sync";

const STATES = {
  bekliyor: t("bekliyor"),
  gonderiliyor: t("gönderiliyor"),
  gonderildi: t("gönderildi"),
  catisma: t("kayıt bu arada değişmiş"),
  reddedildi: t("sunucu kabul etmedi"),
};

export function queue() {
  const body = el("div", { "data-queue": "" });

  async function show() {
    const [drafts, sent] = [await all("taslak"), await items()];
    body.replaceChildren(
      ...(drafts.length ? [el("h2", {}, t("Taslaklar")), list(drafts.map(draftRow))] : []),
      ...(sent.length ? [el("h2", {}, t("Tespitler")), list(sent.map(itemRow))] : []),
      ...(drafts.length || sent.length ? [] : [el("p", { class: "soft" }, t("Bekleyen tespit yok."))]));
  }

  const quiet = on("kuyruk", show);
  return {
    node: el("section", { class: "page" },
      el("h1", {}, t("Gönderim")),
      may() ? button(t("Şimdi gönder"), () => sync({ now: true }), { class: "wide", "data-send": "" }) : link(t("Göndermek için giriş yapın"), "#/hesap"),
      body),
    entered: show,
    left: quiet,
  };
}

// How many wait, for the page's line and the tab.
export async function waiting() {
  return (await items()).filter(({ durum }) => durum !== "gonderildi").length;
}

function draftRow({ id, gorulen, yeni, sonuc, basladi }) {
  const name = gorulen?.ad ?? (yeni.ad || t("Yeni varlık"));
  return el("li", {}, el("a", { class: "row", href: `#/tespit/${id}`, "data-draft": id },
    el("span", { class: "grow" }, el("b", {}, name), el("small", {}, [sonuc && label("sonuc", sonuc), moment(basladi)].filter(Boolean).join(" · ")))));
}

function itemRow(item) {
  const { id, ad, belge, durum, hata, deneme, fotolar, geldi } = item;
  const said = [sentence(label("sonuc", belge.sonuc)), moment(belge.zaman), photosWords(fotolar)].filter(Boolean).join(" · ");
  const refused = fotolar.filter(({ durum: state }) => state === "reddedildi").map(({ sira, hata: why }) => [t("Fotoğraf {n}", { n: sira }), why].join(": "));
  return el("li", { class: "item", "data-item": id, "data-durum": durum },
    el("div", { class: "row" }, el("span", { class: "grow" }, el("b", {}, ad), el("small", {}, said)), el("b", { class: `state is-${durum}` }, STATES[durum])),
    hata ? note(deneme ? [hata, t("{n} kez denendi; yeniden denenecek.", { n: deneme })].join(" ") : hata) : null,
    refused.length ? note(refused.join(" ")) : null,
    durum === "catisma" ? link(t("Yan yana gör ve karar ver"), `#/catisma/${id}`) : null,
    durum === "reddedildi" ? el("div", { class: "actions" },
      geldi ? null : button(t("Yeniden yaz"), async () => (location.hash = `#/tespit/${(await rewrite(item)).id}`)),
      button(t("Sil"), () => confirm(t("Bu tespit telefondan silinsin mi?")) && forget(item), { class: "quiet" })) : null);
}

function photosWords(photos) {
  if (!photos.length) return null;
  const there = photos.filter(({ durum }) => durum === "gonderildi").length;
  return t("{n}/{m} fotoğraf gitti", { n: there, m: photos.length });
}
