// The language of the page. A Turkish text is its own key; the page brings the texts of another language along.

import { told } from "kbs/told";

export const LANG = document.documentElement.lang;
export const LOCALE = LANG === "tr" ? "tr-TR" : "en-GB";

// t("{n} varlık", { n: "1.204" }). What is put in is text and is not looked at again.
export function t(text, values = {}) {
  return (told.messages[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
