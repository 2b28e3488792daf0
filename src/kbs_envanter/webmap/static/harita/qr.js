// The QR code of a link, with the link below it.

import { code } from "kbs/code";
import { el } from "kbs/dom";
import { t } from "kbs/speak";

export const qr = (link) => el("figure", {}, code(link, t("Bağlantının QR kodu")), el("figcaption", {}, link));
