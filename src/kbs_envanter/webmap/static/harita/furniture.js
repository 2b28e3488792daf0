// What stands around the map: legend and credits.

import { el } from "kbs/dom";
import { sign } from "kbs/symbols";
import { KINDS } from "kbs/words";

const WOF_LICENCE = "https://github.com/whosonfirst-data/whosonfirst-data/blob/master/LICENSE.md";

// Once, before the data come.
export function furnish(map) {
  const container = map.getContainer();
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", "Harita; ok tuşlarıyla kaydırılır, artı ve eksi ile yakınlaştırılır");
  const legend = document.querySelector("[data-legend]");
  legend.open = innerWidth > 1100;
  legend.querySelector("[data-legend-body]").append(...legendRows());
}

export function attribution(map, panelRoot, { years, neighbourhoods }) {
  const wof = neighbourhoods.some((n) => /who.?s on first/i.test(n.properties.sinir_kaynagi ?? ""));
  const rough = neighbourhoods.some((n) => n.properties.sinir_kesinligi === "yaklasik");
  const report = `Varlıklar: Küçükçekmece Belediyesi Faaliyet Raporu ${years.map(Number).join(", ")}`.trim();
  const borders = wof
    ? ["Sınırlar: Data from Who's On First (", el("a", { href: WOF_LICENCE, rel: "noopener" }, "License"), ")"]
    : [rough ? "Mahalle sınırları yaklaşıktır" : "Sınırlar: belediye"];
  panelRoot.querySelector("[data-credits]").replaceChildren(
    el("p", {}, report), el("p", {}, ...borders), rough && wof ? el("p", {}, "Bazı sınırlar yaklaşıktır") : "");
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
    el("h2", {}, "Tür"),
    el("div", { class: "legend-kinds" }, ...kinds),
    el("h2", {}, "Konum ne kadar kesin?"),
    row(sign("bina", "exact", 24), "Parsel, kapı veya bilinen yer"),
    row(sign("bina", "street", 24), "Yalnız sokağı biliniyor"),
    row(sign("bina", "area", 24), "Yalnız mahallesi biliniyor"),
    row(el("span", { class: "legend-circle" }), "Seçilen varlığın belirsizlik alanı"),
  ];
}
