// The point of an asset, moved on a small map: by click, by drag, by arrow keys. The form's fields say where it is.

const pick = document.querySelector(".pick");
const svg = pick.querySelector("svg");
const here = pick.querySelector(".here");
const field = (name) => document.getElementById(`f-${name}`);
const [lon0, lat0, kx, ky] = ["lon", "lat", "kx", "ky"].map((name) => Number(pick.dataset[name]));
const METRES = 111320; // of a degree of latitude
const STEP_M = 1;
let half = 200; // pixels from the middle to the edge of what is seen

function read() {
  const [lon, lat] = ["lon", "lat"].map((name) => Number.parseFloat(field(name).value.replace(",", ".")));
  return Number.isFinite(lon) && Number.isFinite(lat) ? { x: (lon - lon0) * kx, y: (lat0 - lat) * ky } : null;
}

function draw() {
  const at = read();
  here.toggleAttribute("hidden", !at);
  if (!at) return;
  here.setAttribute("transform", `translate(${at.x.toFixed(2)} ${at.y.toFixed(2)})`);
  const metres = Number.parseFloat(field("belirsizlik_m").value.replace(",", ".")) || 0;
  here.querySelector(".doubt").setAttribute("r", ((metres * ky) / METRES).toFixed(2));
  here.querySelector(".point").setAttribute("r", ((6 * half) / 200).toFixed(2));
}

function put({ x, y }) {
  const before = `${field("lon").value} ${field("lat").value}`;
  field("lon").value = (lon0 + x / kx).toFixed(6).replace(".", ",");
  field("lat").value = (lat0 - y / ky).toFixed(6).replace(".", ",");
  if (`${field("lon").value} ${field("lat").value}` !== before && !field("belirsizlik_m").dataset.touched) {
    // A point set by hand on a map is a known place within some metres, whatever it was before.
    field("kesinlik").value = "yer";
    field("belirsizlik_m").value = "10";
  }
  draw();
}

function spot(event) {
  const box = svg.getBoundingClientRect();
  return { x: ((event.clientX - box.left) / box.width - 0.5) * 2 * half, y: ((event.clientY - box.top) / box.height - 0.5) * 2 * half };
}

svg.addEventListener("pointerdown", (event) => {
  svg.setPointerCapture(event.pointerId);
  put(spot(event));
});
svg.addEventListener("pointermove", (event) => {
  if (svg.hasPointerCapture(event.pointerId)) put(spot(event));
});
svg.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!way) return;
  event.preventDefault();
  const at = read() ?? { x: 0, y: 0 };
  const step = ((event.shiftKey ? 10 : 1) * STEP_M * ky) / METRES;
  put({ x: at.x + way[0] * step, y: at.y + way[1] * step });
});
for (const name of ["lon", "lat", "belirsizlik_m"]) field(name).addEventListener("input", draw);
for (const name of ["kesinlik", "belirsizlik_m"])
  field(name).addEventListener("input", () => (field("belirsizlik_m").dataset.touched = "1"));
for (const button of pick.querySelectorAll("[data-zoom]"))
  button.addEventListener("click", () => {
    half = Math.min(600, Math.max(12.5, button.dataset.zoom === "in" ? half / 2 : half * 2));
    svg.setAttribute("viewBox", `${-half} ${-half} ${2 * half} ${2 * half}`);
    draw();
  });
pick.querySelector(".zoom").hidden = false;
pick.classList.add("live");
draw();
