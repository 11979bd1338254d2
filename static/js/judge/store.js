// What the phone keeps: IndexedDB, written through to the disk at each tap; memory alone where a browser gives none.

const NAME = "podium-desk";
const STORES = ["sheets", "desks", "turns"];
const memory = new Map(STORES.map((name) => [name, new Map()]));

/** @type {Promise<IDBDatabase | null> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase | null>} null where this browser keeps nothing */
function open() {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
    } catch {
      resolve(null);
    }
  });
  return opened;
}

/** Whether what is kept outlasts this page. */
export const lasting = async () => (await open()) !== null;

/**
 * @param {string} store
 * @param {string} key
 * @returns {Promise<any>}
 */
export async function read(store, key) {
  const database = await open();
  if (!database) return memory.get(store)?.get(key);
  return settled(database.transaction(store).objectStore(store).get(key));
}

/**
 * Everything whose key begins like this.
 * @param {string} store
 * @param {string} prefix
 * @returns {Promise<any[]>}
 */
export async function readAll(store, prefix) {
  const database = await open();
  if (!database) return [...(memory.get(store) ?? [])].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value);
  return settled(database.transaction(store).objectStore(store).getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`)));
}

/**
 * Change one entry in a single transaction, so that no other tab comes in between, and wait until the disk has it.
 * @template T
 * @param {string} store
 * @param {string} key
 * @param {(value: any) => T} next what the entry becomes; undefined takes it away
 * @returns {Promise<T>}
 */
export async function change(store, key, next) {
  const database = await open();
  if (!database) return remember(store, key, next(memory.get(store)?.get(key)));
  return new Promise((resolve, reject) => {
    // A phone whose battery dies in the next moment has it: relaxed writes may still be on their way then.
    const transaction = database.transaction(store, "readwrite", { durability: "strict" });
    const entries = transaction.objectStore(store);
    /** @type {T} */
    let value;
    const found = entries.get(key);
    found.onsuccess = () => {
      value = next(found.result);
      if (value === undefined) entries.delete(key);
      else entries.put(value, key);
    };
    transaction.oncomplete = () => resolve(value);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * @template T
 * @param {string} store
 * @param {string} key
 * @param {T} value
 */
function remember(store, key, value) {
  if (value === undefined) memory.get(store)?.delete(key);
  else memory.get(store)?.set(key, value);
  return value;
}

/**
 * @param {IDBRequest} request
 * @returns {Promise<any>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
