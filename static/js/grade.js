// The grade page: one domain at a time, one tap a grade, everything saved as it happens.
import { afterPaint } from "./after-paint.js";
import { dressCard, fold, isComplete, readCard, suggestSource, unfold, writeCard } from "./grade-cards.js";
import { startAsking } from "./grade-conflicts.js";
import { startLine } from "./grade-line.js";
import { asksNow, goToSafe, readSafe, SAFE, saySafe, showLeft, showSafe, startSafe } from "./grade-safe.js";
import { startSaving } from "./grade-saving.js";
import { offerSignIn, startSignIn } from "./grade-sign-in.js";

const state = JSON.parse(document.getElementById("visit-state").textContent);
const form = document.getElementById("grades");
const sections = [...form.querySelectorAll(".domain")];
const tabs = [...document.querySelectorAll("[data-tab]")];
const cards = new Map([...form.querySelectorAll(".card")].map((card) => [card.dataset.item, card]));
const notice = document.getElementById("notice");
const leftBehind = document.getElementById("left-behind");
const foot = { back: document.getElementById("foot-back"), next: document.getElementById("foot-next"), count: document.getElementById("foot-count") };
// A card that folds moves the next one under the finger; a second tap so soon is the same tap.
const SAME_TAP = 350;
let foldedAt = -SAME_TAP;
const AT_A_TAB = 2_000;

document.documentElement.classList.add("js");

const line = startLine(document.getElementById("saved-line"), state.now, state.name);
const saving = startSaving({
  url: form.dataset.save,
  token: form.querySelector('[name="csrf_token"]').value,
  state,
  about: document.querySelector("h1").textContent,
  isCard: (name) => cards.has(name),
  isSafe: (name) => name === SAFE,
  read,
  titleOf: (name) => (cards.has(name) ? cards.get(name).querySelector(".card-title").textContent : label(name)),
  show,
  onState: saySaved,
  onReply: takeReply,
  onConflict: askWhich,
});
const asking = startAsking({
  boxOf: (name) => (cards.has(name) ? cards.get(name).querySelector(".card-conflict") : document.getElementById(`conflict-${name}`)),
  read,
  words: { ...state.words, ...state.safe_words },
  choose: saving.choose,
  show,
});
startSafe((isFinished) => saving.change(SAFE, !isFinished, !isFinished));
startSignIn({ state, done: () => saving.again() });

function read(name) {
  if (name === SAFE) return readSafe();
  return cards.has(name) ? readCard(cards.get(name)) : { text: noteField(name).value.trim() };
}

function noteField(kind) {
  return document.getElementById(`note-${kind}`);
}

function saySaved(now) {
  line.say(now);
  saySafe(now.safe);
  if (!now.writing) for (const name of now.held) asking.refresh(name);
  offerSignIn(now.trouble === "signed-out" && now.waiting > 0);
  leftBehind.hidden = !now.closed;
  if (now.closed) leftBehind.querySelector("[data-why]").textContent = now.refused;
}

function takeReply(reply, came) {
  line.heard(reply);
  form.querySelector('[name="base"]').value = reply.version;
  for (const [name, fields] of came) show(name, cards.has(name) ? fields : { text: fields });
  if (came.length) say(`This visit is also open on another device. ${came.length === 1 ? "1 answer" : `${came.length} answers`} came from there.`);
  takeSafe(reply);
  count();
}

// An answer that is being written here stays open, whatever another device has answered; not once nothing asks it.
function takeSafe(reply) {
  if (reply.safe_tonight === "none" ? saving.withdrawSafe() : !saving.isWaiting(SAFE)) showSafe(reply.safe_tonight, reply.safe, state.safe_words);
}

// What came from elsewhere, or was left on this tablet, as if it had been given here.
function show(name, fields) {
  if (name === SAFE) return showLeft(fields);
  if (!cards.has(name)) {
    if (noteField(name)) noteField(name).value = fields.text;
    return;
  }
  const card = cards.get(name);
  writeCard(card, fields);
  dress(name);
  if (!isAtHand(card)) fold(card);
  count();
}

function askWhich(name, found, when) {
  if (cards.has(name)) unfold(cards.get(name));
  asking.ask(name, cards.has(name) || name === SAFE ? found : { text: found }, when);
}

function label(kind) {
  return kind === SAFE ? document.getElementById("safe-title").textContent : form.querySelector(`label[for="note-${kind}"]`).textContent;
}

function say(words) {
  notice.textContent = words;
  notice.hidden = false;
}

function dress(key) {
  return dressCard(cards.get(key), state.items[key], state.words);
}

