// Keeps a record as it is typed: one save at a time, two seconds after the last key. Nothing is stored on this device.
// What could not be sent stays on the page, and the buttons below send it as any form does.
const PAUSE = 2000;
const AGAIN = 10000;

const form = document.querySelector("form[data-keep]");
const said = form?.querySelector("[data-keep-said]");
let waiting;
let underway;
let typed = 0;
let kept = 0;

function say(words) {
  said.hidden = false;
  said.textContent = words;
}

function later(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(() => (underway ??= send().finally(() => (underway = undefined))), pause);
}

async function send() {
  if (typed === kept) return;
  const upTo = typed;
  let pause = PAUSE;
  try {
    const reply = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await reply.json();
    if (reply.ok) {
      form.elements.seen.value = told.seen;
      kept = upTo;
    }
    say(told.said ?? "Not received: you are signed out. What you typed is on this page; press a button below, sign in, and it is kept.");
    if (!reply.ok && typed === upTo) return;
  } catch {
    say("Not received yet. What you typed is on this page.");
    pause = AGAIN;
  }
  if (typed !== kept) setTimeout(() => later(0), pause);
}

if (form) {
  form.addEventListener("input", () => {
    typed += 1;
    later(PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (underway) {
      // Sent at the same time as a save, it would be taken for somebody else’s.
      event.preventDefault();
      await underway;
      form.requestSubmit(event.submitter);
      return;
    }
    kept = typed;
  });
  addEventListener("beforeunload", (event) => {
    if (typed !== kept) event.preventDefault();
  });
}
