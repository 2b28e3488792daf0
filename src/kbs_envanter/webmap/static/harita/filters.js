// Filters with lists of values, each with the number of assets that it would leave, and the switches of the kinds.

import { el } from "kbs/dom";
import { FACETS } from "kbs/facets";
import { filtered } from "kbs/selection";
import { t } from "kbs/speak";
import { sign } from "kbs/symbols";
import { KINDS, number } from "kbs/words";

export class Filters {
  #root;
  #kinds;
  #actions;
  #counts = new Map(); // input -> element of its count
  #active;

  // options(facet) -> values; actions: { toggleKind(tur), toggleFacet(key, value), clear() }
  constructor(root, options, actions) {
    this.#root = root.querySelector("[data-filters]");
    this.#kinds = root.querySelector("[data-kinds]");
    this.#actions = actions;
    this.#active = this.#root.querySelector("[data-active]");
    this.#kinds.append(...KINDS.map((kind) => this.#kindSwitch(kind)));
    this.#root.querySelector("[data-facets]").append(
      ...FACETS.map((facet) => this.#facet(facet, options(facet))).filter(Boolean),
      el("button", { type: "button", class: "clear", "data-clear": true, onclick: actions.clear }, t("Süzgeçleri temizle")));
    this.#root.open = false;
  }

  // kindCounts, facetCounts: value -> number, or null when nobody counted.
  show(state, { kindCounts, facetCounts }) {
    for (const [input, shown] of this.#counts) {
      const { kind, facet, value } = input.dataset;
      input.checked = kind ? state.kinds.has(kind) : state.facets[facet].has(value);
      const count = kind ? kindCounts?.[kind] ?? 0 : facetCounts && (facetCounts[facet][value] ?? 0);
      shown.textContent = count === null ? "" : number(count);
      input.parentNode.classList.toggle("is-empty", count === 0 && !input.checked);
    }
    const words = FACETS.flatMap(({ key, word }) => [...state.facets[key]].map(word));
    this.#active.textContent = words.join(", ");
    this.#root.classList.toggle("is-active", filtered(state));
  }

  #kindSwitch({ tur, many }) {
    const input = el("input", { type: "checkbox", "data-kind": tur, onchange: () => this.#actions.toggleKind(tur) });
    const count = el("span", { class: "kind-count", "data-kind-count": tur });
    this.#counts.set(input, count);
    return el(
      "label", { class: "kind", "data-tur": tur },
      input, sign(tur, "exact", 26), el("span", { class: "kind-name" }, many), count);
  }

  #facet({ key, title, word }, values) {
    if (values.length < 2) return null;
    return el(
      "fieldset", { class: "facet", "data-facet-group": key },
      el("legend", {}, title),
      ...values.map((value) => this.#choice(key, value, word(value))));
  }

  #choice(key, value, text) {
    const input = el("input", {
      type: "checkbox", "data-facet": key, "data-value": value, onchange: () => this.#actions.toggleFacet(key, value),
    });
    const count = el("span", { class: "choice-count" });
    this.#counts.set(input, count);
    return el("label", { class: "choice" }, input, el("span", {}, text), count);
  }
}
