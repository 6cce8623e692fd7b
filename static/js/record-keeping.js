// Keeps a record as it is typed: one save at a time, two seconds after the last key. Nothing is stored on this device.
// What could not be sent stays on the page, and the buttons below send it as any form does.
const PAUSE = 2000;
const AGAIN = 10000;

const form = document.querySelector("form[data-keep]");
const said = form?.querySelector("[data-keep-said]");
let waiting;
let typed = 0;
let kept = 0;
let sending = false;

function say(words) {
  said.hidden = false;
  said.textContent = words;
}

function later(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(send, pause);
}

async function send() {
  if (sending || typed === kept) return;
  sending = true;
  const upTo = typed;
  try {
    const reply = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await reply.json();
    if (reply.ok) {
      form.elements.seen.value = told.seen;
      kept = upTo;
      say(told.said);
    } else if (told.said) {
      say(told.said);
    } else {
      say("Not received: you are signed out. What you typed is on this page; press a button below, sign in, and it is kept.");
    }
  } catch {
    say("Not received yet. What you typed is on this page.");
    later(AGAIN);
  }
  sending = false;
  if (typed !== upTo) later(PAUSE);
}

if (form) {
  form.addEventListener("input", () => {
    typed += 1;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    kept = typed;
  });
  addEventListener("beforeunload", (event) => {
    if (typed !== kept) event.preventDefault();
  });
}
