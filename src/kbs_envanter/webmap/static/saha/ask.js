// Asking the server: with this phone's key if it has one, else with the session that the browser carries.

import { LANG, t } from "kbs/speak";

const ROOT = document.body.dataset.root;
const PATIENCE_MS = 45_000;

export const device = { key: null };
let onKeyRefused = () => {};

// ``action`` is told whether the key was taken back (true) or only ran out (false).
export function whenKeyRefused(action) {
  onKeyRefused = action;
}

// No answer came: no network, or it took too long. What was asked may have been done all the same.
export class NoAnswer extends Error {}

// The server said no; ``message`` says why in the page's language.
export class Refusal extends Error {
  constructor(status, problem, wait) {
    super((LANG === "tr" ? problem.detail : problem.detail_en) ?? problem.detail ?? t("Sunucu {durum} yanıtını verdi.", { durum: status }));
    this.status = status;
    this.wait = wait;
  }

  // Whether the same may succeed later.
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

export async function ask(path, { method = "GET", json, body, headers = {}, accept = [] } = {}) {
  const sent = { Accept: "application/json", ...headers };
  if (device.key) sent.Authorization = `Bearer ${device.key}`;
  if (json !== undefined) sent["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(`${ROOT}/${path}`, {
      method,
      headers: sent,
      body: json === undefined ? body : JSON.stringify(json),
      cache: "no-store",
      credentials: device.key ? "omit" : "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new NoAnswer(error.message);
  }
  if (answer.ok || accept.includes(answer.status)) return answer;
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 401 && device.key && "iptal" in problem) await onKeyRefused(problem.iptal);
  throw new Refusal(answer.status, problem, Number(answer.headers.get("Retry-After")) * 1000 || 0);
}

export const asked = async (path, options) => (await ask(path, options)).json();
