// Saves the page's SVG as a PNG, in the browser: the service draws the map once, as SVG.

const PIXEL_RATIO = 2;

const link = document.querySelector("[data-svg]");
if (link) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = "PNG";
  button.addEventListener("click", () => save(link.href));
  const item = document.createElement("li");
  item.append(button);
  link.parentElement.after(item);
}

async function save(address) {
  const drawing = await (await fetch(address)).blob();
  const source = URL.createObjectURL(drawing);
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * PIXEL_RATIO;
  canvas.height = image.naturalHeight * PIXEL_RATIO;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(source);
  const picture = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
  const download = document.createElement("a");
  download.href = picture;
  download.download = "tematik.png";
  download.click();
  URL.revokeObjectURL(picture);
}
