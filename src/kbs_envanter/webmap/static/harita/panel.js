// The list beside the map: the same assets in words, for reading, searching and the keyboard.

import { card } from "kbs/card";
import { el } from "kbs/dom";
import { NOWHERE } from "kbs/query";
import { embedded } from "kbs/source";
import { t } from "kbs/speak";
import { bar, sign } from "kbs/symbols";
import { KINDS, assetsWords, byName, countWords, number, positionWords, step } from "kbs/words";

export class Panel {
  #root;
  #actions;
  #list;

  // actions: { pickMahalle(kod|null), pickAsset(kod), clear() }
  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
    this.#list = root.querySelector("[data-list]");
  }

  summary(text) {
    this.#root.querySelector("[data-summary]").textContent = text;
  }

  // view: { mahalle: feature|null, rows, counts: Map, results: features|null, elsewhere, matched, crowded }
  show(state, view) {
    const parts = view.mahalle ? this.#neighbourhood(state, view) : [];
    if (view.crowded) parts.push(this.#crowded(view));
    if (view.results) parts.push(...this.#results(state, view));
    else if (!view.mahalle) parts.push(this.#overview(view));
    this.#list.replaceChildren(...parts);
  }

  notice(text) {
    this.#list.prepend(el("p", { class: "note", role: "alert", "data-notice": true }, text));
  }

  // Put the keyboard where the person's eye is: the asset's button, or the head of the list.
  focusItem(kod) {
    this.#list.querySelector(`[data-item="${CSS.escape(kod)}"]`)?.focus();
  }

  focusHead() {
    this.#list.querySelector("h2")?.focus({ preventScroll: true });
    this.#root.querySelector(".panel-body").scrollTop = 0;
  }

  #overview({ rows, counts }) {
    return el(
      "section",
      { class: "overview", "aria-labelledby": "overview-head" },
      el("h2", { id: "overview-head", class: "list-head", tabindex: "-1" }, t("Mahalleler")),
      el("ul", { class: "rows" }, ...rows.map((feature) => {
        const { kod, ad } = feature.properties;
        const count = counts.get(kod) ?? {};
        const total = sum(count);
        return el("li", {}, el(
          "button",
          { type: "button", class: "row", "data-row": kod, onclick: () => this.#actions.pickMahalle(kod) },
          el("span", { class: "row-name" }, ad),
          bar(count),
          el("span", { class: "row-count" }, total ? number(total) : "–"),
          el("span", { class: "visually-hidden" }, total ? `${t("varlık")}: ${countWords(count)}` : t("varlık yok")),
        ));
      })),
    );
  }

  #crowded({ matched, results }) {
    const more = results
      ? t("Haritada görünenler listelendi.")
      : t("Listelemek için haritayı yakınlaştırın ya da süzün.");
    return el("p", { class: "message", "data-crowded": true }, el("strong", {}, assetsWords(matched)), more);
  }

  #neighbourhood({ query }, { mahalle, counts }) {
    const { kod, ad, nufus, nufus_yili: year, sinir_kesinligi: boundary } = mahalle.properties;
    const count = counts.get(kod) ?? {};
    const people = nufus && t("{n} kişi", { n: number(nufus) });
    const facts = [
      people && year ? `${people} (${year})` : people,
      sum(count) ? assetsWords(sum(count)) : t("gösterilecek varlık yok"),
    ];
    return [
      el("button", { type: "button", class: "back", "data-back": true, onclick: () => this.#actions.pickMahalle(null) },
        el("span", { "aria-hidden": "true" }, "‹"), t("Bütün mahalleler")),
      el(
        "header",
        { class: "place", "data-place": kod },
        el("h2", { tabindex: "-1" }, ad),
        el("p", {}, facts.filter(Boolean).join(" · ")),
        sum(count) > 0 && bar(count),
        !embedded && kod !== NOWHERE && el("p", {}, el("a", { href: `mahalle/${kod}` }, t("Mahalle sayfası"))),
        boundary === "yaklasik" && el("p", { class: "note" }, t("Sınır yaklaşıktır; resmî sınır yüklenmemiştir.")),
        query && el("p", { class: "note" }, t("“{query}” aramasıyla süzüldü.", { query })),
      ),
    ];
  }

  #results({ query, mahalle, asset }, { results, elsewhere }) {
    const everywhere = elsewhere > 0 && el(
      "button",
      { type: "button", class: "wide", onclick: () => this.#actions.pickMahalle(null) },
      t("Bütün mahallelerde göster ({n} sonuç daha)", { n: number(elsewhere) }),
    );
    if (results.length === 0) {
      const text = query ? t("Aramaya uyan varlık yok.") : t("Seçili süzgeçlere uyan varlık yok.");
      const clear = el("button", { type: "button", class: "wide", onclick: this.#actions.clear }, t("Süzgeçleri temizle"));
      return [el("p", { class: "message", "data-empty": true }, text), everywhere || clear];
    }
    const head = !mahalle
      ? [el("h2", { class: "list-head", tabindex: "-1" }, results.length === 1 ? t("1 sonuç") : t("{n} sonuç", { n: number(results.length) }))]
      : [];
    const groups = KINDS.map((kind) => [kind, results.filter((f) => f.properties.tur === kind.tur)])
      .filter(([, members]) => members.length)
      .map(([kind, members]) => this.#group(kind, members, mahalle, asset));
    return [...head, ...groups, everywhere].filter(Boolean);
  }

  #group(kind, members, mahalle, open) {
    return el(
      "section",
      { class: "group", "data-group": kind.tur },
      el("h3", {}, kind.many, el("span", {}, number(members.length))),
      el("ul", { class: "items" }, ...[...members].sort(byName).map((f) => this.#item(f, mahalle, open))),
    );
  }

  #item(feature, mahalle, open) {
    const { ad, tur, kesinlik, adres, kullanim, mahalle: place } = feature.properties;
    const second = [mahalle ? null : place, kullanim && kullanim !== ad ? kullanim : adres].filter(Boolean).join(" · ");
    return el("li", {}, el(
      "button",
      {
        type: "button", class: "item", "data-item": feature.id, "aria-current": open === feature.id && "true",
        onclick: () => this.#actions.pickAsset(feature.id),
      },
      sign(tur, step(kesinlik), 26),
      el("span", { class: "item-text" }, el("span", { class: "item-name" }, ad),
        second && el("span", { class: "item-more" }, second)),
      el("span", { class: "visually-hidden" }, `${t("konum")}: ${positionWords(feature.properties)}`),
      !feature.geometry && el("span", { class: "tag" }, t("haritada yeri yok")),
    ), !feature.geometry && open === feature.id && card(feature, { grew() {}, filled() {} }));
  }
}

const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
