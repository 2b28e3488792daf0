// Drawn signs. The kind is told by shape and colour, the precision by fill: solid, hollow, dashed.

import { el, svg } from "kbs/dom";
import { t } from "kbs/speak";
import { KINDS, assetsWords, countWords, short } from "kbs/words";

const BODY = {
  bina: "M10 4.5H22A5.5 5.5 0 0 1 27.5 10V22A5.5 5.5 0 0 1 22 27.5H10A5.5 5.5 0 0 1 4.5 22V10A5.5 5.5 0 0 1 10 4.5Z",
  spor_tesisi: "M16 3.5A12.5 12.5 0 1 1 16 28.5A12.5 12.5 0 1 1 16 3.5Z",
  park: "M4.5 4.5H16A11.5 11.5 0 0 1 27.5 16V27.5H16A11.5 11.5 0 0 1 4.5 16Z",
  pazar: "M16 2.5 29.5 16 16 29.5 2.5 16Z",
};

const PICTURE = {
  bina: "M9.5 13.5 16 9.5 22.5 13.5ZM11.5 16V20M16 16V20M20.5 16V20M9.5 22.5H22.5",
  spor_tesisi: "M12.5 16H19.5M11.5 11.5V20.5M20.5 11.5V20.5M8.5 13.8V18.2M23.5 13.8V18.2",
  park: "M16 17.5V23M16 18A4.2 4.2 0 1 1 16 9.6A4.2 4.2 0 1 1 16 18Z",
  pazar: "M10.5 14.5 12 11H20L21.5 14.5ZM12 14.5V20.5M20 14.5V20.5M12 18H20",
};

// The sign of a kind at a precision step ("exact", "street", "area"), as an SVG element.
export function sign(tur, step = "exact", size = 28) {
  return svg(
    "svg",
    { viewBox: "0 0 32 32", width: size, height: size, class: `sign sign-${step}`, "data-tur": tur, "aria-hidden": "true" },
    svg("path", { class: "sign-body", d: BODY[tur] ?? BODY.spor_tesisi }),
    svg("path", { class: "sign-picture", d: PICTURE[tur] ?? "" }),
  );
}

// A ring cut by kind with the total inside.
export function ring(counts, size) {
  const total = KINDS.reduce((sum, kind) => sum + (counts[kind.tur] ?? 0), 0);
  const radius = 15.5;
  const around = 2 * Math.PI * radius;
  const present = KINDS.filter((kind) => counts[kind.tur]);
  const gap = present.length > 1 ? 1.6 : 0;
  let start = 0;
  const arcs = present.map((kind) => {
    const length = (counts[kind.tur] / total) * around;
    const arc = svg("circle", {
      class: "ring-arc", "data-tur": kind.tur, cx: 20, cy: 20, r: radius,
      "stroke-dasharray": `${Math.max(length - gap, 0.8)} ${around}`, "stroke-dashoffset": -start,
    });
    start += length;
    return arc;
  });
  return svg(
    "svg",
    { viewBox: "0 0 40 40", width: size, height: size, class: "ring", "aria-hidden": "true" },
    svg("circle", { class: "ring-ground", cx: 20, cy: 20, r: 19.5 }),
    ...arcs,
    svg("text", { x: 20, y: 20, dy: "0.36em", "text-anchor": "middle", class: total > 999 ? "is-long" : null }, short(total)),
  );
}

export const ringSize = (total) => Math.round(Math.min(54, 30 + 3.2 * Math.sqrt(total)));

// A Leaflet icon around an element; what a screen reader says is set here, because DivIcon knows no alt.
export const LabelledIcon = L.DivIcon.extend({
  createIcon(old) {
    const node = L.DivIcon.prototype.createIcon.call(this, old);
    if (this.options.label) node.setAttribute("aria-label", this.options.label);
    for (const [key, value] of Object.entries(this.options.data ?? {})) node.dataset[key] = value;
    return node;
  },
});

export function clusterIcon(counts) {
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  const size = ringSize(total);
  return new LabelledIcon({
    html: ring(counts, size),
    className: "cluster",
    iconSize: [size, size],
    label: `${t("Küme")}: ${assetsWords(total)} (${countWords(counts)})`,
    data: { cluster: total },
  });
}

// A bar of the kinds' shares, for lists.
export function bar(counts) {
  const parts = KINDS.filter((kind) => counts[kind.tur]);
  return el(
    "span",
    { class: "bar", "aria-hidden": "true" },
    ...parts.map((kind) => el("i", { "data-tur": kind.tur, style: `flex-grow:${counts[kind.tur]}` })),
  );
}
