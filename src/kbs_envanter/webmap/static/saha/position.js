// Where the phone is, as it says itself, with the metres that it may be wrong by.

import { tell } from "saha/news";

const OLD_MS = 120_000; // an older fix tells where somebody was

export const position = { fix: null, fault: null }; // fault: "izin" (not allowed), "yok" (no fix)

let watching = null;

export function watch() {
  if (watching !== null || !navigator.geolocation) return;
  watching = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      Object.assign(position, { fix: { konum: [coords.longitude, coords.latitude], dogruluk_m: coords.accuracy, an: timestamp }, fault: null });
      tell("konum");
    },
    ({ code, PERMISSION_DENIED }) => {
      position.fault = code === PERMISSION_DENIED ? "izin" : "yok";
      tell("konum");
    },
    { enableHighAccuracy: true, maximumAge: 5000, timeout: 20_000 },
  );
}

// Nobody looks at the position any more: the receiver is the battery's largest eater.
export function rest() {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
}

export function recent() {
  const { fix } = position;
  return fix && Date.now() - fix.an < OLD_MS ? fix : null;
}
