// Who uses this phone: signing in happens on the service's own page; what stays here is a key of this phone alone,
// which can only send verdicts and can be taken back.

import { NoAnswer, ask, asked, device, whenKeyRefused } from "saha/ask";
import { tell } from "saha/news";
import { set, setting, whenDeletedElsewhere, wipe } from "saha/store";

export const session = {
  name: null, // of the account, when this phone is registered
  owner: null, // of the account whose work is on this phone, also after its key ran out
  id: null, // of this phone's key
  signedIn: null, // { kim, csrf } of a browser session that could register this phone
  clock: null, // milliseconds that the server's clock is ahead of ours; null: never compared
  ended: null, // why nothing is here any more: "cikis", "iptal"
};

export async function start() {
  const kept = await setting("cihaz");
  session.owner = kept?.kim ?? null;
  if (kept?.anahtar) adopt(kept);
  session.clock = (await setting("saat")) ?? null;
  whenKeyRefused((revoked) => (revoked ? end("iptal") : expire()));
  whenDeletedElsewhere(() => location.reload());
}

// Ask who we are, which also sets our clock and finds out whether this phone may still be trusted.
export async function look() {
  const begun = Date.now();
  const told = await asked("saha/ben");
  session.clock = Math.round(Date.parse(told.zaman) - (begun + Date.now()) / 2);
  await set("saat", session.clock);
  session.signedIn = !device.key && told.csrf ? { kim: told.kim, csrf: told.csrf, may: told.saha } : null;
  tell("hesap");
}

// Trust this phone. The session ends with it: whoever finds the phone finds a key for the field and nothing else.
export async function register(label) {
  const { kim, csrf } = session.signedIn;
  const made = await asked("saha/cihaz", { method: "POST", json: { ad: label }, headers: { "X-CSRF-Token": csrf } });
  const kept = { anahtar: made.anahtar, cihaz: made.cihaz, kim };
  await set("cihaz", kept);
  await leaveSession(csrf);
  adopt(kept);
  await navigator.storage?.persist?.();
  session.signedIn = null;
  tell("hesap");
}

// Sign out: the key is taken back if there is a network, and everything on the phone goes in any case.
export async function leave() {
  try {
    if (device.key) await ask(`saha/cihaz/${session.id}`, { method: "DELETE" });
    else if (session.signedIn) await leaveSession(session.signedIn.csrf);
  } catch (error) {
    if (!(error instanceof NoAnswer) && !error.status) throw error;
  }
  await end("cikis");
}

export const may = () => Boolean(device.key);

// Now, by the server's clock as far as we know it.
export const now = () => Date.now() + (session.clock ?? 0);

async function end(why) {
  device.key = null;
  Object.assign(session, { name: null, owner: null, id: null, signedIn: null, ended: why });
  await wipe();
  tell("bitti");
}

// The key ran out: what is on the phone stays, and waits for the same account to sign in again.
async function expire() {
  device.key = null;
  Object.assign(session, { name: null, id: null });
  await set("cihaz", { kim: session.owner, anahtar: null });
  tell("hesap");
}

function adopt({ anahtar, cihaz, kim }) {
  device.key = anahtar;
  Object.assign(session, { id: cihaz, name: kim, owner: kim });
}

async function leaveSession(csrf) {
  const fields = new URLSearchParams({ csrf });
  await ask("cikis", { method: "POST", body: fields, headers: { Accept: "text/html" } });
}
