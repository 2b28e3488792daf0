// A QR code, drawn as one path.

import { svg } from "kbs/dom";
import { generate } from "lean-qr";

const QUIET = 4; // modules of white around it, as the standard asks

export function code(text, label) {
  const squares = generate(text);
  const dark = [];
  for (let y = 0; y < squares.size; y += 1) {
    for (let x = 0; x < squares.size; x += 1) if (squares.get(x, y)) dark.push(`M${x} ${y}h1v1h-1z`);
  }
  const side = squares.size + 2 * QUIET;
  return svg("svg", { viewBox: `${-QUIET} ${-QUIET} ${side} ${side}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { x: -QUIET, y: -QUIET, width: side, height: side, fill: "#fff" }),
    svg("path", { d: dark.join(""), fill: "#000" }));
}
