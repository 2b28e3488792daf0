// Areas to take along: chosen by mahalle or by view, with their size first.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { day, number } from "kbs/words";
import { NoAnswer, Refusal } from "saha/ask";
import { FieldMap } from "saha/map";
import { on } from "saha/news";
import { choices, fetchPack, kept, ofMahalle, ofView, remove, size } from "saha/packs";
import { button, bytes, list, note } from "saha/parts";
import { recent } from "saha/position";

export function packs() {
  const own = el("div", { "data-kept": "" });
  const chosen = el("div", { "aria-live": "polite", "data-chosen": "" });
  const select = el("select", { id: "mahalle" }, el("option", { value: "" }, t("Mahalle seçin")));
  const stage = el("div", { class: "map small", hidden: true });
  const byView = button(t("Haritadaki görünümü seç"), view, { class: "quiet wide", "data-view-pack": "" });
  let map = null;

  async function showKept() {
    const there = await kept();
    own.replaceChildren(there.length ? list(there.map((pack) => row(pack, update))) : note(t("Bu telefonda bölge yok.")));
  }

  // Do something that needs the network, and say why it did not work.
  async function run(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refusal)) throw error;
      chosen.replaceChildren(note(error instanceof NoAnswer ? t("Bağlantı yok; bölge indirmek için bağlantı gerekir.") : error.message, { class: "note bad" }));
    }
    await showKept();
  }

  const update = (pack) => run(async () => {
    const renewed = await fetchPack(pack);
    chosen.replaceChildren(note(renewed ? t("{ad} yenilendi.", pack) : t("{ad} zaten güncel.", pack), { class: "note good" }));
  });

  const offer = (wanted) => run(async () => {
    const large = await size(wanted);
    chosen.replaceChildren(
      el("p", {}, el("b", {}, wanted.ad), " · ", t("telefonda {b} yer tutar", { b: bytes(large) })),
      button(t("İndir"), () => run(async () => {
        await fetchPack(wanted);
        chosen.replaceChildren(note(t("{ad} indirildi; artık bağlantısız da açılır.", wanted), { class: "note good" }));
      }), { class: "wide", "data-download": "" }));
  });

  function view() {
    if (map) return void offer(ofView(map.bounds));
    stage.hidden = false;
    map = new FieldMap(stage);
    if (recent()) map.look(recent().konum, 15);
    byView.textContent = t("Bu görünümün boyutunu sor");
  }

  select.addEventListener("change", () => {
    chosen.replaceChildren();
    if (select.value) void offer(ofMahalle({ mahalle: select.value, ad: select.selectedOptions[0].text }));
  });
  const quiet = on("paket", showKept);
  return {
    node: el("section", { class: "page" },
      el("h1", {}, t("Bölgeler")),
      own,
      el("h2", {}, t("Bölge ekle")),
      el("label", { for: "mahalle" }, t("Mahalle")),
      select,
      stage,
      byView,
      chosen),
    async entered() {
      await showKept();
      await run(async () => select.append(...(await choices()).map(({ mahalle, ad }) => el("option", { value: mahalle }, ad))));
    },
    left() {
      quiet();
      map?.remove();
    },
  };
}

function row(pack, update) {
  const { kod, ad, veri, boyut, biter, indirildi } = pack;
  const counts = veri && JSON.parse(veri);
  const holds = counts && t("{v} varlık, {p} parsel", { v: number(counts.varliklar.length), p: number(counts.parseller.length) });
  const state = veri ? t("{gun} gününe kadar geçerli", { gun: day(biter) }) : t("süresi doldu; yeniden indirin");
  return el("li", { class: "item", "data-pack": kod },
    el("div", { class: "row" }, el("span", { class: "grow" }, el("b", {}, ad), el("small", {}, [holds, veri && bytes(boyut), day(indirildi), state].filter(Boolean).join(" · ")))),
    el("div", { class: "actions" },
      button(t("Güncelle"), () => update(pack), { class: "quiet", "data-update": kod }),
      button(t("Sil"), () => remove(kod), { class: "quiet", "data-remove": kod })));
}
