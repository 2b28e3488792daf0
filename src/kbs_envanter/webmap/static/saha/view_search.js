// Search by parcel reference, asset name or QR code, among what the packs on this phone hold.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { NoAnswer, Refusal, asked } from "saha/ask";
import { on } from "saha/news";
import { area } from "saha/packs";
import { assetHref, assetRow, button, link, list, note, parcelRow } from "saha/parts";
import { readParcel } from "saha/reading";

const KEPT = "saha-arama";
const PAUSE_MS = 350;

export function search() {
  const field = el("input", { type: "search", id: "ara", enterkeyhint: "search", autocomplete: "off", spellcheck: "false", placeholder: "1476/1", value: sessionStorage.getItem(KEPT) ?? "" });
  const results = el("div", { "aria-live": "polite", "data-results": "" });
  const lens = el("div", { class: "lens", hidden: true });
  let stop = new AbortController();
  let timer = null;
  let asking = 0;

  function look() {
    const text = field.value.trim();
    sessionStorage.setItem(KEPT, text);
    const began = performance.now();
    const { rows, unread } = found(text);
    results.dataset.ms = (performance.now() - began).toFixed(1);
    results.replaceChildren(rows.length ? list(rows) : "");
    clearTimeout(timer);
    asking += 1;
    if (!text || rows.length) return;
    if (area.empty) results.append(note(t("Bu telefonda bölge yok; önce bölge indirin.")), link(t("Bölge indir"), "#/bolgeler"));
    else results.append(note(unread ? t("Bu telefondaki bölgelerde bulunamadı. Parsel için 1476/1 ya da 1476 ada 1 parsel yazın; başka yazılışları yalnız sunucu okur.") : t("Bu telefondaki bölgelerde böyle bir parsel yok.")));
    timer = setTimeout(askServer, PAUSE_MS, text, asking);
  }

  // The server reads every way of writing a parcel.
  async function askServer(text, number) {
    try {
      const { sorgu } = await asked(`parsel-karnesi?f=json&ref=${encodeURIComponent(text)}`, { accept: [404] });
      if (number !== asking) return;
      const rows = (sorgu?.okuma ?? []).flatMap(({ tapu_mahallesi: tapu, ada, parsel }) => area.numbered({ tapu, ada, parsel })).map((each) => parcelRow(each));
      if (rows.length) results.replaceChildren(list(rows));
      else if (sorgu?.okuma?.length) results.append(el("a", { class: "button quiet", href: `parsel-karnesi?f=html&ref=${encodeURIComponent(text)}`, target: "_blank", rel: "noopener" }, t("Sunucudaki parsel karnesi")));
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refusal)) throw error;
    }
  }

  async function scanCode() {
    const { scan } = await import("saha/scan");
    const video = el("video", { playsinline: true, muted: true, "aria-label": t("Kamera") });
    lens.replaceChildren(video, el("p", {}, t("Tabeladaki kare kodu çerçeveye alın.")), button(t("Vazgeç"), () => stop.abort()));
    lens.hidden = false;
    stop = new AbortController();
    try {
      const kod = await scan(video, stop.signal);
      if (!kod) return;
      if (area.assets.has(kod)) location.hash = assetHref(kod);
      else results.replaceChildren(note(t("{kod} bu telefondaki bölgelerde yok.", { kod })));
    } catch (error) {
      const refused = error.name === "NotAllowedError";
      results.replaceChildren(note(refused ? t("Kamera izni verilmedi; kodu elle yazın.") : t("Kamera açılamadı; kodu elle yazın.")));
    } finally {
      lens.hidden = true;
      lens.replaceChildren();
    }
  }

  field.addEventListener("input", look);
  const quiet = on("paket", look);
  return {
    node: el("section", { class: "page" },
      el("h1", {}, t("Ara")),
      el("label", { for: "ara" }, t("Parsel (1476/1), varlık adı ya da kodu")),
      field,
      button(t("QR kodu okut"), scanCode, { class: "wide quiet", "data-scan": "" }),
      lens,
      results),
    entered: look,
    left() {
      quiet();
      clearTimeout(timer);
      stop.abort();
    },
  };
}

function found(text) {
  if (!text) return { rows: [], unread: false };
  const read = readParcel(text);
  const parcels = read ? area.numbered(read) : [];
  return { rows: [...parcels.map((each) => parcelRow(each)), ...area.named(text).map((each) => assetRow(each))], unread: !read };
}
