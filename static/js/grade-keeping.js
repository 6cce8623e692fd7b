// Keeps on the tablet what the server has not received: written before it is sent, taken away once it is received.
import { canSeal, keyFrom, seal, unseal } from "./sealing.js";
import { inTime, whenOpen } from "./unsent.js";

// Each open page names itself by a lock, so that what a page has left behind is taken over by one other page only.
const lockOf = (page) => `gcp-tracker page ${page}`;
const forEver = () => new Promise(() => {});
// A visit that was saved while its page was being left; its random number only.
const LATE = "gcp-tracker late";

export function startKeeping({ state, about, onKept }) {
  const page = crypto.randomUUID?.() ?? `${Math.random()}`;
  const changed = new Set();
  const gone = new Set();
  let busy = false;
  let order = 1;
  let isAsked = false;
  // What could not be written: should the storage open late, it is written then.
  const unkept = new Set();
  const opening = canSeal ? prepare().catch(() => null) : Promise.resolve(null);
  const ready = inTime(opening);
  let place = null;
  opening.then(useStorage);

  async function prepare() {
    const [unsent, key] = await Promise.all([whenOpen(), keyFrom(state.key)]);
    navigator.locks?.request(lockOf(page), forEver);
    for (const record of await unsent.read(state.visit)) order = Math.max(order, record.order + 1);
    return { unsent, key };
  }

  function useStorage(found) {
    place = found;
    if (!place || !unkept.size) return;
    for (const operation of unkept) changed.add(operation);
    unkept.clear();
    write();
  }

  function sayLate() {
    try {
      localStorage.setItem(LATE, state.visit);
    } catch {
      // Where storage is refused the next save tells.
    }
  }

  function wasLate() {
    try {
      const isThis = localStorage.getItem(LATE) === state.visit;
      if (isThis) localStorage.removeItem(LATE);
      return isThis;
    } catch {
      return false;
    }
  }

  // What other pages of this visit left behind, page by page, each as soon as no open page has it any more; nothing,
  // where they have sent it in the meantime.
  async function takeOver(adopt) {
    await ready;
    if (wasLate()) adopt([]);
    await opening;
    const records = place ? await place.unsent.read(state.visit) : [];
    const left = new Set(records.map((record) => record.page));
    left.delete(page);
    for (const other of left) {
      const take = async () => adopt(await opened(other));
      if (!navigator.locks) await take();
      else navigator.locks.request(lockOf(other), () => take().then(forEver));
    }
  }

  async function opened(other) {
    const records = (await place.unsent.read(state.visit)).filter((record) => record.page === other);
    const contents = await Promise.all(records.map((record) => unseal(place.key, record)));
    return records.flatMap(({ operation, order }, at) => (contents[at] ? [{ ...contents[at], operation, order, page: other }] : []));
  }

  function keep(operation) {
    operation.page ??= page;
    operation.kept = false;
    operation.edition = (operation.edition ?? 0) + 1;
    changed.add(operation);
  }

  function forget(operation) {
    changed.delete(operation);
    unkept.delete(operation);
    gone.add(operation.operation);
  }

  async function write() {
    if (busy) return;
    busy = true;
    await ready;
    while (changed.size || gone.size) {
      // Not before it is known what older pages have left: theirs comes first.
      for (const operation of changed) operation.order ??= order++;
      const now = [...changed].map((operation) => ({ operation, edition: operation.edition }));
      const away = [...gone];
      changed.clear();
      gone.clear();
      let failed = !place;
      if (place) {
        try {
          const records = await Promise.all(now.map(({ operation }) => sealed(place.key, operation)));
          await place.unsent.write(records, away);
          if (records.length) askToStay();
        } catch {
          failed = true;
        }
      }
      for (const { operation, edition } of now) {
        if (operation.edition !== edition) continue;
        operation.kept = !failed;
        if (failed) unkept.add(operation);
        else unkept.delete(operation);
        operation.tried = edition;
      }
      if (now.length) onKept(failed);
    }
    busy = false;
  }

  // A browser that is short of room throws away what it was not asked to keep.
  function askToStay() {
    if (!isAsked) navigator.storage?.persist?.().catch(() => false);
    isAsked = true;
  }

  function sealed(key, { operation, order, page, name, fields, base, follows, title, isUnfinished }) {
    const record = { operation, visit: state.visit, person: state.person, page, order };
    return seal(key, record, { name, fields, base, follows, title, about, isUnfinished });
  }

  return { keep, forget, write, takeOver, sayLate };
}
