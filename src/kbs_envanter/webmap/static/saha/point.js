// "The point is here": an asset's right position, by where the phone is or by a map under a cross.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { FieldMap } from "saha/map";
import { button, metres } from "saha/parts";
import { recent } from "saha/position";

const BY_HAND_M = 10; // what a finger on the map is worth

export function pointBlock(draft, save) {
  const said = el("p", { "data-point": "" });
  const stage = el("div", { class: "map small cross", hidden: true });
  const byPhone = button(t("Nokta burada (konumum)"), () => set(recent()?.konum, recent()?.dogruluk_m), { class: "quiet", "data-point-here": "" });
  const byHand = button(t("Haritadan göster"), open, { class: "quiet", "data-point-map": "" });
  const take = button(t("Artının altı"), () => set(map.centre, BY_HAND_M), { class: "wide", hidden: true, "data-point-take": "" });
  const drop = button(t("Nokta düzeltmesinden vazgeç"), () => set(null, null), { class: "quiet" });
  let map = null;

  function set(konum, dogruluk_m) {
    Object.assign(draft, { yeni_konum: konum ?? null, yeni_dogruluk_m: dogruluk_m ?? null });
    close();
    show();
    void save();
  }

  function show() {
    const point = draft.yeni_konum;
    said.textContent = point ? t("Doğru yeri: {yer} ±{m}", { yer: `${point[1].toFixed(6)}, ${point[0].toFixed(6)}`, m: metres(draft.yeni_dogruluk_m) }) : "";
    drop.hidden = !point;
  }

  function open() {
    if (map) return close();
    stage.hidden = take.hidden = false;
    map = new FieldMap(stage);
    const at = draft.yeni_konum ?? recent()?.konum ?? draft.gorulen?.konum;
    if (at) map.look(at, 19);
  }

  function close() {
    stage.hidden = take.hidden = true;
    map?.remove();
    map = null;
  }

  show();
  return {
    node: el("fieldset", {}, el("legend", {}, draft.yeni ? t("Yeri") : t("Yeri yanlışsa")), el("div", { class: "actions" }, byPhone, byHand), stage, take, said, drop),
    tell: (fix) => (byPhone.disabled = !fix),
    left: close,
  };
}
