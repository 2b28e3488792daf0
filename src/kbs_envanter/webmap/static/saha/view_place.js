// One asset or one parcel: what is known, where it is, and the way to a verdict.

import { el } from "kbs/dom";
import { LANG, t } from "kbs/speak";
import { kindOf, sentence } from "kbs/words";
import { begin } from "saha/drafts";
import { ofAsset, ofParcel } from "saha/known";
import { FieldMap } from "saha/map";
import { area } from "saha/packs";
import { button, link, metres, note, parcelName } from "saha/parts";
import { metresBetween } from "saha/grid";
import { recent, watch } from "saha/position";
import { may } from "saha/session";
import { campaignOf } from "saha/tasks";

export function asset(kod) {
  const found = area.assets.get(kod);
  if (!found) return missing(t("{kod} bu telefondaki bölgelerde yok.", { kod }));
  const { node, map } = mapped();
  const here = recent();
  const away = here && found.konum ? t("buradan {m}", { m: metres(metresBetween(here.konum, found.konum)) }) : null;

  async function judge() {
    if (!may()) return void (location.hash = "#/hesap");
    location.hash = `#/tespit/${(await begin({ asset: found, kampanya: await campaignOf(kod) })).id}`;
  }

  return {
    node: el("section", { class: "page" },
      el("p", { class: "overline" }, [sentence(kindOf(found.tur).one, LANG), found.kod, away].filter(Boolean).join(" · ")),
      el("h1", { lang: "tr" }, found.ad),
      button(t("Tespit yaz"), judge, { class: "wide", "data-judge": "" }),
      ofAsset(found),
      node),
    entered() {
      watch();
      map.open();
      if (found.konum) map.it.look(found.konum);
      map.it.me(here);
    },
    left: () => map.it?.remove(),
  };
}

export function parcel(kod) {
  const found = area.parcels.get(kod);
  if (!found) return missing(t("Bu parsel bu telefondaki bölgelerde yok."));
  const { node, map } = mapped();
  return {
    node: el("section", { class: "page" },
      el("p", { class: "overline" }, t("Parsel")),
      el("h1", {}, parcelName(found)),
      ofParcel(found),
      found.box ? node : null),
    entered() {
      if (!found.box) return;
      map.open();
      map.it.pick(found.polygons);
      map.it.fit(found.box);
    },
    left: () => map.it?.remove(),
  };
}

function mapped() {
  const node = el("div", { class: "map small" });
  const map = { it: null, open: () => (map.it = new FieldMap(node)) };
  return { node, map };
}

const missing = (words) => ({
  node: el("section", { class: "page" }, el("h1", {}, t("Bulunamadı")), note(words), link(t("Bölge indir"), "#/bolgeler")),
});
