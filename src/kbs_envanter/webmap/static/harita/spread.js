// Move overlapping boxes apart, each as little as possible: {x, y (centre), width, height} in pixels.

const ROUNDS = 80;
const GAP = { x: 2, y: 2 };

export function spread(boxes) {
  const moved = boxes.map((box) => ({ ...box }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let clear = true;
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) {
        if (push(moved[i], moved[j])) clear = false;
      }
    }
    if (clear) break;
  }
  return moved;
}

function push(a, b) {
  const overlapX = (a.width + b.width) / 2 + GAP.x - Math.abs(a.x - b.x);
  const overlapY = (a.height + b.height) / 2 + GAP.y - Math.abs(a.y - b.y);
  if (overlapX <= 0 || overlapY <= 0) return false;
  const axis = overlapX < overlapY ? "x" : "y";
  const distance = (Math.min(overlapX, overlapY) / 2) * 0.6 + 0.2;
  const sign = a[axis] <= b[axis] ? -1 : 1;
  a[axis] += sign * distance;
  b[axis] -= sign * distance;
  return true;
}
