// The form of a verdict. What is touched is kept at once; it leaves this form only by "save" or "discard".

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { told } from "kbs/told";
import { KINDS, sentence } from "kbs/words";
import { MOST_PHOTOS, addPhoto, discard, draft as read, dropPhoto, finish, keep } from "saha/drafts";
import { on } from "saha/news";
import { button, link, metres, note } from "saha/parts";
import { pointBlock } from "saha/point";
import { recent, watch } from "saha/position";
import { get } from "saha/store";
import { sync } from "saha/sync";

export async function verdict(id) {
  const draft = await read(id);
  if (!draft) return { node: el("section", { class: "page" }, el("h1", {}, t("Bu tespit bitmiş")), link(t("Gönderim listesi"), "#/gonderim")) };
  const fault = el("p", { class: "note bad", role: "alert", hidden: true });
  const reasons = choices("neden", told.labels.neden, "checkbox", draft.nedenler, (codes) => (draft.nedenler = codes));
  const reasonsBlock = el("fieldset", { "data-reasons": "" }, el("legend", {}, t("Neden")), reasons);
  const here = el("p", { class: "accuracy", "data-here": "" });
  const point = pointBlock(draft, save);

  async function save() {
    fault.hidden = true;
    reasonsBlock.hidden = Boolean(draft.yeni) || !draft.sonuc || draft.sonuc === "uyuyor";
    await keep(draft);
  }

  function place() {
    const fix = recent();
    here.textContent = fix ? t("Konumunuz tespite yazılır: ±{m}", { m: metres(fix.dogruluk_m) }) : t("Konum yok; tespit konumsuz yazılır.");
    point.tell(fix);
  }

  async function done() {
    const wrong = faultOf(draft);
    if (wrong) return refuse(fault, wrong);
    await finish(draft);
    location.hash = "#/gonderim";
    await sync({ now: true });
  }

  async function away() {
    if (!confirm(t("Taslak ve fotoğrafları silinsin mi?"))) return;
    await discard(draft);
    history.back();
  }

  const quiet = on("konum", place);
  return {
    node: el("section", { class: "page verdict" },
      el("p", { class: "overline" }, draft.yeni ? t("Kayıtta olmayan varlık") : [draft.varlik, draft.kampanya && t("kampanya görevi")].filter(Boolean).join(" · ")),
      el("h1", { lang: draft.yeni ? null : "tr" }, draft.yeni ? t("Yeni varlık") : draft.gorulen.ad),
      draft.yeni ? newAsset(draft, save) : el("fieldset", { class: "results" }, el("legend", {}, t("Kayıtlı olduğu gibi mi?")),
        choices("sonuc", told.labels.sonuc, "radio", [draft.sonuc], ([code]) => (draft.sonuc = code), save)),
      reasonsBlock,
      el("p", {}, el("label", { for: "not" }, t("Not")), noteField(draft, save)),
      await photosBlock(draft, fault),
      here,
      point.node,
      fault,
      el("div", { class: "actions end" },
        button(t("Kaydet ve gönder"), done, { class: "wide", "data-done": "" }),
        button(t("Taslağı sil"), away, { class: "quiet" })),
      el("p", { class: "soft" }, t("Yazdıklarınız her dokunuşta bu telefona kaydedilir."))),
    entered() {
      reasons.addEventListener("change", save);
      watch();
      place();
      void save();
    },
    left() {
      quiet();
      point.left();
    },
  };
}

function faultOf({ sonuc, yeni, yeni_konum }) {
  if (!sonuc) return t("Önce sonucu seçin.");
  if (yeni && !yeni.ad.trim()) return t("Yeni varlığın adını yazın.");
  if (yeni && !yeni_konum && !recent()) return t("Yeni varlığın yerini gösterin.");
  return null;
}

function refuse(fault, words) {
  fault.textContent = words;
  fault.hidden = false;
  fault.scrollIntoView({ block: "center" });
}

function choices(name, labels, type, chosen, change, after = () => {}) {
  const node = el("div", { class: "choices" }, ...Object.entries(labels).map(([code, words]) =>
    el("label", { class: "choice", "data-code": code }, el("input", { type, name, value: code, checked: chosen.includes(code) }), el("span", {}, sentence(words)))));
  node.addEventListener("change", () => {
    change([...node.querySelectorAll("input:checked")].map(({ value }) => value));
    after();
  });
  return node;
}

function noteField(draft, save) {
  const field = el("textarea", { id: "not", rows: 3, maxlength: 2000 });
  field.value = draft.aciklama;
  field.addEventListener("input", () => {
    draft.aciklama = field.value;
    void save();
  });
  return field;
}

function newAsset(draft, save) {
  const name = el("input", { id: "yeni-ad", maxlength: 200, autocomplete: "off", value: draft.yeni.ad });
  name.addEventListener("input", () => {
    draft.yeni.ad = name.value;
    void save();
  });
  const kinds = Object.fromEntries(KINDS.map(({ tur, one }) => [tur, one]));
  return el("div", {},
    el("fieldset", {}, el("legend", {}, t("Türü")), choices("tur", kinds, "radio", [draft.yeni.tur], ([tur]) => (draft.yeni.tur = tur), save)),
    el("p", {}, el("label", { for: "yeni-ad" }, t("Adı")), name));
}

async function photosBlock(draft, fault) {
  const shelf = el("div", { class: "shelf", "data-photos": "" });
  const input = el("input", { type: "file", accept: "image/*", multiple: true, id: "foto", class: "visually-hidden" });
  const count = el("span", {});

  async function show() {
    for (const image of shelf.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    const kept = await Promise.all(draft.fotolar.map(({ id }) => get("foto", id)));
    shelf.replaceChildren(...kept.map(({ id, blob }, i) => el("figure", {},
      el("img", { src: URL.createObjectURL(blob), alt: t("Fotoğraf {n}", { n: i + 1 }) }),
      button("×", async () => { await dropPhoto(draft, id); await show(); }, { "aria-label": t("{n}. fotoğrafı çıkar", { n: i + 1 }) }))));
    count.textContent = ` (${draft.fotolar.length}/${MOST_PHOTOS})`;
    input.disabled = draft.fotolar.length >= MOST_PHOTOS;
  }

  input.addEventListener("change", async () => {
    const room = MOST_PHOTOS - draft.fotolar.length;
    if (input.files.length > room) refuse(fault, t("En çok {n} fotoğraf eklenir.", { n: MOST_PHOTOS }));
    for (const file of [...input.files].slice(0, room)) {
      try {
        await addPhoto(draft, file);
      } catch (error) {
        if (error.name !== "InvalidStateError") throw error;
        refuse(fault, t("Bu dosya fotoğraf olarak açılamadı."));
      }
    }
    input.value = "";
    await show();
  });
  await show();
  return el("div", { class: "photos" }, input, el("label", { class: "button quiet wide", for: "foto" }, t("Fotoğraf ekle"), count), shelf);
}
