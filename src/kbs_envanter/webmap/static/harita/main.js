// The map page: loads the data, draws them, and keeps map, list and address saying the same.

import { card } from "kbs/card";
import { attribution, furnish, legendWidth, wholeDistrictButton } from "kbs/furniture";
import { Markers } from "kbs/markers";
import { Neighbourhoods } from "kbs/neighbourhoods";
import { Panel } from "kbs/panel";
import { Selection } from "kbs/selection";
import { Sheet } from "kbs/sheet";
import { load } from "kbs/source";
import { change, onChange, read, remember, state } from "kbs/state";
import { el } from "kbs/dom";
import { number } from "kbs/words";

// From this zoom on every asset is drawn; before it, a ring for each neighbourhood.
const DETAIL_ZOOM = 14;

export function start(map, cluster) {
  furnish(map);
  return show(map, cluster);
}

async function show(map, cluster) {
  const panelRoot = document.getElementById("panel");
  document.body.dataset.state = "loading";
  try {
    new Page(map, cluster, panelRoot, new Selection(await load()));
    document.body.dataset.state = "ready";
  } catch (error) {
    fail(error, panelRoot, () => show(map, cluster));
  }
}

function fail(error, panelRoot, retry) {
  console.warn(error);
  document.body.dataset.state = "failed";
  panelRoot.querySelector("[data-summary]").textContent = "Veriler yüklenemedi.";
  const again = el("button", { type: "button", class: "wide", onclick: retry }, "Yeniden dene");
  panelRoot.querySelector("[data-list]").replaceChildren(
    el("div", { class: "message", role: "alert", "data-failed": true },
      el("strong", {}, "Veriler yüklenemedi."),
      el("p", {}, "Sunucuya ulaşılamıyor veya yanıt beklenen biçimde değil. Biraz sonra yeniden deneyin."),
      again),
  );
}

class Page {
  constructor(map, cluster, panelRoot, selection) {
    this.map = map;
    this.selection = selection;
    this.sheet = new Sheet(panelRoot);
    this.areas = new Neighbourhoods(map, selection.neighbourhoods, (kod) => this.pickMahalle(kod));
    this.markers = new Markers(map, cluster, selection.assets, {
      card,
      onOpen: (kod) => this.pickAsset(kod),
      onClose: () => this.closeAsset(),
    });
    this.panel = new Panel(panelRoot, {
      pickMahalle: (kod) => this.pickMahalle(kod, { focus: true }),
      pickAsset: (kod) => this.pickAsset(kod),
      toggleKind: (tur) => this.toggleKind(tur),
      search: (query) => change({ query }),
    }, selection.totals);
    attribution(map, panelRoot, selection);
    wholeDistrictButton(map, () => this.pickMahalle(null));
    this.panel.summary(
      `${number(selection.assets.length)} varlık, ${number(selection.neighbourhoods.length)} mahalle`);
    onChange(() => this.render());
    addEventListener("popstate", () => this.restore());
    map.on("moveend", () => this.moved());
    map.on("zoomend", () => this.draw(selection.view(state)));
    addEventListener("keydown", (event) => event.key === "Escape" && this.closeAsset());
    this.restore();
  }

  // Bring back what the address says.
  restore() {
    read();
    const { view } = state;
    const lost = this.selection.forgetUnknown(state);
    this.sheet.set(state.asset ? "peek" : "half");
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else this.fit(this.areas.boundsOf(state.mahalle) ?? this.areas.bounds, { animate: false });
    if (!view && state.asset) this.fit(this.markers.boundsOf(state.asset), { animate: false });
    this.render();
    if (lost) this.panel.notice("Bağlantıdaki mahalle veya varlık bulunamadı; bütün ilçe gösteriliyor.");
  }

  render() {
    const view = this.selection.view(state);
    const hidden = state.asset && !view.matches.some((asset) => asset.id === state.asset);
    if (hidden) return change({ asset: null });
    this.draw(view);
    return this.panel.show(state, view);
  }

  draw({ mahalle, counts, matches }) {
    // Of few assets one wants to see where each is: those searched for, those of one neighbourhood.
    const each = mahalle !== null || state.query !== "" || this.map.getZoom() >= DETAIL_ZOOM;
    this.areas.update({ selected: mahalle && state.mahalle, counts, rings: mahalle !== null || !each });
    this.markers.show(each ? matches : []);
    this.markers.select(state.asset);
  }

  pickMahalle(kod, { focus = false } = {}) {
    state.view = null;
    change({ mahalle: kod, asset: null }, { step: true });
    this.sheet.set("half");
    this.fit(this.areas.boundsOf(kod) ?? this.areas.bounds);
    if (focus || kod) this.panel.focusHead();
  }

  pickAsset(kod) {
    const bounds = this.markers.boundsOf(kod);
    if (bounds) {
      this.sheet.set("peek");
      state.view = null;
    }
    change({ asset: kod }, { step: true });
    if (!bounds) return;
    this.fit(bounds, { popup: true });
    document.querySelector(".card-popup h2")?.focus({ preventScroll: true });
  }

  closeAsset() {
    if (!state.asset) return;
    const kod = state.asset;
    const active = document.activeElement;
    change({ asset: null });
    if (active === document.body || active.closest(".card-popup")) this.panel.focusItem(kod);
  }

  toggleKind(tur) {
    const kinds = new Set(state.kinds);
    if (!kinds.delete(tur)) kinds.add(tur);
    change({ kinds });
  }

  // Show these bounds in the part of the map that neither the sheet nor an open card covers.
  fit(bounds, { animate = !matchMedia("(prefers-reduced-motion: reduce)").matches, popup = false } = {}) {
    if (!bounds?.isValid()) return;
    const card = popup ? document.querySelector(".card-popup")?.offsetHeight ?? 0 : 0;
    const phone = Sheet.onPhone;
    this.map.fitBounds(bounds, {
      paddingTopLeft: [24 + (phone ? 0 : legendWidth()), (phone && !card ? 62 : 24) + card],
      paddingBottomRight: [24, 24 + this.sheet.covered],
      maxZoom: 17,
      animate,
    });
  }

  moved() {
    const { lat, lng } = this.map.getCenter();
    remember({ zoom: this.map.getZoom(), lat, lon: lng });
  }
}
