// What is here, and what is nearest: shapes in a grid of cells, distances in metres on the plane that touches the earth
// nearby.

const CELL = 0.0005; // degrees: some 45 m by 55 m here
const METRES = 111_320; // of a degree of latitude

export class Grid {
  #cells = new Map();

  // ``shapes`` carry ``polygons`` and ``box`` (west, south, east, north).
  constructor(shapes) {
    for (const shape of shapes) {
      const [west, south, east, north] = shape.box.map((value) => Math.floor(value / CELL));
      for (let x = west; x <= east; x += 1) {
        for (let y = south; y <= north; y += 1) this.#cell(x, y, true).push(shape);
      }
    }
  }

  // Shapes within so many metres of a point, the nearest first; 0 is what lies under it.
  near([lon, lat], most) {
    const reach = Math.ceil(most / (METRES * CELL * Math.cos((lat * Math.PI) / 180)));
    const [x, y] = [Math.floor(lon / CELL), Math.floor(lat / CELL)];
    const seen = new Set();
    for (let i = x - reach; i <= x + reach; i += 1) {
      for (let j = y - reach; j <= y + reach; j += 1) for (const shape of this.#cell(i, j) ?? []) seen.add(shape);
    }
    return [...seen]
      .map((shape) => ({ shape, metres: distance([lon, lat], shape.polygons) }))
      .filter(({ metres }) => metres <= most)
      .sort((a, b) => a.metres - b.metres);
  }

  #cell(x, y, make = false) {
    const key = x * 1e6 + y;
    if (make && !this.#cells.has(key)) this.#cells.set(key, []);
    return this.#cells.get(key);
  }
}

export function boxOf(polygons) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outer] of polygons) {
    for (const [lon, lat] of outer) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

export const contains = (polygons, point) =>
  polygons.some(([outer, ...holes]) => within(outer, point) && !holes.some((hole) => within(hole, point)));

// Metres from a point to a shape; 0 inside.
export function distance(point, polygons) {
  if (contains(polygons, point)) return 0;
  const width = METRES * Math.cos((point[1] * Math.PI) / 180);
  const flat = ([lon, lat]) => [(lon - point[0]) * width, (lat - point[1]) * METRES];
  let least = Infinity;
  for (const ring of polygons.flat()) {
    let from = flat(ring.at(-1));
    for (const corner of ring) {
      const to = flat(corner);
      least = Math.min(least, toSegment(from, to));
      from = to;
    }
  }
  return least;
}

export function metresBetween([lon, lat], [otherLon, otherLat]) {
  const width = METRES * Math.cos((lat * Math.PI) / 180);
  return Math.hypot((otherLon - lon) * width, (otherLat - lat) * METRES);
}

// From the origin to a segment.
function toSegment([ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length)) : 0;
  return Math.hypot(ax + share * dx, ay + share * dy);
}

function within(ring, [lon, lat]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[x, y], [u, v]] = [ring[i], ring[j]];
    if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
}
