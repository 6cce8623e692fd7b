// Sends what was tapped or typed until the server has said that it is kept.
//
// One operation is one card or note as it stood. It is written to the tablet first, then sent, and taken off the tablet
// when it is received. One that got no answer is sent again as it was, under the same number, so that the server keeps
// it once.
import { afterPaint } from "./after-paint.js";
import { canGo, isForPerson, isSettledIn, nextBatch } from "./grade-batch.js";
import { isSame } from "./grade-conflicts.js";
import { startKeeping } from "./grade-keeping.js";
import { startLooking } from "./grade-looking.js";
import { newNumber, startServer } from "./grade-server.js";

const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];
const TYPING = 800;
const WHILE_TYPING = 250;

// `read(name)` gives a card's or note's fields, `show(name, fields)` puts them back; `on…` tell the page what happened.
// “Safe tonight” is kept as it is typed, and sent only when somebody says that it is the answer.
export function startSaving({ url, token, state, about, read, titleOf, isCard, isSafe, show, onState, onReply, onConflict }) {
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
  let isLeaving = false;
  const server = startServer({ url, token, state, isCard, isSafe });
  const keeping = startKeeping({ state, about, onKept: afterKeeping });
  const looking = startLooking({ look, isAsking: () => queue.some((operation) => operation.held) });

  const latest = (name) => queue.findLast((operation) => operation.name === name);
  const versionOf = (name, answer) => (isSafe(name) ? answer.safe_version : answer.version);

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
      safe: queue.findLast((operation) => isSafe(operation.name))?.refused ?? "",
      closed: queue.every((operation) => operation.closed) && queue.some((operation) => operation.closed),
    });
  }

  function change(name, isTyping = false, isUnfinished = false) {
    const before = latest(name);
    let operation = before;
    if (!before || before.sent) {
      operation = { name, title: titleOf(name), operation: newNumber(), base: seen.get(name) ?? versionOf(name, state), follows: before?.operation ?? "" };
      queue.push(operation);
    }
    operation.fields = read(name);
    operation.refused = operation.closed = "";
    operation.isUnfinished = isUnfinished;
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

  async function send() {
    if (busy) return;
    sending ??= nextBatch(queue, { isSafe, oneByOne });
    if (!sending.length) {
      sending = null;
      const next = Math.min(...queue.filter(canGo).map((operation) => operation.from));
      if (Number.isFinite(next)) later(Math.max(next - performance.now(), 20));
      return;
    }
    busy = true;
    // Who is there is asked before a text is sent into somebody else's session.
    if (trouble === "signed-out" || trouble === "other-person") {
      const found = await server.whoIsThere();
      if (found !== "same") return failed(found);
    }
    for (const operation of sending) operation.sent = true;
    let reply;
    let answer;
    try {
      reply = await server.save(version, sending);
      answer = await reply.json();
    } catch {
      return failed("offline");
    }
    if (reply.status >= 500 || reply.status === 429) return failed("offline");
    if ([400, 401, 404].includes(reply.status)) return refusedAtTheDoor(reply.status, answer);
    if (!reply.ok && reply.status !== 409) return refused(answer);
    received(answer);
  }

  function received(answer) {
    // Whatever page comes next was perhaps made before this save, and finds nothing on the tablet that says so.
    if (isLeaving) keeping.sayLate();
    const theirs = { ...answer.conflicts.answers, ...answer.conflicts.notes, ...answer.conflicts.safe };
    for (const operation of sending) {
      if (operation.name in theirs) hold(operation, versionOf(operation.name, answer), theirs[operation.name]);
      else {
        seen.set(operation.name, versionOf(operation.name, answer));
        drop(operation);
        // What was typed there since was typed on top of this.
        const next = isSafe(operation.name) && latest(operation.name);
        if (next) next.base = answer.safe_version;
      }
    }
    done();
    oneByOne &&= queue.length > 0;
    takeIn(answer, theirs);
    if (queue.some(canGo)) later(0);
    release();
  }

  // What others have saved: shown, or, where it stands beside what is here, asked about.
  function takeIn(answer, theirs = {}) {
    const others = Object.entries({ ...answer.others.answers, ...answer.others.notes });
    const came = others.filter(([name]) => !latest(name));
    for (const [name] of came) seen.set(name, answer.version);
    const newer = others.filter(([name]) => latest(name)?.held);
    for (const [name] of newer) latest(name).theirVersion = answer.version;
    version = answer.version;
    flush();
    onReply(answer, came);
    for (const [name, found] of [...Object.entries(theirs), ...newer]) onConflict(name, found, answer.from?.[name] ?? "");
    report();
    if (newer.length || Object.keys(theirs).length) looking.watchAnew();
  }

  async function look() {
    if (busy || trouble) return;
    const before = version;
    const answer = await server.look(before);
    // A save that left meanwhile brings the same, and more.
    if (answer && !busy && version === before) takeIn(answer);
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
  function hold(operation, newest, theirs) {
    let last = latest(operation.name);
    // Another page left it, and it stands on the server already: this one is the other of the two, not that.
    while (last !== operation && last.isLeft && isSame(last.fields, theirs)) {
      drop(last);
      last = latest(operation.name);
      show(last.name, last.fields);
    }
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
    // What was shown may be changed again by now.
    if (!isMine) look();
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
    const found = await server.whoIsThere();
    if (found !== "same") return failed(found);
    if (status === 404 || !server.isNewSession()) return refused({ ...answer, closed: status === 404 ? "lost" : "" });
    busy = false;
    later(0);
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
    if (!queue.every(isForPerson)) return;
    for (const give of settled.splice(0)) give(queue.every((operation) => operation.isUnfinished));
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

  // The server says that nothing asks whether the child is safe: what was begun is taken off the tablet, unless a grade
  // that waits here may still ask it.
  function withdrawSafe() {
    if (!queue.every((operation) => isSafe(operation.name))) return false;
    for (const operation of queue) drop(operation);
    flush();
    report();
    return true;
  }

  function adopt(operations) {
    for (const left of operations) {
      if (queue.some((one) => one.operation === left.operation)) continue;
      Object.assign(left, { sent: !left.isUnfinished, kept: true, from: 0, edition: 0, tried: 0, isLeft: true });
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
    // Nothing any more: the page that had it has sent it, after this one was made.
    if (!operations.length) return look();
    report();
    if (!busy) later(0);
  }

  function leave() {
    isLeaving = true;
    flush();
  }

  function again() {
    if (!queue.length || busy) return;
    failures = 0;
    later(0);
  }

  // Looked at again: another tab or device may have gone on.
  function comeToLife() {
    if (queue.some(canGo)) again();
    else look().then(looking.watchAnew);
  }

  keeping.takeOver(adopt);
  addEventListener("online", again);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && comeToLife());
  document.addEventListener("visibilitychange", () => (document.hidden ? flush() : comeToLife()));
  addEventListener("beforeunload", (event) => {
    leave();
    if (queue.some((operation) => !operation.kept)) event.preventDefault();
  });

  return { change, choose, allReceived, again, withdrawSafe, isWaiting: (name) => Boolean(latest(name)) };
}
