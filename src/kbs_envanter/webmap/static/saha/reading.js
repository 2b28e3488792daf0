// Parcel references as people type them, read without the server: the common forms of one parcel. The whole language
// is the server's (docs/parsel-atfi.md); what is not read here is said to be unread, never guessed.

import { told } from "kbs/told";
import { fold } from "kbs/words";

const NO = "([0-9]+(?:/?[a-z](?![a-z]))?)";
const ADA = "ada\\b\\.?\\s*(?:no)?\\s*[:.]?\\s*";
const PARSEL = "parsel\\b\\.?\\s*(?:no)?\\s*[:.]?\\s*";
const BETWEEN = "\\s*[,;/-]?\\s*";
// Each form gives ada and parsel in this order; a form of one number gives a parcel without an ada.
const FORMS = [
  `${NO}\\s*/\\s*${NO}`,
  `${ADA}${NO}${BETWEEN}${PARSEL}${NO}`,
  `${NO}\\s*\\.?\\s*ada${BETWEEN}${NO}(?:\\s*\\.?\\s*parsel)?`,
  `${NO}\\s*ada${BETWEEN}${PARSEL}${NO}`,
].map((form) => new RegExp(`^${form}$`));
const ALONE = [`${PARSEL}${NO}`, `${NO}\\s*\\.?\\s*parsel`, `(?:-|0)\\s*/\\s*${NO}`, NO].map((form) => new RegExp(`^${form}$`));
const AREAS = told.tapu.map((name) => [fold(name), name]);

// { tapu, ada, parsel }, each null when it is not said; null when the text is no reference that is read here.
export function readParcel(text) {
  let rest = fold(text).replace(/\s+/g, " ").trim();
  let tapu = null;
  for (const [folded, name] of AREAS) {
    const found = rest.match(new RegExp(`^(?:tapu )?${folded}(?: mah(?:allesi|\\.)?)?[ ,;:]*`));
    if (found) [tapu, rest] = [name, rest.slice(found[0].length)];
  }
  for (const form of ALONE) {
    const found = rest.match(form);
    if (found) return { tapu, ada: null, parsel: key(found[1]) };
  }
  for (const form of FORMS) {
    const found = rest.match(form);
    if (found) return { tapu, ada: key(found[1]), parsel: key(found[2]) };
  }
  return null;
}

// As the register writes a number: no leading zeros, a letter behind a slash.
const key = (number) => number.replace(/^0+(?=[0-9])/, "").replace(/([0-9])([a-z])$/, "$1/$2").toUpperCase();
