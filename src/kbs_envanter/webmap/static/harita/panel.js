// The list beside the map: the same assets in words, for reading, searching and the keyboard.

import { card } from "kbs/card";
import { el } from "kbs/dom";
import { bar, sign } from "kbs/symbols";
import { KINDS, byName, countWords, number, positionWords, step } from "kbs/words";

export class Panel {
  #root;
  #actions;
  #kinds;
  #list;

  // actions: { pickMahalle(kod|null), pickAsset(kod), toggleKind(tur), search(text) }
  constructor(root, actions, totals) {
    this.#root = root;
    this.#actions = actions;
    this.#kinds = root.querySelector("[data-kinds]");
    this.#list = root.querySelector("[data-list]");
    const input = root.querySelector("[data-search]");
    input.addEventListener("input", () => actions.search(input.value));
    this.#kinds.append(...KINDS.map((kind) => this.#kindSwitch(kind, totals[kind.tur] ?? 0)));
  }

  summary(text) {
    this.#root.querySelector("[data-summary]").textContent = text;
  }

  // view: { mahalle: feature|null, rows, counts: Map, results: features|null, elsewhere: number }
  show(state, view) {
    this.#syncControls(state, view.mahalle);
    const parts = view.mahalle ? this.#neighbourhood(state, view) : [];
    if (view.results) parts.push(...this.#results(state, view));
    else parts.push(this.#overview(view));
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

  #kindSwitch({ tur, many }, count) {
    const input = el("input", { type: "checkbox", "data-kind": tur, onchange: () => this.#actions.toggleKind(tur) });
    return el(
      "label",
      { class: "kind", "data-tur": tur },
      input,
      sign(tur, "exact", 26),
      el("span", { class: "kind-name" }, many),
      el("span", { class: "kind-count", "data-kind-count": tur }, number(count)),
    );
  }

  #syncControls({ kinds, query }, mahalle) {
    for (const input of this.#kinds.querySelectorAll("input")) input.checked = kinds.has(input.dataset.kind);
    const search = this.#root.querySelector("[data-search]");
    if (search.value !== query) search.value = query;
    const where = mahalle ? `${mahalle.properties.ad} içinde ara` : "Ad, adres veya ada/parsel ara";
    search.placeholder = where;
  }

  #overview({ rows, counts }) {
    return el(
      "section",
      { class: "overview", "aria-labelledby": "overview-head" },
      el("h2", { id: "overview-head", class: "list-head", tabindex: "-1" }, "Mahalleler"),
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
          el("span", { class: "visually-hidden" }, total ? `varlık: ${countWords(count)}` : "varlık yok"),
        ));
      })),
    );
  }

  #neighbourhood({ query }, { mahalle, counts }) {
    const { kod, ad, nufus, nufus_yili: year, sinir_kesinligi: boundary } = mahalle.properties;
    const count = counts.get(kod) ?? {};
    const facts = [
      nufus && `${number(nufus)} kişi${year ? ` (${year})` : ""}`,
      sum(count) ? `${number(sum(count))} varlık` : "gösterilecek varlık yok",
    ];
    return [
      el("button", { type: "button", class: "back", "data-back": true, onclick: () => this.#actions.pickMahalle(null) },
        el("span", { "aria-hidden": "true" }, "‹"), "Bütün mahalleler"),
      el(
        "header",
        { class: "place", "data-place": kod },
        el("h2", { tabindex: "-1" }, ad),
        el("p", {}, facts.filter(Boolean).join(" · ")),
        sum(count) > 0 && bar(count),
        boundary === "yaklasik" && el("p", { class: "note" }, "Sınır yaklaşıktır; resmî sınır yüklenmemiştir."),
        query && el("p", { class: "note" }, `“${query}” aramasıyla süzüldü.`),
      ),
    ];
  }

  #results({ query, mahalle, asset }, { results, elsewhere }) {
    const everywhere = elsewhere > 0 && el(
      "button",
      { type: "button", class: "wide", onclick: () => this.#actions.pickMahalle(null) },
      `Bütün mahallelerde ara (${number(elsewhere)} sonuç daha)`,
    );
    if (results.length === 0) {
      const text = query ? "Aramaya uyan varlık yok." : "Seçili türlerde varlık yok.";
      return [el("p", { class: "message", "data-empty": true }, text), everywhere].filter(Boolean);
    }
    const head = query && !mahalle
      ? [el("h2", { class: "list-head", tabindex: "-1" }, `${number(results.length)} sonuç`)]
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
      el("span", { class: "visually-hidden" }, `konum: ${positionWords(feature.properties)}`),
      !feature.geometry && el("span", { class: "tag" }, "haritada yeri yok"),
    ), !feature.geometry && open === feature.id && card(feature));
  }
}

const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
