// What the phone keeps, in one IndexedDB. What a person made is written through to the disk before it counts as kept.

// Another district of the installation has a path of its own, and keeps its own.
const NAME = `kbs-saha${location.pathname.replace(/\/saha.*$/, "")}`;
const KEYS = { paket: "kod", taslak: "id", kuyruk: "id", foto: "id", ayar: null };

let opening = null;
let wiped = false;
let onDeleted = () => {};

export function whenDeletedElsewhere(action) {
  onDeleted = action;
}

function open() {
  if (wiped) return Promise.reject(new Error("wiped")); // what still runs must not write anything back
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) request.result.createObjectStore(name, keyPath ? { keyPath } : {});
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = ({ newVersion }) => {
        database.close();
        opening = null;
        if (newVersion === null) onDeleted();
      };
      resolve(database);
    };
  });
  return opening;
}

// One transaction over some stores: all of it is kept, or nothing.
export async function write(names, work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => done();
    transaction.onabort = () => failed(transaction.error);
    work(...names.map((name) => transaction.objectStore(name)));
  });
}

async function read(name, ask) {
  const database = await open();
  return new Promise((done, failed) => {
    const request = ask(database.transaction(name).objectStore(name));
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

export const get = (name, key) => read(name, (store) => store.get(key));
export const all = (name) => read(name, (store) => store.getAll());
export const put = (name, value) => write([name], (store) => store.put(value));
export const drop = (name, key) => write([name], (store) => store.delete(key));
export const setting = (key) => get("ayar", key);
export const set = (key, value) => write(["ayar"], (store) => store.put(value, key));

// Everything goes: the database, what the service worker keeps, and the worker itself.
export async function wipe() {
  if (opening) (await opening).close();
  wiped = true;
  await new Promise((done, failed) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = () => done();
    request.onerror = () => failed(request.error);
  });
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  sessionStorage.clear();
}
