// Where the data come from: our own API, page by page, or the page itself when it is a stand-alone file.

const PAGE = 1000;
const MAX_PAGES = 500;

export const embedded = document.getElementById("embedded-data");

// { assets, neighbourhoods }: arrays of GeoJSON features in EPSG:4326.
export async function load() {
  if (embedded) {
    const data = JSON.parse(embedded.textContent);
    return { assets: data.assets.features, neighbourhoods: data.neighbourhoods.features };
  }
  const [assets, neighbourhoods] = await Promise.all([
    everyPage("collections/varliklar/items", PAGE),
    everyPage("collections/mahalleler/items", 100),
  ]);
  return { assets, neighbourhoods };
}

async function everyPage(path, limit) {
  const features = [];
  let url = new URL(path, document.baseURI);
  url.searchParams.set("limit", limit);
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const response = await fetch(url, { headers: { Accept: "application/geo+json" } });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const collection = await response.json();
    features.push(...collection.features);
    const next = (collection.links ?? []).find((link) => link.rel === "next");
    if (!next) return features;
    // Only the query is taken: behind a reverse proxy the link may name a host that we cannot reach.
    url.search = new URL(next.href, url).search;
  }
  throw new Error(`${path}: ${MAX_PAGES} sayfadan çok`);
}
