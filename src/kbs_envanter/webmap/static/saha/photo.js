// A photo for the way: smaller, without what the camera wrote into it; where it says it was taken is kept beside it.

const LONG_SIDE = 1600;
const MOST_BYTES = 1_500_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

// { blob, konum }; konum is [lon, lat] or null.
export async function shrink(file) {
  const konum = place(new DataView(await file.slice(0, 256 * 1024).arrayBuffer()));
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, LONG_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * share);
  canvas.height = Math.round(image.height * share);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= MOST_BYTES) break;
  }
  return { blob, konum };
}

// Where a JPEG's EXIF says it was taken. A file that says nothing, or nonsense, was taken nowhere.
export function place(view) {
  try {
    const start = exifStart(view);
    if (start === null) return null;
    const little = view.getUint16(start) === 0x4949;
    const first = directory(view, start, view.getUint32(start + 4, little), little);
    const gps = first.get(0x8825);
    if (!gps) return null;
    const entries = directory(view, start, view.getUint32(gps.at, little), little);
    const [lon, lat] = [degrees(view, start, entries, 3, 4, little), degrees(view, start, entries, 1, 2, little)];
    const sound = Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
    return sound && (lon !== 0 || lat !== 0) ? [lon, lat] : null;
  } catch (error) {
    if (error instanceof RangeError) return null; // cut short
    throw error;
  }
}

function exifStart(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (view.getUint8(at + 1) === 0xda) return null;
  }
  return null;
}

// Tag -> where its value (or the offset of its value) stands.
function directory(view, start, offset, little) {
  const at = start + offset;
  const entries = new Map();
  for (let i = 0; i < view.getUint16(at, little); i += 1) {
    const entry = at + 2 + 12 * i;
    entries.set(view.getUint16(entry, little), { at: entry + 8 });
  }
  return entries;
}

// Degrees, minutes and seconds as three fractions; the letter says which half of the world.
function degrees(view, start, entries, letterTag, valueTag, little) {
  const [letter, value] = [entries.get(letterTag), entries.get(valueTag)];
  if (!letter || !value) return NaN;
  const at = start + view.getUint32(value.at, little);
  const part = (i) => view.getUint32(at + 8 * i, little) / view.getUint32(at + 8 * i + 4, little);
  const sign = "SW".includes(String.fromCharCode(view.getUint8(letter.at))) ? -1 : 1;
  return sign * (part(0) + part(1) / 60 + part(2) / 3600);
}
