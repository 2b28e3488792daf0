// The page: one view at a time, chosen by the address after "#", and the line above that tells how things stand.

import { el } from "kbs/dom";
import { t } from "kbs/speak";
import { NoAnswer, Refusal } from "saha/ask";
import { on } from "saha/news";
import { load, refresh } from "saha/packs";
import { rest } from "saha/position";
import { look, session, start } from "saha/session";
import { network, start as startSync } from "saha/sync";
import { refreshCampaigns } from "saha/tasks";
import { account } from "saha/view_account";
import { conflict } from "saha/view_conflict";
import { here } from "saha/view_here";
import { packs } from "saha/view_packs";
import { asset, parcel } from "saha/view_place";
import { queue, waiting } from "saha/view_queue";
import { search } from "saha/view_search";
import { tasks } from "saha/view_tasks";
import { verdict } from "saha/view_verdict";

const VIEWS = { burada: here, ara: search, gorevler: tasks, gonderim: queue, bolgeler: packs, varlik: asset, parsel: parcel, tespit: verdict, catisma: conflict, hesap: account };
const stage = document.querySelector("[data-view]");
const line = document.querySelector("[data-line]");
const accountButton = document.querySelector("[data-account]");
let current = null;
let turn = 0;

async function show() {
  if (session.ended) return;
  const [name, ...tail] = location.hash.replace(/^#\//, "").split("/");
  const view = VIEWS[name] ? name : "burada";
  const mine = ++turn;
  const made = await VIEWS[view](decodeURIComponent(tail.join("/")));
  if (mine !== turn) return void made.left?.(); // another was asked for meanwhile
  current?.left?.();
  current = made;
  if (view !== "burada" && view !== "tespit" && view !== "varlik") rest();
  stage.replaceChildren(made.node);
  scrollTo(0, 0);
  for (const tab of document.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  document.body.dataset.view = view;
  await made.entered?.();
}

async function tellState() {
  if (session.ended) return;
  const left = await waiting();
  const offline = !navigator.onLine || network.reached === false;
  const words = [offline ? t("Bağlantı yok") : t("Bağlantı var"), left ? t("{n} tespit bekliyor", { n: left }) : t("bekleyen yok")];
  line.textContent = words.join(" · ");
  line.dataset.offline = offline;
  accountButton.textContent = session.name ?? t("Giriş");
}

// Everything is gone: by the person's wish, or because the office took the phone's key back.
function ended() {
  current?.left?.();
  current = null;
  turn += 1;
  const revoked = session.ended === "iptal";
  document.querySelector("[data-tabs]").hidden = true;
  accountButton.hidden = true;
  line.textContent = "";
  document.body.dataset.state = "ended";
  stage.replaceChildren(el("section", { class: "page" },
    el("h1", {}, revoked ? t("Bu telefonun yetkisi iptal edildi") : t("Çıkış yapıldı")),
    el("p", {}, t("Telefondaki bölgeler, taslaklar, fotoğraflar ve anahtar silindi.")),
    el("a", { class: "button wide", href: `${document.body.dataset.root}/saha` }, t("Baştan başla"))));
}

async function online() {
  try {
    await look();
    await refreshCampaigns();
    await refresh();
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof Refusal)) throw error;
  }
}

async function begin() {
  on("bitti", ended);
  on("kuyruk", tellState);
  on("ag", tellState);
  on("hesap", tellState);
  await start();
  await load();
  addEventListener("hashchange", show);
  accountButton.addEventListener("click", () => (location.hash = "#/hesap"));
  await show();
  await tellState();
  document.body.dataset.state = "ready";
  const worker = await navigator.serviceWorker?.register(document.body.dataset.worker, { scope: `${document.body.dataset.root}/saha` });
  if (worker) navigator.serviceWorker.ready.then(() => (document.body.dataset.kept = "true"));
  addEventListener("online", online);
  if (navigator.onLine) await online();
  if (!session.ended) await startSync();
}

void begin();
