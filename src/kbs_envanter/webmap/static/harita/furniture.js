// What stands around the map: the whole-district button, legend, credits.

import { el, svg } from "kbs/dom";
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

export function wholeDistrictButton(map, onClick) {
  const Control = L.Control.extend({
    onAdd() {
      const button = el(
        "button",
        { type: "button", class: "whole", title: "Bütün ilçeyi göster", "aria-label": "Bütün ilçeyi göster", onclick: onClick },
        svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
          svg("path", { d: "M3 7.5V3H7.5M12.5 3H17V7.5M17 12.5V17H12.5M7.5 17H3V12.5" })),
      );
      const box = el("div", { class: "leaflet-bar" }, button);
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });
  map.addControl(new Control({ position: "topright" }));
}

export function attribution(map, panelRoot, { assets, neighbourhoods }) {
  const years = [...new Set(assets.map((asset) => asset.properties.rapor_yili).filter(Boolean))].sort();
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
    el("h3", {}, "Tür"),
    el("div", { class: "legend-kinds" }, ...kinds),
    el("h3", {}, "Konum ne kadar kesin?"),
    row(sign("bina", "exact", 24), "Parsel, kapı veya bilinen yer"),
    row(sign("bina", "street", 24), "Yalnız sokağı biliniyor"),
    row(sign("bina", "area", 24), "Yalnız mahallesi biliniyor"),
    row(el("span", { class: "legend-circle" }), "Seçilen varlığın belirsizlik alanı"),
  ];
}
