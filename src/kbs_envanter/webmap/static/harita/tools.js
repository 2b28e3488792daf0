// The buttons over the map: whole district, where am I, measure, full screen; and a menu: base map, download, print, link.

import { copyButton } from "kbs/copy";
import { el, svg } from "kbs/dom";
import { question } from "kbs/query";
import { downloadAddress, embedded } from "kbs/source";
import { LANG, t } from "kbs/speak";
import { change, state } from "kbs/state";
import { told } from "kbs/told";
import { number } from "kbs/words";

const FORMATS = { geojson: "GeoJSON", csv: "CSV", gpkg: "GeoPackage", xlsx: "Excel" };
const LANGUAGES = { tr: "Türkçe", en: "English" };
const PICTURES = {
  whole: "M3 9.5 10 3.5 17 9.5M5 8.5V16.5H15V8.5",
  locate: "M10 2V4.5M10 15.5V18M2 10H4.5M15.5 10H18M10 5.5A4.5 4.5 0 1 1 10 14.5 4.5 4.5 0 1 1 10 5.5ZM10 9.2A.8.8 0 1 1 10 10.8.8.8 0 1 1 10 9.2Z",
  measure: "M2.5 13 13 2.5 17.5 7 7 17.5ZM5.5 10 7.3 11.8M8 7.5 9.8 9.3M10.5 5 12.3 6.8",
  full: "M3 7.5V3H7.5M12.5 3H17V7.5M17 12.5V17H12.5M7.5 17H3V12.5",
  menu: "M3 5.5H17M3 10H17M3 14.5H17",
};

export class Tools {
  #map;
  #actions;
  #menu;
  #say;

  // actions: { whole(), bounds() -> of everything }; say(text): tell the person something.
  constructor(map, actions, say) {
    this.#map = map;
    this.#actions = actions;
    this.#say = say;
    this.#bar([
      button("whole", t("Bütün ilçeyi göster"), actions.whole),
      button("locate", t("Bulunduğum yeri göster"), () => this.#locate()),
      button("measure", t("Uzaklık ve alan ölç"), (event) => this.#measure(event.currentTarget)),
      document.fullscreenEnabled && button("full", t("Tam ekran"), () => this.#fullScreen()),
      this.#menuButton(),
    ].filter(Boolean));
  }

  // Close an open menu; true when there was one.
  close() {
    if (this.#menu.panel.hidden) return false;
    this.#toggleMenu(false);
    return true;
  }

  #bar(buttons) {
    const Bar = L.Control.extend({
      onAdd() {
        const box = el("div", { class: "leaflet-bar", role: "group", "aria-label": t("Harita araçları") }, ...buttons);
        L.DomEvent.disableClickPropagation(box);
        return box;
      },
    });
    this.#map.addControl(new Bar({ position: "topright" }));
  }

  #menuButton() {
    const opener = button("menu", t("Altlık, indirme ve yazdırma"), () => this.#toggleMenu());
    const panel = document.querySelector("[data-menu]");
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", panel.id);
    this.#menu = { opener, panel };
    document.addEventListener("pointerdown", ({ target }) => {
      if (!panel.contains(target) && !opener.contains(target)) this.#toggleMenu(false);
    });
    return opener;
  }

  #toggleMenu(open = this.#menu.panel.hidden) {
    const { opener, panel } = this.#menu;
    if (open) panel.replaceChildren(...this.#menuParts());
    const inside = panel.contains(document.activeElement);
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("button, a, input")?.focus();
    else if (inside) opener.focus();
  }

  #menuParts() {
    const wanted = embedded ? null : question(state);
    return [
      told.basemaps.length > 0 && this.#basemaps(),
      wanted && section(t("Gösterilenleri indir"), el("div", { class: "menu-row" }, ...Object.entries(FORMATS).map(
        ([format, name]) => el("a", { class: "menu-item", href: downloadAddress(wanted, format), download: "", "data-download": format }, name)))),
      section(t("Paylaş"), el("div", { class: "menu-row" },
        el("button", { type: "button", class: "menu-item", "data-print": true, onclick: () => this.#print() }, t("Yazdır (A4, A3)")),
        !embedded && copyButton(t("Bağlantıyı kopyala"), () => location.href))),
      !embedded && section(t("Dil"), el("div", { class: "menu-row" }, ...Object.entries(LANGUAGES).map(languageLink))),
    ].filter(Boolean);
  }

  #basemaps() {
    const choice = (number, name) => el("label", { class: "menu-item" },
      el("input", { type: "radio", name: "altlik", checked: state.basemap === number, onchange: () => change({ basemap: number }) }), name);
    return section(t("Altlık"), el("div", { class: "menu-row" }, choice(null, t("Yok")), ...told.basemaps.map(({ ad }, i) => choice(i, ad))));
  }

  async #print() {
    this.#toggleMenu(false);
    const { printView } = await import("kbs/print");
    printView(this.#map, this.#menu.opener, this.#actions.bounds());
  }

  async #measure(opener) {
    const { measure } = await import("kbs/measure");
    measure(this.#map, opener);
  }

  #fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  #locate() {
    this.#say(t("Bulunduğunuz yer aranıyor…"));
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => this.#showMe(coords),
      () => this.#say(t("Bulunduğunuz yer öğrenilemedi; tarayıcının konum iznini denetleyin.")),
      { enableHighAccuracy: true, timeout: 15000 },
    );
    if (!navigator.geolocation) this.#say(t("Bu tarayıcı konum bildiremiyor."));
  }

  #showMe({ latitude, longitude, accuracy }) {
    this.me?.remove();
    const here = L.latLng(latitude, longitude);
    this.me = L.layerGroup([
      L.circle(here, { radius: accuracy, pane: "belirsizlik", interactive: false, className: "me-doubt" }),
      L.circleMarker(here, { radius: 7, pane: "belirsizlik", interactive: false, className: "me" }),
    ]).addTo(this.#map);
    this.#map.fitBounds(here.toBounds(Math.max(accuracy, 100) * 2), { maxZoom: 18 });
    this.#say(t("Bulunduğunuz yer gösterildi (±{n} m).", { n: number(Math.round(accuracy)) }));
  }
}

function button(name, title, onclick) {
  return el("button", { type: "button", class: "tool", title, "aria-label": title, "data-tool": name, onclick },
    svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: PICTURES[name] })));
}

// The same view in another language.
function languageLink([lang, name]) {
  const address = new URL(location.href);
  address.searchParams.set("dil", lang);
  return el("a", { class: "menu-item", href: address.href, lang, hreflang: lang, "data-language": lang, "aria-current": lang === LANG && "true" }, name);
}

const section = (title, content) => el("section", {}, el("h2", {}, title), content);
