// Who uses this phone: signing in, trusting the phone, signing out, the language.

import { el } from "kbs/dom";
import { LANG, t } from "kbs/speak";
import { NoAnswer, Refusal } from "saha/ask";
import { on } from "saha/news";
import { button, link, note } from "saha/parts";
import { leave, look, may, register, session } from "saha/session";
import { all } from "saha/store";
import { sync } from "saha/sync";
import { refreshCampaigns } from "saha/tasks";
import { waiting } from "saha/view_queue";

const ROOT = document.body.dataset.root;
const SKEW_MS = 60_000;

export function account() {
  const body = el("div", { "data-account-body": "" });

  async function show() {
    body.replaceChildren(...(may() ? registered() : session.signedIn ? signedIn() : nobody()));
  }

  function nobody() {
    return [
      session.owner ? note(t("Telefonun anahtarının süresi doldu; {ad} olarak yeniden girin. Tespitleriniz duruyor.", { ad: session.owner })) : "",
      el("p", {}, t("Bölge indirmek ve bakmak için giriş gerekmez. Tespit göndermek için giriş yapın ve bu telefonu tanıtın.")),
      link(t("Giriş yap"), `${ROOT}/giris?sonra=/saha`, { class: "button wide", "data-sign-in": "" }),
    ];
  }

  function signedIn() {
    const { kim, may: allowed } = session.signedIn;
    if (!allowed) return [note(t("{kim} hesabının saha yetkisi yok.", { kim })), leaving()];
    if (session.owner && session.owner !== kim) return [note(t("Bu telefonda {ad} hesabının tespitleri var. O hesapla girin, ya da çıkış yapıp silin.", { ad: session.owner })), leaving()];
    const name = el("input", { id: "cihaz", maxlength: 60, value: t("saha telefonu") });
    return [
      el("p", {}, t("{kim} olarak girdiniz. Telefonu tanıtın: telefonda yalnız saha anahtarı kalır, oturum kapanır; telefon kaybolursa anahtar iptal edilir.", { kim })),
      el("label", { for: "cihaz" }, t("Telefonun adı")),
      name,
      button(t("Bu telefonu tanıt"), () => run(async () => {
        await register(name.value.trim() || t("saha telefonu"));
        await refreshCampaigns();
        await sync({ now: true });
      }), { class: "wide", "data-register": "" }),
      leaving(),
    ];
  }

  function registered() {
    const skewed = Math.abs(session.clock ?? 0) > SKEW_MS;
    const minutes = Math.round(Math.abs(session.clock ?? 0) / 60_000);
    return [
      el("p", {}, t("Bu telefon {kim} adına tanıtıldı.", { kim: session.name }), " ", el("small", {}, session.id)),
      skewed ? note(t("Telefonun saati {n} dakika yanlış; tespitlerin zamanı düzeltilerek yazılır.", { n: minutes }), { class: "note", "data-skew": "" }) : null,
      leaving(),
      el("p", { class: "soft" }, t("Çıkınca telefondaki bölgeler, taslaklar, fotoğraflar ve anahtar silinir.")),
    ].filter(Boolean);
  }

  const leaving = () => button(t("Çıkış yap ve telefondakileri sil"), async () => {
    const unsent = (await waiting()) + (await all("taslak")).length;
    if (unsent && !confirm(t("{n} tespit gönderilmedi ve silinecek. Yine de çıkılsın mı?", { n: unsent }))) return;
    await run(leave);
  }, { class: "wide danger", "data-leave": "" });

  async function run(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refusal)) throw error;
      body.append(note(error instanceof NoAnswer ? t("Bağlantı yok.") : error.message, { class: "note bad", role: "alert" }));
    }
  }

  const quiet = on("hesap", show);
  return {
    node: el("section", { class: "page" },
      el("h1", {}, t("Hesap ve telefon")),
      body,
      el("h2", {}, t("Dil")),
      el("p", { class: "actions" }, ...[["tr", "Türkçe"], ["en", "English"]].map(([code, name]) =>
        link(name, `${ROOT}/saha?dil=${code}#/hesap`, { class: "button quiet", lang: code, hreflang: code, "aria-current": code === LANG && "true" }))),
      el("p", {}, el("a", { href: `${ROOT}/?f=html` }, t("Bütün sayfalar")))),
    async entered() {
      await show();
      await run(look);
    },
    left: quiet,
  };
}
