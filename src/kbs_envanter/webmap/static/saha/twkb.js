// Shapes as PostGIS packs them (TWKB): polygons and multipolygons to [[[lon, lat], ...ring], ...polygon].

const POLYGON = 3;
const MULTIPOLYGON = 6;

export function polygons(base64) {
  const reader = new Reader(Uint8Array.from(atob(base64.replace(/\s/g, "")), (letter) => letter.charCodeAt(0)));
  const head = reader.byte();
  const kind = head & 0x0f;
  const scale = 10 ** -unzigzag(head >> 4);
  const flags = reader.byte();
  const [hasBox, hasSize, hasIds, hasMore, empty] = [1, 2, 4, 8, 16].map((bit) => Boolean(flags & bit));
  if ((kind !== POLYGON && kind !== MULTIPOLYGON) || hasMore) throw new Error(`TWKB ${kind}`);
  if (empty) return [];
  if (hasSize) reader.number();
  if (hasBox) for (let i = 0; i < 4; i += 1) reader.number();
  const count = kind === MULTIPOLYGON ? reader.number() : 1;
  if (kind === MULTIPOLYGON && hasIds) for (let i = 0; i < count; i += 1) reader.number();
  const at = [0, 0]; // each point is told as its way from the one before
  return Array.from({ length: count }, () =>
    Array.from({ length: reader.number() }, () =>
      Array.from({ length: reader.number() }, () => {
        at[0] += unzigzag(reader.number());
        at[1] += unzigzag(reader.number());
        return [at[0] * scale, at[1] * scale];
      })));
}

const unzigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  byte() {
    if (this.#at >= this.#bytes.length) throw new Error("TWKB: too short");
    return this.#bytes[this.#at++];
  }

  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 128) return value;
    }
  }
}
