// The map page: loads the data, draws them, and keeps map, list and address saying the same.

import { Basemap } from "kbs/basemap";
import { card } from "kbs/card";
import { el } from "kbs/dom";
import { Filters } from "kbs/filters";
import { attribution, furnish, legendWidth } from "kbs/furniture";
import { Markers, boundsOf } from "kbs/markers";
import { Neighbourhoods } from "kbs/neighbourhoods";
import { Panel } from "kbs/panel";
import { Place } from "kbs/place";
import { filtered } from "kbs/selection";
import { Sheet } from "kbs/sheet";
import { open } from "kbs/source";
import { t } from "kbs/speak";
import { change, onChange, read, remember, state, unfiltered } from "kbs/state";
import { Suggest } from "kbs/suggest";
import { Tools } from "kbs/tools";
import { assetsWords, number } from "kbs/words";

// From this zoom on every asset is drawn; before it, a ring for each neighbourhood.
const DETAIL_ZOOM = 14;
const STREET_ZOOM = 18;
const SAID_MS = 6000;

export function start(map, cluster) {
  furnish(map);
  return show(map, cluster);
}

async function show(map, cluster) {
  const panelRoot = document.getElementById("panel");
  document.body.dataset.state = "loading";
  try {
    await new Page(map, cluster, panelRoot, await open()).restore();
    document.body.dataset.state = "ready";
  } catch (error) {
    fail(error, panelRoot, () => show(map, cluster));
  }
}

function fail(error, panelRoot, retry) {
  console.warn(error);
  document.body.dataset.state = "failed";
  panelRoot.querySelector("[data-summary]").textContent = t("Veriler yüklenemedi.");
  const again = el("button", { type: "button", class: "wide", onclick: retry }, t("Yeniden dene"));
  panelRoot.querySelector("[data-list]").replaceChildren(
    el("div", { class: "message", role: "alert", "data-failed": true },
      el("strong", {}, t("Veriler yüklenemedi.")),
      el("p", {}, t("Sunucuya ulaşılamıyor veya yanıt beklenen biçimde değil. Biraz sonra yeniden deneyin.")),
      again),
  );
}

class Page {
  constructor(map, cluster, panelRoot, selection) {
    this.map = map;
    this.selection = selection;
    this.sheet = new Sheet(panelRoot);
    this.areas = new Neighbourhoods(map, selection.neighbourhoods, (kod) => this.pickMahalle(kod));
    this.basemap = new Basemap(map);
    this.place = new Place(map);
    this.markers = new Markers(map, cluster, {
      card: (feature) => card(feature, {
        look: ({ geometry }) => this.look(geometry.coordinates),
        grew: (asset) => this.refit(asset),
        filled: (asset) => this.whenStill(() => (this.placed ? this.markers.refitCard() : this.refit(asset))),
      }),
      onOpen: (kod) => this.pickAsset(kod),
      onClose: () => this.closeAsset(),
    });
    const clear = () => change(unfiltered());
    this.filters = new Filters(panelRoot, (facet) => selection.options(facet), {
      toggleKind: (tur) => change({ kinds: toggled(state.kinds, tur) }),
      toggleFacet: (key, value) => change({ facets: { ...state.facets, [key]: toggled(state.facets[key], value) } }),
      clear,
    });
    this.panel = new Panel(panelRoot, {
      pickMahalle: (kod) => this.pickMahalle(kod, { focus: true }),
      pickAsset: (kod) => this.pickAsset(kod),
      clear,
    });
    this.suggest = new Suggest(panelRoot, selection, {
      search: (query) => change({ query }),
      pickMahalle: (kod) => this.pickMahalle(kod, { focus: true }),
      pickAsset: (kod) => this.pickAsset(kod, { whatever: true }),
      showPlace: (feature) => this.showPlace(feature),
      openPassport: (reference) => { location.href = `parsel-karnesi?${new URLSearchParams({ ref: reference })}`; },
    });
    this.tools = new Tools(map, { whole: () => this.pickMahalle(null), bounds: () => this.areas.bounds }, (text) => this.say(text));
    attribution(map, panelRoot, selection);
    onChange(() => this.render());
    addEventListener("popstate", () => this.restore());
    map.on("moveend", () => this.moved());
    map.on("movestart moveend", ({ type }) => { this.moving = type === "movestart"; });
    map.on("dragstart", () => { this.placed = true; });
    map.on("zoomend", () => this.draw(selection.view(state)));
    addEventListener("keydown", (event) => event.key === "Escape" && (this.tools.close() || this.closeAsset()));
  }

