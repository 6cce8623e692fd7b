// Seals what waits on the tablet. The key comes with the page, from the server, for this person and this visit; it stays
// in memory and cannot be read back.

export const canSeal = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

export function keyFrom(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function seal(key, record, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(content));
  return { ...record, iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(record) }, key, text) };
}

// Null when it is not this person's, or was put under another visit.
export async function unseal(key, record) {
  const how = { name: "AES-GCM", iv: record.iv, additionalData: bound(record) };
  const text = await crypto.subtle.decrypt(how, key, record.sealed).catch(() => null);
  return text && JSON.parse(new TextDecoder().decode(text));
}

function bound({ visit, operation }) {
  return new TextEncoder().encode(`${visit} ${operation}`);
}
