// Area packs: fetched by mahalle or by view, kept as they came, asked for again by their entity tag, gone when expired.

import { t } from "kbs/speak";
import { Area } from "saha/area";
import { NoAnswer, ask, asked } from "saha/ask";
import { tell } from "saha/news";
import { now } from "saha/session";
import { all, drop, put, set, setting } from "saha/store";

const DAY_MS = 86_400_000;
const FRESH_MS = 15 * 60_000; // a pack that was asked for so lately is not asked for again by itself

export let area = new Area([]);

// Read what is there into memory; what has expired loses its contents and keeps its name, to be fetched again.
export async function load() {
  const kept = await all("paket");
  for (const pack of kept) if (pack.veri && pack.biter < now()) await put("paket", Object.assign(pack, { veri: null }));
  const usable = kept.filter(({ veri }) => veri).sort((a, b) => a.indirildi - b.indirildi);
  area = new Area(usable.map(({ veri }) => JSON.parse(veri)));
  tell("paket");
}

export const kept = async () => (await all("paket")).sort((a, b) => a.ad.localeCompare(b.ad, "tr"));

// The mahalles that can be had; without a network those that were there the last time.
export async function choices() {
  try {
    const { paketler } = await asked("saha/paketler");
    await set("mahalleler", paketler);
    return paketler;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return (await setting("mahalleler")) ?? [];
  }
}

export const ofMahalle = ({ mahalle, ad }) => ({ kod: mahalle, ad, yol: `saha/paket/${encodeURIComponent(mahalle)}` });

export function ofView([west, south, east, north]) {
  const box = [west, south, east, north].map((value) => value.toFixed(5)).join(",");
  const middle = `${((south + north) / 2).toFixed(3)}, ${((west + east) / 2).toFixed(3)}`;
  return { kod: `kutu:${box}`, ad: t("Görünüm {yer}", { yer: middle }), yol: `saha/paket?kutu=${box}` };
}

// Bytes that a pack takes on the phone; over the network it is less.
export async function size({ yol }) {
  const answer = await ask(yol, { method: "HEAD" });
  return Number(answer.headers.get("Content-Length"));
}

// Fetch a pack, or only its expiry if the phone has what the server has. Says whether it was new.
export async function fetchPack(wanted) {
  const before = (await all("paket")).find(({ kod }) => kod === wanted.kod);
  const headers = before?.veri ? { "If-None-Match": before.etag } : {};
  const answer = await ask(wanted.yol, { headers, accept: [304] });
  const pack = answer.status === 304 ? before : { ...wanted, ...(await contents(answer)) };
  Object.assign(pack, { bakildi: now(), biter: now() + pack.gun * DAY_MS });
  await put("paket", pack);
  if (answer.status !== 304) await load();
  return answer.status !== 304;
}

async function contents(answer) {
  const veri = await answer.text();
  const { gun } = JSON.parse(veri);
  return { veri, gun, etag: answer.headers.get("ETag"), boyut: new Blob([veri]).size, indirildi: now() };
}

export async function remove(kod) {
  await drop("paket", kod);
  await load();
}

// Look for news of every pack that has not been looked at lately.
export async function refresh() {
  for (const pack of await all("paket")) {
    if (pack.veri && pack.bakildi < now() - FRESH_MS) await fetchPack(pack);
  }
}
