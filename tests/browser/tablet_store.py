"""What is still on a tablet, read from its browser as somebody with the tablet in hand could."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

RECORDS = """() => new Promise((done, fail) => {
  const opening = indexedDB.open("gcp-tracker");
  opening.onerror = () => fail(opening.error);
  opening.onsuccess = () => {
    const database = opening.result;
    if (!database.objectStoreNames.contains("unsent")) { database.close(); return done([]); }
    const asked = database.transaction("unsent").objectStore("unsent").getAll();
    asked.onsuccess = () => {
      database.close();
      done(asked.result.map((record) => ({ ...record, iv: undefined, sealed: record.sealed.byteLength })));
    };
  };
})"""
# Every byte of the records, as letters where they are letters.
BYTES = """() => new Promise((done) => {
  const opening = indexedDB.open("gcp-tracker");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("unsent").objectStore("unsent").getAll();
    asked.onsuccess = () => {
      opening.result.close();
      const letters = (bytes) => [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join("");
      done(asked.result.map((record) => JSON.stringify(record) + letters(record.sealed)).join(""));
    };
  };
})"""
# As a tablet whose disk is full: each record is refused when it is written.
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
# As a slow tablet that mends its storage after a crash: it opens, after longer than anybody waits.
OPENS_LATE = """() => {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...given) {
    let real;
    const late = { get result() { return real.result; }, get error() { return real.error; } };
    setTimeout(() => {
      real = open.apply(this, given);
      for (const name of ["onupgradeneeded", "onsuccess", "onerror"]) real[name] = (event) => late[name]?.(event);
    }, 4_500);
    return late;
  };
}"""
NO_STORAGE = "() => { delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined }); }"


def records_on(page: Page) -> list[dict[str, Any]]:
    return list(page.evaluate(RECORDS))


def bytes_on(page: Page) -> str:
    return str(page.evaluate(BYTES))
