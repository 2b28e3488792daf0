// The service worker. KEPT (its version, the page, its files) is written above this line by the server.
// It keeps the page's frame and code, nothing else: facts, drafts and the queue are the page's own business.

const NAME = `kbs-saha${location.pathname.replace(/\/saha\/isci\.js$/, "")}-`;
const CACHE = NAME + KEPT.surum;
const FILES = new Set(KEPT.dosyalar);

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === KEPT.sayfa) event.respondWith(page(event.request, url));
  else if (FILES.has(url.pathname + url.search)) event.respondWith(file(event.request));
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(KEPT.sayfa, { cache: "no-cache" }), ...KEPT.dosyalar]);
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith(NAME) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// The page as it was kept; a change of language is the one thing that the server has to be asked for.
async function page(request, url) {
  const cache = await caches.open(CACHE);
  if (url.searchParams.has("dil")) {
    try {
      const fresh = await fetch(request);
      if (fresh.ok) await cache.put(KEPT.sayfa, fresh.clone());
      return fresh;
    } catch {
      // no network: the page in the language that is there
    }
  }
  return (await cache.match(KEPT.sayfa, { ignoreVary: true })) ?? fetch(request);
}

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
