// Reading the QR code on an asset's sign: by the browser's own reader where it has one, else by a library.

const SIDE = 480; // pixels that are looked at: a code that fills a third of the picture is read in some 30 ms
const CODE = /\b[A-Z]{3}-[0-9]{4,}\b/;

// The code of an asset in whatever the sign says: a link to its page, to the map, or the code alone.
export const codeIn = (text) => text.match(CODE)?.[0] ?? null;

// Look through the camera until an asset's code is seen; null when ``signal`` says to stop.
export async function scan(video, signal) {
  const [read, stream] = await Promise.all([reader(), navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })]);
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const text = video.readyState >= 2 ? await read(video) : null;
      const kod = text && codeIn(text);
      if (kod) return kod;
      await new Promise(requestAnimationFrame);
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function reader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: decode } = await import("qr");
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    canvas.width = canvas.height = Math.min(SIDE, side);
    drawing.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
    try {
      return decode(drawing.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null; // no code in this picture
    }
  };
}
