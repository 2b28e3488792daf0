// A button that copies a link. Browsers give the clipboard to secure pages only; elsewhere an old command still works.

import { el } from "kbs/dom";
import { t } from "kbs/speak";

const SHOWN_MS = 2500;

export function copyButton(text, link) {
  const said = el("span", { role: "status" }, text);
  return el("button", { type: "button", "data-copy": true, onclick: async () => {
    said.textContent = (await copied(link())) ? t("Kopyalandı") : t("Kopyalanamadı");
    setTimeout(() => { said.textContent = text; }, SHOWN_MS);
  } }, said);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByCommand(text);
  }
}

function copiedByCommand(text) {
  const field = el("textarea", { class: "visually-hidden", readonly: true });
  field.value = text;
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}
