// What stands around the map: legend and credits.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { sign } from "kbs/symbols";
import { KINDS } from "kbs/words";
import { told } from "kbs/told";

const WOF_LICENCE = "https://github.com/whosonfirst-data/whosonfirst-data/blob/master/LICENSE.md";

// Once, before the data come.
export function furnish(map) {
  const container = map.getContainer();
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", t("Harita; ok tuşlarıyla kaydırılır, artı ve eksi ile yakınlaştırılır"));
  rename(container.querySelector(".leaflet-control-zoom-in"), t("Yakınlaştır"));
  rename(container.querySelector(".leaflet-control-zoom-out"), t("Uzaklaştır"));
  const legend = document.querySelector("[data-legend]");
  legend.open = innerWidth > 1100;
  legend.querySelector("[data-legend-body]").append(...legendRows());
}

function rename(control, text) {
  control.title = text;
  control.setAttribute("aria-label", text);
}

export function attribution(map, panelRoot, { years, neighbourhoods }) {
  const wof = neighbourhoods.some((n) => /who.?s on first/i.test(n.properties.sinir_kaynagi ?? ""));
  const rough = neighbourhoods.some((n) => n.properties.sinir_kesinligi === "yaklasik");
  const source = t("Varlıklar: {yayinci} Faaliyet Raporu", told.district);
  const report = `${source} ${years.map(Number).join(", ")}`.trim();
  const borders = wof
    ? [`${t("Sınırlar")}: Data from Who's On First (`, el("a", { href: WOF_LICENCE, rel: "noopener" }, "License"), ")"]
    : [rough ? t("Mahalle sınırları yaklaşıktır") : t("Sınırlar: belediye")];
  panelRoot.querySelector("[data-credits]").replaceChildren(
    el("p", {}, report), el("p", {}, ...borders), rough && wof ? el("p", {}, t("Bazı sınırlar yaklaşıktır")) : "");
  const line = el("span", {}, report, " · ", ...borders.map((part) => part.cloneNode?.(true) ?? part));
  map.attributionControl?.addAttribution(line.innerHTML);
}

// Pixels of the map's left side that the open legend covers.
export function legendWidth() {
  const legend = document.querySelector("[data-legend]");
  return legend.open ? legend.offsetWidth : 0;
}

function legendRows() {
  const row = (mark, text) => el("p", { class: "legend-row" }, mark, el("span", {}, text));
  const kinds = KINDS.map((kind) => row(sign(kind.tur, "exact", 24), kind.many));
  return [
    el("h2", {}, t("Tür")),
    el("div", { class: "legend-kinds" }, ...kinds),
    el("h2", {}, t("Konum ne kadar kesin?")),
    row(sign("bina", "exact", 24), t("Parsel, kapı veya bilinen yer")),
    row(sign("bina", "street", 24), t("Yalnız sokağı biliniyor")),
    row(sign("bina", "area", 24), t("Yalnız mahallesi biliniyor")),
    row(el("span", { class: "legend-circle" }), t("Seçilen varlığın belirsizlik alanı")),
  ];
}