// One domain at a time.
function open(key, chosen = false) {
  const at = Math.max(0, sections.findIndex((section) => section.id === key));
  sections.forEach((section, index) => (section.hidden = index !== at));
  tabs.forEach((tab) => (tab.dataset.tab === sections[at].id ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current")));
  const [before, after] = [sections[at - 1], sections[at + 1]];
  foot.back.hidden = !before;
  if (before) foot.back.textContent = `‹ ${title(before)}`;
  foot.back.href = before ? `#${before.id}` : "#";
  foot.next.textContent = after ? `${title(after)} ›` : "Before signing ›";
  foot.next.dataset.to = after?.id ?? "";
  count();
  if (!chosen) return;
  scrollTo({ top: 0, behavior: "instant" });
  afterPaint(() => history.replaceState(null, "", `#${sections[at].id}`));
}

function title(section) {
  return section.querySelector("h2").textContent;
}

function count() {
  for (const section of sections) {
    const all = [...section.querySelectorAll(".card")];
    const tab = tabs.find((link) => link.dataset.tab === section.id);
    if (!all.length) {
      if (!section.hidden) foot.count.textContent = "";
      continue;
    }
    const answered = all.filter((card) => card.classList.contains("is-answered"));
    tab.querySelector("[data-count]").textContent = answered.length;
    tab.querySelector("progress").value = answered.length;
    if (section.hidden) continue;
    const unseen = all.filter((card) => card.querySelector('input[value="not_seen"]').checked).length;
    foot.count.textContent = `${title(section)}: ${answered.length - unseen} of ${all.length} graded, ${unseen} not seen`;
  }
}

// Whoever is at work in a card keeps it open, whatever comes late: what follows from an earlier tap, or an answer from elsewhere.
const isAtHand = (card) => card.contains(document.activeElement);

function nextOpen(card) {
  const all = [...card.closest(".domain").querySelectorAll(".card")];
  return all.slice(all.indexOf(card) + 1).find((other) => !other.classList.contains("is-answered"));
}

form.addEventListener("change", (event) => {
  const card = event.target.closest(".card");
  if (!card || event.target.type !== "radio") return;
  // Taken up at once, with all that is kept of it; the page follows when the tile has been painted with its tick.
  suggestSource(card, state.items[card.dataset.item]);
  saving.change(card.dataset.item);
  const isAnswer = event.target.name.startsWith("answer-");
  const isStep = byKeyboard;
  afterPaint(() => follow(card, isAnswer, isStep));
});

function follow(card, isAnswer, isStep) {
  const key = card.dataset.item;
  const value = dress(key);
  count();
  const asks = value !== null && state.items[key].asks_safe.includes(value);
  if (asksNow(key, asks)) return goToSafe();
  if (!isAnswer) return;
  for (const other of card.closest(".domain").querySelectorAll(".card:not(.is-folded)")) if (other !== card && !isAtHand(other)) fold(other);
  // Arrow keys change the answer step by step, so only a tap or a click folds the card.
  if (isStep || !isComplete(card)) return;
  fold(card);
  foldedAt = performance.now();
  // The next card stands where this one stood, so that the tiles are always in the same place.
  nextOpen(card)?.scrollIntoView({ block: "start", behavior: "instant" });
}

let byKeyboard = false;
addEventListener("keydown", () => (byKeyboard = true), true);
addEventListener("pointerdown", () => (byKeyboard = false), true);

form.addEventListener(
  "click",
  (event) => {
    if (!byKeyboard && performance.now() - foldedAt < SAME_TAP && event.target.closest(".card")) {
      event.preventDefault();
      event.stopPropagation();
    }
  },
  true,
);

form.addEventListener("input", (event) => {
  if (event.target.tagName !== "TEXTAREA") return;
  const card = event.target.closest(".card");
  saving.change(card ? card.dataset.item : event.target.name.slice("note-".length), true);
});

form.addEventListener("click", (event) => {
  const changeButton = event.target.closest(".card-change");
  const markButton = event.target.closest("[data-mark]");
  if (changeButton) {
    const card = changeButton.closest(".card");
    unfold(card);
    card.querySelector("input:checked")?.focus({ preventScroll: true });
  }
  if (markButton) {
    event.preventDefault();
    markRest(markButton.closest(markButton.dataset.mark.startsWith("domain-") ? ".domain" : ".area"));
  }
});

function markRest(box) {
  for (const card of box.querySelectorAll(".card:not(.is-answered)")) {
    card.querySelector('input[value="not_seen"]').checked = true;
    dress(card.dataset.item);
    fold(card);
    saving.change(card.dataset.item);
  }
  count();
}

foot.next.addEventListener("click", async (event) => {
  event.preventDefault();
  if (foot.next.dataset.to) return open(foot.next.dataset.to, true);
  foot.next.textContent = "Sending…";
  if (await saving.allReceived()) return location.assign(form.dataset.sign);
  open(sections.at(-1).id);
  say("Not everything is received: look for what still needs your choice, or for the line at the top.");
});
for (const link of [...tabs, foot.back]) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(link.hash.slice(1), true);
  });
}

// A brother's or sister's tab is another page: what waits is sent first, and without signal this one is not left.
for (const link of document.querySelectorAll(".sibling-tabs a:not([aria-current])")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const received = await Promise.race([saving.allReceived(), new Promise((late) => setTimeout(late, AT_A_TAB))]);
    const isThere = navigator.onLine && (received === true || (await fetch(link.href, { method: "HEAD" }).catch(() => null)));
    if (isThere) location.assign(link.href);
    else say(`No signal: ${link.firstElementChild?.textContent ?? "that page"} cannot be opened now. What you wrote here stays.`);
  });
}

for (const [key, card] of cards) {
  dress(key);
  fold(card);
  // Tapped before this script had come: the page shows it, so the server must have it.
  if ([...card.querySelectorAll("input")].some((radio) => radio.checked !== radio.defaultChecked)) saving.change(key);
}
// A link from “before signing” names the card that still needs something.
const wanted = cards.get(location.hash.slice("#item-".length));
if (wanted) unfold(wanted);
open(wanted ? wanted.closest(".domain").id : location.hash.slice(1) || sections[0].id);
// The browser goes to the fragment by itself once the page has loaded; the strip with whose visit this is should stay in sight.
addEventListener("load", () => (wanted ? wanted.scrollIntoView({ block: "center" }) : scrollTo({ top: 0, behavior: "instant" })));

// Covered, the tab does not name the child either.
const uncovered = document.title;
document.getElementById("cover").addEventListener("change", (event) => {
  document.title = event.target.checked ? "GCP Tracker" : uncovered;
});
