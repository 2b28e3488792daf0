// Verdicts that are being written. Every touch is kept at once, so that a reload, a closed browser or an empty battery
// takes nothing. A finished one becomes an item of the queue in the same transaction in which the draft goes.

import { tell } from "saha/news";
import { recent } from "saha/position";
import { shrink } from "saha/photo";
import { session } from "saha/session";
import { all, get, put, write } from "saha/store";
import { campaignOf } from "saha/tasks";

export const MOST_PHOTOS = 5;

// A new draft for an asset, or for one that the inventory does not have.
export async function begin({ asset = null, kampanya = null, yeni = null }) {
  const open = asset && (await all("taslak")).find((draft) => draft.varlik === asset.kod);
  if (open) {
    if (open.gorulen.surum < asset.surum) await put("taslak", Object.assign(open, { gorulen: plain(asset) }));
    return open;
  }
  const draft = {
    id: crypto.randomUUID(),
    varlik: asset?.kod ?? null,
    gorulen: asset && plain(asset),
    kampanya,
    yeni,
    sonuc: yeni ? "uymuyor" : null,
    nedenler: [],
    aciklama: "",
    fotolar: [],
    yeni_konum: null,
    yeni_dogruluk_m: null,
    basladi: Date.now(),
  };
  await put("taslak", draft);
  return draft;
}

export const draft = (id) => get("taslak", id);
export const keep = (changed) => put("taslak", changed);

export async function addPhoto(changed, file) {
  const { blob, konum } = await shrink(file);
  const photo = { id: crypto.randomUUID(), konum };
  changed.fotolar.push(photo);
  await write(["taslak", "foto"], (drafts, photos) => {
    photos.put({ id: photo.id, blob });
    drafts.put(changed);
  });
}

export async function dropPhoto(changed, id) {
  changed.fotolar = changed.fotolar.filter((photo) => photo.id !== id);
  await write(["taslak", "foto"], (drafts, photos) => {
    photos.delete(id);
    drafts.put(changed);
  });
}

export async function discard(unwanted) {
  await write(["taslak", "foto"], (drafts, photos) => {
    for (const { id } of unwanted.fotolar) photos.delete(id);
    drafts.delete(unwanted.id);
  });
  tell("kuyruk");
}

// What is sent is fixed here: however often it goes out, it is the same.
export async function finish(done) {
  const here = recent();
  const item = {
    id: done.id,
    ad: done.gorulen?.ad ?? done.yeni.ad,
    gorulen: done.gorulen,
    belge: {
      varlik: done.varlik,
      sonuc: done.sonuc,
      nedenler: done.nedenler,
      aciklama: done.aciklama.trim() || null,
      konum: here?.konum ?? null,
      dogruluk_m: done.yeni_konum ? done.yeni_dogruluk_m : (here?.dogruluk_m ?? null),
      zaman: new Date().toISOString(),
      saat_farki_ms: session.clock,
      gorulen_surum: done.gorulen?.surum ?? null,
      yeni_konum: done.yeni_konum,
      yeni_varlik: done.yeni,
      kampanya: done.kampanya,
      foto_sayisi: done.fotolar.length,
    },
    fotolar: done.fotolar.map((photo, i) => ({ ...photo, sira: i + 1, durum: "bekliyor" })),
    durum: "bekliyor",
    geldi: false, // whether the server said that it has the verdict
    catisma: null, // what the server said has changed meanwhile
    karar: null, // what the person said to that
    deneme: 0,
    sonra: 0, // not before this time
    hata: null,
  };
  await write(["kuyruk", "taslak"], (queue, drafts) => {
    queue.put(item);
    drafts.delete(done.id);
  });
  tell("kuyruk");
  return item;
}

// A refused item goes back to be written anew: under a new number, because the old one may be known with other words.
export async function rewrite(item) {
  const { belge, gorulen, fotolar } = item;
  const kampanya = await campaignOf(belge.varlik); // the one it was for may be closed by now
  const again = {
    id: crypto.randomUUID(), varlik: belge.varlik, gorulen, kampanya, yeni: belge.yeni_varlik,
    sonuc: belge.sonuc, nedenler: belge.nedenler, aciklama: belge.aciklama ?? "",
    fotolar: fotolar.map(({ id, konum }) => ({ id, konum })),
    yeni_konum: belge.yeni_konum, yeni_dogruluk_m: belge.dogruluk_m, basladi: Date.now(),
  };
  await write(["kuyruk", "taslak"], (queue, drafts) => {
    drafts.put(again);
    queue.delete(item.id);
  });
  tell("kuyruk");
  return again;
}

const plain = ({ kod, ad, tur, adres, numara, sahip, kesinlik, belirsizlik_m, konum, surum }) =>
  ({ kod, ad, tur, adres, numara, sahip, kesinlik, belirsizlik_m, konum, surum });
