// Sends what was tapped or typed until the server has said that it is kept.
//
// One operation is one card or note as it stood. It is written to the tablet first, then sent, and taken off the tablet
// when it is received. One that got no answer is sent again as it was, under the same number, so that the server keeps
// it once.
import { afterPaint } from "./after-paint.js";
import { startKeeping } from "./grade-keeping.js";

const PATIENCE = 15_000;
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];
const TYPING = 800;
const WHILE_TYPING = 250;
const MOST_AT_ONCE = 40;

// `read(name)` gives a card's or note's fields, `show(name, fields)` puts them back; `on…` tell the page what happened.
export function startSaving({ url, token, state, about, read, titleOf, isCard, show, onState, onReply, onConflict }) {
  let queue = [];
  // The draft's version that this page has seen of each card; of the others, the page's own.
  const seen = new Map();
  let version = state.version;
  // What is on its way: it stays as it is until it is answered.
  let sending = null;
  let busy = false;
  let failures = 0;
  let timer = 0;
  let writing = 0;
  let oneByOne = false;
  // "", "offline", "signed-out" or "other-person".
  let trouble = "";
  const settled = [];
  // The first part of a token names the session; the page's own has been tried.
  const tried = new Set([token.split(".")[0]]);
  const keeping = startKeeping({ state, about, onKept: afterKeeping });

  const latest = (name) => queue.findLast((operation) => operation.name === name);
  const isSettledIn = (operation) => operation.kept || operation.tried === operation.edition;
  const canGo = (operation) => !operation.held && !operation.refused && isSettledIn(operation);

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  function report() {
    onState({
      trouble,
      waiting: new Set(queue.map((operation) => operation.name)).size,
      kept: queue.every((operation) => operation.kept),
      writing: queue.some((operation) => !isSettledIn(operation)),
      held: queue.filter((operation) => operation.held).map((operation) => operation.name),
      refused: queue.find((operation) => operation.refused)?.refused,
      closed: queue.every((operation) => operation.closed) && queue.some((operation) => operation.closed),
    });
  }

  function change(name, isTyping = false) {
    const before = latest(name);
    let operation = before;
    if (!before || before.sent) {
      const number = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 40);
      operation = { name, title: titleOf(name), operation: number, base: seen.get(name) ?? state.version, follows: before?.operation ?? "" };
      queue.push(operation);
    }
    operation.fields = read(name);
    operation.refused = operation.closed = "";
    operation.from = performance.now() + (isTyping ? TYPING : 0);
    keeping.keep(operation);
    report();
    // Only after the tap has been painted; text, at most so often.
    if (!isTyping) afterPaint(keeping.write);
    else writing ||= setTimeout(flush, WHILE_TYPING);
  }

  function flush() {
    clearTimeout(writing);
    writing = 0;
    keeping.write();
  }

  function afterKeeping() {
    report();
    if (!busy && !failures) later(0);
  }

  // The oldest of each card that may go.
  function batch() {
    const names = new Set();
    const now = performance.now();
    const found = [];
    for (const operation of queue) {
      if (names.has(operation.name)) continue;
      names.add(operation.name);
      if (canGo(operation) && operation.from <= now) found.push(operation);
    }
    return found.slice(0, oneByOne ? 1 : MOST_AT_ONCE);
  }

  async function send() {
    if (busy) return;
    sending ??= batch();
    if (!sending.length) {
      sending = null;
      const next = Math.min(...queue.filter(canGo).map((operation) => operation.from));
      if (Number.isFinite(next)) later(Math.max(next - performance.now(), 20));
      return;
    }
    busy = true;
    // Who is there is asked before a text is sent into somebody else's session.
    if (trouble === "signed-out" || trouble === "other-person") {
      const found = await whoIsThere();
      if (found !== "same") return failed(found);
    }
    for (const operation of sending) operation.sent = true;
    let reply;
    let answer;
    try {
      reply = await post(sending);
      answer = await reply.json();
    } catch {
      return failed("offline");
    }
    if (reply.status >= 500 || reply.status === 429) return failed("offline");
    if ([400, 401, 404].includes(reply.status)) return refusedAtTheDoor(reply.status, answer);
    if (!reply.ok && reply.status !== 409) return refused(answer);
    received(answer);
  }

  function post(operations) {
    const stamp = ({ operation, base, follows }) => ({ operation, base, follows });
    const cards = operations.filter(({ name }) => isCard(name));
    const notes = operations.filter(({ name }) => !isCard(name));
    const body = {
      base: version,
      operation: operations[0].operation,
      answers: cards.map((one) => ({ item: one.name, ...one.fields, ...stamp(one) })),
      notes: notes.map((one) => ({ kind: one.name, ...one.fields, ...stamp(one) })),
    };
    return fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  function received(answer) {
    const theirs = { ...answer.conflicts.answers, ...answer.conflicts.notes };
    for (const operation of sending) {
      if (operation.name in theirs) hold(operation, answer.version);
      else {
        seen.set(operation.name, answer.version);
        drop(operation);
      }
    }
    const others = { ...answer.others.answers, ...answer.others.notes };
    const came = Object.entries(others).filter(([name]) => !latest(name));
    for (const [name] of came) seen.set(name, answer.version);
    done();
    oneByOne &&= queue.length > 0;
    version = answer.version;
    flush();
    onReply(answer, came);
    for (const name of Object.keys(theirs)) onConflict(name, theirs[name], answer.from?.[name] ?? "");
    report();
    if (queue.some(canGo)) later(0);
    release();
  }

  function done() {
    sending = null;
    busy = false;
    failures = 0;
    trouble = "";
  }

  function drop(operation) {
    queue = queue.filter((other) => other !== operation);
    keeping.forget(operation);
  }

  // The server did not keep it, and a person has to choose: the newest of this card waits, older ones are in it already.
  function hold(operation, newest) {
    const last = latest(operation.name);
    for (const older of queue.filter((one) => one.name === operation.name && one !== last)) drop(older);
    Object.assign(last, { held: true, sent: false, theirVersion: newest });
  }

  // What stands on the server, or what is here: only a person says which.
  function choose(name, isMine) {
    const operation = latest(name);
    seen.set(name, operation.theirVersion);
    if (isMine) {
      Object.assign(operation, { held: false, base: operation.theirVersion, follows: "", fields: read(name), from: 0 });
      keeping.keep(operation);
    } else drop(operation);
    flush();
    report();
    release();
  }

  function failed(state) {
    busy = false;
    trouble = state;
    report();
    later(WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
  }

  // No session, another session's token, or nobody who may: who is signed in on this tablet now?
  async function refusedAtTheDoor(status, answer) {
    const found = await whoIsThere();
    if (found !== "same") return failed(found);
    const session = token.split(".")[0];
    const isNew = !tried.has(session);
    tried.add(session);
    if (status === 404 || !isNew) return refused({ ...answer, closed: status === 404 ? "lost" : "" });
    busy = false;
    later(0);
  }

  // "same", "signed-out", "other-person", or "offline".
  async function whoIsThere() {
    const reply = await fetch(state.session, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    const now = reply?.ok && (await reply.json().catch(() => null));
    if (!now) return "offline";
    token = now.csrf_token;
    return now.person === state.person ? "same" : now.person ? "other-person" : "signed-out";
  }

  // Nothing of the request was kept. Each of several is sent alone, to find the one that is at fault.
  function refused(answer) {
    const isAlone = sending.length === 1;
    const [operation] = sending;
    // What was typed on that card since has all of it, and goes in its place.
    if (isAlone && latest(operation.name) !== operation) drop(operation);
    else if (isAlone) {
      operation.refused = [answer.error, answer.what_to_do].filter(Boolean).join(". ") || "This was not taken";
      operation.closed = answer.closed ?? "";
      // The server has kept nothing under this number, so what is typed next may go under it.
      operation.sent = false;
    }
    done();
    oneByOne = true;
    report();
    if (queue.some(canGo)) later(0);
    release();
  }

  function release() {
    if (queue.some((operation) => !operation.held && !operation.refused)) return;
    for (const give of settled.splice(0)) give(!queue.length);
  }

  // Resolves to true once everything is received; to false when something waits for a person.
  function allReceived() {
    for (const operation of queue) operation.from = 0;
    flush();
    if (queue.length && !busy) later(0);
    const waits = new Promise((give) => settled.push(give));
    release();
    return waits;
  }

  function adopt(operations) {
    for (const left of operations) {
      if (queue.some((one) => one.operation === left.operation)) continue;
      Object.assign(left, { sent: true, kept: true, from: 0, edition: 0, tried: 0, isLeft: true });
      // Several pages may have left something of one card, and are taken over in any order.
      const here = queue.findIndex((one) => one.name === left.name && (!one.isLeft || one.order > left.order));
      if (here >= 0) {
        // What was changed here was changed without having seen it, so that a person chooses between the two.
        queue.splice(here, 0, left);
      } else {
        queue.push(left);
        show(left.name, left.fields);
      }
    }
    if (!operations.length) return;
    report();
    if (!busy) later(0);
  }

  function again() {
    if (!queue.length || busy) return;
    failures = 0;
    later(0);
  }

  keeping.takeOver(adopt);
  addEventListener("online", again);
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => (document.hidden ? flush() : again()));
  addEventListener("beforeunload", (event) => {
    flush();
    if (queue.some((operation) => !operation.kept)) event.preventDefault();
  });

  return { change, choose, allReceived, again, isWaiting: (name) => Boolean(latest(name)), waiting: () => [...queue] };
}
