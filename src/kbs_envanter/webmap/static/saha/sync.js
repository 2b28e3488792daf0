// The queue's way home. One item after another: the verdict, its photos, the answer to a conflict. Each of them has a
// number that was made here, so sending again what may have arrived does no harm. One tab sends at a time.

import { t } from "kbs/speak";
import { NoAnswer, Refusal, ask, asked, device } from "saha/ask";
import { tell } from "saha/news";
import { session } from "saha/session";
import { all, get, put, write } from "saha/store";

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;
const KEPT_MS = 7 * 86_400_000; // how long what was sent stays in the list

const UNDERWAY = ["bekliyor", "gonderiliyor"];
let timer = null;

export const network = { reached: null }; // whether the server answered the last time; null: never asked

export const items = async () => (await all("kuyruk")).sort((a, b) => b.belge.zaman.localeCompare(a.belge.zaman));

export function start() {
  addEventListener("online", () => sync({ now: true }));
  addEventListener("offline", () => reached(false));
  document.addEventListener("visibilitychange", () => document.hidden || sync());
  return sync({ now: true });
}

// Send what waits. ``now`` does not wait for the end of a pause.
export async function sync({ now = false } = {}) {
  if (!device.key || !navigator.onLine) return;
  await navigator.locks.request("kbs-saha-gonderim", { ifAvailable: true }, async (lock) => {
    if (lock) await sendAll(now);
  });
  await plan();
}

export async function answer(id, karar) {
  const item = await get("kuyruk", id);
  Object.assign(item, { karar, durum: "bekliyor", sonra: 0 });
  await put("kuyruk", item);
  tell("kuyruk");
  await sync({ now: true });
}

export async function forget(item) {
  await write(["kuyruk", "foto"], (queue, photos) => {
    for (const { id } of item.fotolar) photos.delete(id);
    queue.delete(item.id);
  });
  tell("kuyruk");
}

async function sendAll(now) {
  const waiting = (await items()).reverse().filter(({ durum, sonra }) => UNDERWAY.includes(durum) && (now || sonra <= Date.now()));
  for (const item of waiting) {
    try {
      await send(item);
      reached(true);
    } catch (error) {
      if (session.ended) return;
      await put("kuyruk", failed(item, error));
      tell("kuyruk");
      if (error instanceof NoAnswer) reached(false);
      if (!(error instanceof Refusal)) break; // the others would fare no better
      if (error.passing || error.status === 401) break;
    }
  }
  for (const item of await all("kuyruk")) {
    if (item.durum === "gonderildi" && item.bitti < Date.now() - KEPT_MS) await forget(item);
  }
}

async function send(item) {
  Object.assign(item, { durum: "gonderiliyor", hata: null });
  // Told when it was recorded; a phone that had never met the server learns it at the first sending, and keeps to it.
  item.belge.saat_farki_ms ??= session.clock ?? 0;
  await kept(item);
  if (!item.geldi) {
    const told = await asked(`saha/tespit/${item.id}`, { method: "PUT", json: item.belge });
    Object.assign(item, { geldi: true, catisma: told.catisma });
    await kept(item);
  }
  await sendPhotos(item);
  if (item.karar && !item.karar_geldi) {
    await ask(`saha/tespit/${item.id}/karar`, { method: "PUT", json: { karar: item.karar } });
    item.karar_geldi = true;
  }
  const open = item.catisma && !item.karar;
  Object.assign(item, { durum: open ? "catisma" : "gonderildi", bitti: Date.now(), deneme: 0 });
  await write(["kuyruk", "foto"], (queue, photos) => {
    queue.put(item);
    for (const { id, durum } of item.fotolar) if (durum === "gonderildi") photos.delete(id);
  });
  tell("kuyruk");
}

async function sendPhotos(item) {
  let waiting = item.fotolar.filter(({ durum }) => durum === "bekliyor");
  if (waiting.length && item.deneme) {
    const there = await asked("saha/durum", { method: "POST", json: { foto: waiting.map(({ id }) => id) } });
    for (const photo of waiting) if (there.foto.includes(photo.id)) photo.durum = "gonderildi";
    waiting = waiting.filter(({ durum }) => durum === "bekliyor");
  }
  for (const photo of waiting) {
    const stored = await get("foto", photo.id);
    const headers = { "Content-Type": "image/jpeg" };
    if (photo.konum) headers["KBS-Foto-Konum"] = photo.konum.map((value) => value.toFixed(7)).join(",");
    try {
      await ask(`saha/foto/${photo.id}?tespit=${item.id}&sira=${photo.sira}`, { method: "PUT", body: stored.blob, headers });
      photo.durum = "gonderildi";
    } catch (error) {
      if (!(error instanceof Refusal) || error.passing || error.status === 401) throw error;
      Object.assign(photo, { durum: "reddedildi", hata: error.message }); // the verdict stands without it
    }
    await kept(item);
  }
}

function failed(item, error) {
  const lasting = error instanceof Refusal && !error.passing && error.status !== 401;
  if (lasting) return Object.assign(item, { durum: "reddedildi", hata: error.message });
  const deneme = item.deneme + 1;
  const pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (deneme - 1)) * (0.5 + Math.random());
  const hata = error instanceof NoAnswer ? t("Sunucuya ulaşılamadı.") : error.message;
  return Object.assign(item, { durum: "bekliyor", deneme, sonra: Date.now() + Math.max(pause, error.wait ?? 0), hata });
}

// When the next pause ends, go on.
async function plan() {
  clearTimeout(timer);
  if (!device.key || session.ended) return;
  const next = (await items()).filter(({ durum }) => UNDERWAY.includes(durum)).map(({ sonra }) => sonra);
  if (next.length) timer = setTimeout(sync, Math.max(500, Math.min(...next) - Date.now()));
}

async function kept(item) {
  await put("kuyruk", item);
  tell("kuyruk");
}

function reached(yes) {
  network.reached = yes;
  tell("ag");
}
