// Says on the list, at sign-out and at sign-in that something is still on this tablet. Opens nothing: it only counts.
import { openUnsent } from "./unsent.js";

const signOut = document.querySelector("[data-sign-out]");
const locked = document.querySelector("[data-left-locked]");
const elsewhere = document.querySelector("[data-left-elsewhere]");
const person = signOut?.dataset.signOut;
const answers = (count) => (count === 1 ? "1 answer is" : `${count} answers are`);

const unsent = globalThis.indexedDB ? await openUnsent() : null;
const records = unsent ? await unsent.read().catch(() => []) : [];
if (records.length) {
  const own = records.filter((record) => record.person === person);
  if (locked) say(locked, `${answers(records.length)} still on this tablet, not received yet. Locked: only the person who wrote ${records.length === 1 ? "it" : "them"} can open ${records.length === 1 ? "it" : "them"}, by signing in.`);
  if (elsewhere) sayOnList(own, records.length - own.length);
}
if (signOut) signOut.addEventListener("submit", askFirst);

function say(place, words) {
  const line = document.createElement("p");
  line.textContent = words;
  place.append(line);
  place.hidden = false;
  return line;
}

function sayOnList(own, others) {
  const drafts = new Map([...document.querySelectorAll("[data-draft]")].map((draft) => [draft.dataset.draft, draft]));
  const counts = new Map();
  for (const { visit } of own) counts.set(visit, (counts.get(visit) ?? 0) + 1);
  let rest = 0;
  for (const [visit, count] of counts) {
    const draft = drafts.get(visit);
    if (draft) draft.append(note(`${draft.dataset.name}’s visit: ${answers(count)} still on this tablet. Go on with the visit to send ${count === 1 ? "it" : "them"}.`));
    else rest += count;
  }
  if (rest) {
    const link = document.createElement("a");
    link.href = elsewhere.dataset.leftElsewhere;
    link.textContent = rest === 1 ? "Read it" : "Read them";
    say(elsewhere, `${answers(rest)} of yours still on this tablet, of another visit. `).append(link);
  }
  if (others) say(elsewhere, `Something that somebody else wrote is still on this tablet, locked. It opens once that person signs in.`);
}

function note(words) {
  const made = document.createElement("span");
  made.className = "left-on-tablet";
  made.textContent = words;
  return made;
}

// Counted again at the moment itself: the page may have been open for long.
async function askFirst(event) {
  if (signOut.dataset.asked) return;
  event.preventDefault();
  const now = unsent ? await unsent.read().catch(() => []) : [];
  const count = now.filter((record) => record.person === person).length;
  signOut.dataset.asked = "yes";
  if (!count) return signOut.requestSubmit();
  const dialog = document.createElement("dialog");
  dialog.className = "sign-out-first";
  const words = say(dialog, `${answers(count)} still on this tablet, not received yet. Signed out, ${count === 1 ? "it stays" : "they stay"} here, locked, until you sign in again.`);
  words.id = "sign-out-first";
  dialog.hidden = false;
  dialog.setAttribute("aria-labelledby", words.id);
  const leave = button("Sign out", () => signOut.requestSubmit());
  const stay = button("Stay signed in", () => dialog.close());
  dialog.append(stay, leave);
  dialog.addEventListener("close", () => {
    delete signOut.dataset.asked;
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
