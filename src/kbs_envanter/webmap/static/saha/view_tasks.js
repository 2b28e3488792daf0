// The campaigns of this phone's account: which assets wait for a look.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { day, label, number } from "kbs/words";
import { on } from "saha/news";
import { area } from "saha/packs";
import { assetHref, link, list, note } from "saha/parts";
import { may } from "saha/session";
import { items } from "saha/sync";
import { campaigns, refreshCampaigns } from "saha/tasks";

export function tasks() {
  const body = el("div", { "data-tasks": "" });

  async function show() {
    const [each, sent] = [await campaigns(), await items()];
    const own = new Map(sent.reverse().map(({ belge }) => [belge.varlik, belge.sonuc]));
    if (!may()) body.replaceChildren(note(t("Görevlerinizi görmek için giriş yapın.")), link(t("Giriş"), "#/hesap"));
    else if (!each.length) body.replaceChildren(el("p", { class: "soft" }, t("Size atanmış açık kampanya yok.")));
    else body.replaceChildren(...each.map((campaign) => block(campaign, own)));
  }

  const quiet = on("kuyruk", show);
  return {
    node: el("section", { class: "page" }, el("h1", {}, t("Görevler")), body),
    async entered() {
      await show();
      await refreshCampaigns();
      await show();
    },
    left: quiet,
  };
}

function block({ id, ad, aciklama, bitis, varliklar }, own) {
  const done = (asset) => own.get(asset.kod) ?? asset.sonuc;
  const looked = varliklar.filter(done).length;
  const rows = [...varliklar].sort((a, b) => Boolean(done(a)) - Boolean(done(b)));
  return el("section", { "data-campaign": id },
    el("h2", {}, ad),
    aciklama ? el("p", {}, aciklama) : null,
    el("p", { class: "soft" }, [t("{n}/{m} bakıldı", { n: number(looked), m: number(varliklar.length) }), bitis && t("son gün {gun}", { gun: day(bitis) })].filter(Boolean).join(" · ")),
    el("progress", { max: varliklar.length, value: looked, "aria-label": t("İlerleme") }),
    list(rows.map((asset) => {
      const state = done(asset) ? label("sonuc", done(asset)) : t("bakılacak");
      const missing = area.assets.has(asset.kod) ? null : t("bölgesi indirilmemiş");
      return el("li", {}, el("a", { class: "row", href: assetHref(asset.kod), "data-kod": asset.kod },
        el("span", { class: "grow" }, el("b", { lang: "tr" }, asset.ad), el("small", {}, [asset.kod, missing].filter(Boolean).join(" · "))),
        el("b", { class: done(asset) ? "state is-gonderildi" : "state" }, state)));
    })));
}