  // Bring back what the address says.
  async restore() {
    read();
    const { view } = state;
    this.placed = view !== null; // by a link or by hand: what comes later does not move the map
    const lost = await this.selection.forgetUnknown(state);
    this.sheet.set(state.asset ? "peek" : "half");
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else this.fit(this.areas.boundsOf(state.mahalle) ?? this.areas.bounds, { animate: false });
    const asset = this.selection.find(state.asset);
    if (!view && asset) this.fit(boundsOf(asset), { animate: false });
    this.render();
    if (!view && asset) this.fit(boundsOf(asset), { animate: false, popup: true });
    if (lost) this.panel.notice(t("Bağlantıdaki mahalle veya varlık bulunamadı; bütün ilçe gösteriliyor."));
  }

  render() {
    const view = this.selection.view(state);
    if (state.asset && !this.open(view)) return change({ asset: null });
    this.basemap.show(state.basemap);
    this.draw(view);
    this.filters.show(state, view);
    this.suggest.show(state, view.mahalle);
    this.panel.show(state, view);
    this.summary(view);
    return this.more();
  }

  // The open asset, unless a filter hides it.
  open({ matches }) {
    const asset = this.selection.find(state.asset);
    return this.selection.look || matches.includes(asset) ? asset : null;
  }

  // Of a large inventory, fetch what this view needs.
  async more() {
    if (!this.selection.look) return;
    const b = this.map.getBounds();
    const box = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((degrees) => degrees.toFixed(4)).join();
    try {
      if (!(await this.selection.look(state, { zoom: this.map.getZoom(), box }))) return;
      this.render();
      const { tooMany } = this.selection.view(state);
      if (tooMany) this.say(t("Görünümde {n} varlık var; tek tek görmek için yakınlaştırın ya da süzün.", { n: number(tooMany) }));
    } catch (error) {
      console.warn(error);
      this.say(t("Veriler yüklenemedi; biraz sonra yeniden deneyin."));
    }
  }

  summary({ matched }) {
    const { total, neighbourhoods } = this.selection;
    const some = matched < total && (filtered(state) || state.query || !state.mahalle);
    this.panel.summary(some
      ? t("{n} varlık süzüldü (toplam {total})", { n: number(matched), total: number(total) })
      : t("{varlik}, {n} mahalle", { varlik: assetsWords(total), n: number(neighbourhoods.length) }));
  }

  draw(view) {
    const { mahalle, counts, matches } = view;
    // Of few assets one wants to see where each is: those searched for, those of one neighbourhood.
    const narrowed = mahalle !== null || state.query !== "";
    const close = this.map.getZoom() >= DETAIL_ZOOM;
    const each = (narrowed || close) && !(view.large && matches.length === 0);
    this.areas.update({ selected: mahalle && state.mahalle, counts, rings: mahalle !== null || !each });
    this.markers.show(each ? matches : []);
    this.markers.select(this.selection.find(state.asset));
  }

  pickMahalle(kod, { focus = false } = {}) {
    state.view = null;
    this.place.clear();
    change({ mahalle: kod, asset: null }, { step: true });
    this.sheet.set("half");
    this.fit(this.areas.boundsOf(kod) ?? this.areas.bounds);
    if (focus || kod) this.panel.focusHead();
  }

  // whatever: also an asset that the filters hide; they are then taken off.
  async pickAsset(kod, { whatever = false } = {}) {
    const asset = await this.selection.bring(kod);
    if (!asset) return;
    const bounds = boundsOf(asset);
    const hidden = whatever && !this.selection.view(state).matches.includes(asset);
    this.placed = false;
    if (bounds) {
      this.sheet.set("peek");
      state.view = null;
    }
    this.place.clear();
    change({ ...(hidden ? { ...unfiltered(), mahalle: null } : {}), asset: kod }, { step: true });
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

  showPlace(feature) {
    change({ asset: null, mahalle: null }, { step: true });
    this.sheet.set("peek");
    this.fit(this.place.show(feature));
    this.say(t("{ad} haritada gösterildi.", feature.properties));
  }

  refit(asset) {
    this.markers.refitCard();
    this.fit(boundsOf(asset), { popup: true });
  }

  look([lon, lat]) {
    this.placed = true;
    this.whenStill(() => this.map.setView([lat, lon], STREET_ZOOM, { animate: !calm() }));
  }

  // Leaflet drops a zoom that is asked for while another runs.
  whenStill(action) {
    if (this.moving) this.map.once("moveend", action);
    else action();
  }

  say(text) {
    const node = document.querySelector("[data-said]");
    node.textContent = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { node.textContent = ""; }, SAID_MS);
  }

  // Show these bounds in the part of the map that neither the sheet nor an open card covers.
  fit(bounds, { animate = !calm(), popup = false } = {}) {
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
    this.more();
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function toggled(set, value) {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
