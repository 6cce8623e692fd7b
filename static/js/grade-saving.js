// Sends what was tapped or typed, one request at a time, until the server has said that it is kept.
//
// Nothing leaves the queue before it is received. A request that got no answer is sent again as it was, under the same
// operation number, so that the server keeps it once.

const PATIENCE = 15_000;
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];

export function startSaving({ url, token, version, read, onState, onReply }) {
  const waiting = new Set();
  let base = version;
  let sending = null;
  let failures = 0;
  let timer = 0;
  const settled = [];
  // The first part of a token names the session; the page's own has been tried.
  const tried = new Set([token.split(".")[0]]);

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  function change(name, delay = 0) {
    waiting.add(name);
    if (failures) report("offline");
    else if (!sending) later(delay);
  }

  function report(state, detail = "") {
    onState({ state, detail, waiting: waiting.size + (sending ? sending.names.length : 0) });
  }

  async function send() {
    if (sending?.busy) return;
    if (!sending) {
      if (!waiting.size) return;
      const names = [...waiting];
      waiting.clear();
      sending = { names, body: { ...read(names), base, operation: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` } };
    }
    sending.busy = true;
    report("sending");
    let reply;
    try {
      reply = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify(sending.body),
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return failed("offline");
    }
    if (reply.status >= 500 || reply.status === 429) return failed("offline");
    if (reply.status === 401) return failed("signed-out");
    const answer = await reply.json().catch(() => null);
    if (!answer) return failed("offline");
    // Signed in again elsewhere, the session has another token: fetch it once, and send the same again.
    if (reply.status === 400) {
      const found = await takeFreshToken();
      if (found !== "none") return failed(found);
    }
    if (!reply.ok && reply.status !== 409) return refused(answer);
    const { names } = sending;
    sending = null;
    failures = 0;
    base = answer.version;
    onReply(answer, names);
    report("received", answer.received);
    if (waiting.size) later(0);
    else for (const done of settled.splice(0)) done();
  }

  // "offline": send again soon; "signed-out": wait for somebody to sign in; "none": the token was not at fault.
  async function takeFreshToken() {
    const page = await fetch(location.pathname).catch(() => null);
    if (!page) return "offline";
    if (page.redirected) return "signed-out";
    const fresh = /name="csrf_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    if (!fresh || tried.has(fresh.split(".")[0])) return "none";
    tried.add(fresh.split(".")[0]);
    token = fresh;
    return "offline";
  }

  function failed(state) {
    sending.busy = false;
    report(state);
    later(WAITS[Math.min(failures, WAITS.length - 1)]);
    failures += 1;
  }

  function refused(answer) {
    for (const name of sending.names) waiting.add(name);
    sending = null;
    report("refused", [answer.error, answer.what_to_do].filter(Boolean).join(". "));
  }

  addEventListener("online", () => (sending || waiting.size) && later(0));
  addEventListener("pagehide", () => waiting.size && !sending && send());
  addEventListener("beforeunload", (event) => {
    if (sending || waiting.size) event.preventDefault();
  });
  // Resolves once everything is received; typing that still waits is sent at once.
  function allReceived() {
    if (!sending && !waiting.size) return Promise.resolve();
    if (!sending) later(0);
    return new Promise((done) => settled.push(done));
  }

  return { change, allReceived, isWaiting: (name) => waiting.has(name) || Boolean(sending?.names.includes(name)) };
}
