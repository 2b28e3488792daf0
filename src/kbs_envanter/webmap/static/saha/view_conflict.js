// A verdict on an asset that was changed meanwhile: what was seen and what stands now, side by side. The server has kept
// the verdict already; whatever is answered, neither side is lost.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { kindOf, label, positionWords, sentence } from "kbs/words";
import { begin } from "saha/drafts";
import { metresBetween } from "saha/grid";
import { button, link, metres, moment, note } from "saha/parts";
import { get } from "saha/store";
import { answer } from "saha/sync";
import { campaignOf } from "saha/tasks";

const ROWS = [
  [t("Ad"), ({ ad }) => ad],
  [t("Tür"), ({ tur }) => sentence(kindOf(tur).one)],
  [t("Adres"), ({ adres }) => adres],
  [t("Ada/parsel"), (each) => each.ada_parsel ?? each.numara],
  [t("Yeri"), (each) => sentence(positionWords(each))],
  [t("Sürüm"), ({ surum }) => String(surum)],
];

export async function conflict(id) {
  const item = await get("kuyruk", id);
  if (!item?.catisma) return { node: el("section", { class: "page" }, el("h1", {}, t("Bu tespitte çakışma yok")), link(t("Gönderim listesi"), "#/gonderim")) };
  const { gorulen: seen, belge, catisma: { varlik: current } } = item;

  async function decide(karar) {
    await answer(id, karar);
    location.hash = "#/gonderim";
  }

  async function again() {
    await answer(id, "guncel_ile");
    const asset = { ...seen, ...current, numara: current.ada_parsel };
    location.hash = `#/tespit/${(await begin({ asset, kampanya: await campaignOf(asset.kod) })).id}`;
  }

  return {
    node: el("section", { class: "page" },
      el("p", { class: "overline" }, t("Siz yazdıktan sonra kayıt değişmiş; tespitiniz sunucuda duruyor")),
      el("h1", { lang: "tr" }, item.ad),
      current ? table(seen, current) : note(t("Varlık artık açık kayıtta yok.")),
      el("p", { class: "mine" }, el("b", {}, t("Tespitiniz:"), " "), [label("sonuc", belge.sonuc), moment(belge.zaman), belge.aciklama].filter(Boolean).join(" · ")),
      item.karar ? note(t("Kararınız verildi.")) : el("div", { class: "actions end" },
        button(t("Tespitim yine geçerli"), () => decide("gecerli"), { class: "wide", "data-karar": "gecerli" }),
        current ? button(t("Güncel kayda göre yeniden yazacağım"), again, { class: "wide quiet", "data-karar": "guncel_ile" }) : null,
        button(t("Tespitimi geri çekiyorum"), () => decide("geri_cek"), { class: "wide quiet", "data-karar": "geri_cek" }))),
  };
}

function table(seen, current) {
  const moved = seen.konum && current.konum ? metresBetween(seen.konum, current.konum) : 0;
  return el("table", { class: "pair" },
    el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, t("Gördüğünüz")), el("th", { scope: "col" }, t("Şimdi")))),
    el("tbody", {}, ...ROWS.map(([name, of]) => {
      const [before, now] = [of(seen) ?? "–", of(current) ?? "–"];
      return el("tr", { class: before === now ? null : "differs" }, el("th", { scope: "row" }, name), el("td", { lang: "tr" }, before), el("td", { lang: "tr" }, now));
    }),
    moved > 1 ? el("tr", { class: "differs" }, el("th", { scope: "row" }, t("Taşındı")), el("td", { colspan: 2 }, metres(moved))) : null));
}
