// A QR code of a link, drawn as one path.

import { el, svg } from "kbs/dom";
import { t } from "kbs/speak";
import { generate } from "lean-qr";

const QUIET = 4; // modules of white around it, as the standard asks

export function qr(link) {
  const code = generate(link);
  const squares = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) squares.push(`M${x} ${y}h1v1h-1z`);
  }
  const side = code.size + 2 * QUIET;
  return el(
    "figure",
    {},
    svg("svg", { viewBox: `${-QUIET} ${-QUIET} ${side} ${side}`, role: "img", "aria-label": t("Bağlantının QR kodu"), "shape-rendering": "crispEdges" },
      svg("rect", { x: -QUIET, y: -QUIET, width: side, height: side, fill: "#fff" }),
      svg("path", { d: squares.join(""), fill: "#000" })),
    el("figcaption", {}, link),
  );
}
