// What the grade page asks the server: to keep what was tapped or typed, what others have saved, who is signed in.

const PATIENCE = 15_000;

export function startServer({ url, token, state, isCard, isSafe }) {
  // The first part of a token names the session; the page's own has been tried.
  const tried = new Set([token.split(".")[0]]);

  function post(base, operation, operations) {
    const stamp = ({ operation, base, follows }) => ({ operation, base, follows });
    const cards = operations.filter(({ name }) => isCard(name));
    const notes = operations.filter(({ name }) => !isCard(name) && !isSafe(name));
    const safe = operations.find(({ name }) => isSafe(name));
    const body = {
      base,
      operation,
      answers: cards.map((one) => ({ item: one.name, ...one.fields, ...stamp(one) })),
      notes: notes.map((one) => ({ kind: one.name, ...one.fields, ...stamp(one) })),
      ...(safe && { safe: { ...safe.fields, ...stamp(safe) } }),
    };
    return fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  const save = (base, operations) => post(base, operations[0].operation, operations);

  // What others have saved since `base`: a save of nothing. Null where there is no answer.
  async function look(base) {
    const reply = await post(base, newNumber(), []).catch(() => null);
    return reply?.ok ? reply.json().catch(() => null) : null;
  }

  // "same", "signed-out", "other-person", or "offline".
  async function whoIsThere() {
    const reply = await fetch(state.session, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    const now = reply?.ok && (await reply.json().catch(() => null));
    if (!now) return "offline";
    token = now.csrf_token;
    return now.person === state.person ? "same" : now.person ? "other-person" : "signed-out";
  }

  // Whether this session has not been tried before; from now on it has.
  function isNewSession() {
    const session = token.split(".")[0];
    const isNew = !tried.has(session);
    tried.add(session);
    return isNew;
  }

  return { save, look, whoIsThere, isNewSession };
}

export function newNumber() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 40);
}
