// What this tablet keeps of visits until the server has received it: sealed text in IndexedDB. Only which visit it
// belongs to, and a word for whose it is that says nothing to anybody else, stand there in the clear.

const NAME = "gcp-tracker";
const STORE = "unsent";
const PATIENCE = 3_000;

// Null where there is no storage, or none within a time that a person waits.
export const openUnsent = () => inTime(whenOpen()).catch(() => null);
export const inTime = (opening) => Promise.race([opening, new Promise((done) => setTimeout(done, PATIENCE, null))]);

// However long it takes: after a crash a slow tablet mends its storage first.
export async function whenOpen() {
  const database = await opened();
  return { write: (records, gone) => write(database, records, gone), read: (visit) => read(database, visit) };
}

function opened() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "operation" }).createIndex("visit", "visit");
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
  });
}

// Resolves when the disk has it, not when the browser has heard of it. What is only taken away need not hurry: should it
// come back, it is sent once more, and known.
function write(database, records, gone) {
  return new Promise((done, fail) => {
    const transaction = database.transaction(STORE, "readwrite", { durability: records.length ? "strict" : "relaxed" });
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(transaction.error ?? new Error("aborted"));
    const store = transaction.objectStore(STORE);
    for (const record of records) store.put(record);
    for (const operation of gone) store.delete(operation);
  });
}

// In the order in which they were written; without a visit, those of every visit.
function read(database, visit) {
  return new Promise((done, fail) => {
    const store = database.transaction(STORE).objectStore(STORE);
    const request = visit ? store.index("visit").getAll(visit) : store.getAll();
    request.onerror = () => fail(request.error);
    request.onsuccess = () => done(request.result.sort((one, other) => one.order - other.order));
  });
}
