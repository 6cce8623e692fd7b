// The grade page: one domain at a time, one tap a grade, everything saved as it happens.
import { dressCard, fold, isComplete, readCard, showConflict, unfold, writeCard } from "./grade-cards.js";
import { startSaving } from "./grade-saving.js";

const state = JSON.parse(document.getElementById("visit-state").textContent);
const form = document.getElementById("grades");
const sections = [...form.querySelectorAll(".domain")];
const tabs = [...document.querySelectorAll("[data-tab]")];
const cards = new Map([...form.querySelectorAll(".card")].map((card) => [card.dataset.item, card]));
const savedLine = document.getElementById("saved-line");
const notice = document.getElementById("notice");
const safe = document.getElementById("safe-tonight");
const foot = { back: document.getElementById("foot-back"), next: document.getElementById("foot-next"), count: document.getElementById("foot-count") };
const TYPING = 800;
// A card that folds moves the next one under the finger; a second tap so soon is the same tap.
const SAME_TAP = 350;
let foldedAt = -SAME_TAP;
const AT_A_TAB = 2_000;
// The items that have asked “is the child safe tonight?”: a new one asks again.
const askedBy = new Set(safe.dataset.askedBy.split(" ").filter(Boolean));

document.documentElement.classList.add("js");

const saving = startSaving({
  url: form.dataset.save,
  token: form.querySelector('[name="csrf_token"]').value,
  version: state.version,
  read: (names) => ({
    answers: names.filter((name) => cards.has(name)).map((name) => readCard(cards.get(name))),
    notes: names.filter((name) => !cards.has(name)).map((kind) => ({ kind, text: noteField(kind).value.trim() })),
  }),
  onState: saySaved,
  onReply: takeReply,
});

function noteField(kind) {
  return document.getElementById(`note-${kind}`);
}

function saySaved({ state: where, detail, waiting }) {
  const wait = waiting === 1 ? "1 answer waits" : `${waiting} answers wait`;
  savedLine.dataset.state = where;
  savedLine.textContent = {
    sending: "Sending…",
    received: `✓ Received ${detail}`,
    offline: `No signal. ${wait} on this page; keep it open`,
    "signed-out": `Signed out. ${wait} on this page: sign in again in another tab`,
    refused: detail,
  }[where];
}

function takeReply(reply, names) {
  form.querySelector('[name="base"]').value = reply.version;
  for (const [key, fields] of Object.entries(reply.conflicts.answers)) {
    showConflict(cards.get(key), fields, state.words, (chosen, resend) => {
      writeCard(cards.get(key), chosen);
      dress(key);
      if (resend) saving.change(key);
    });
  }
  for (const [kind, text] of Object.entries(reply.conflicts.notes)) {
    say(`“${label(kind)}” was changed on another device: “${text}”. What you typed is still here; it is kept when you next change it.`);
  }
  let came = 0;
  for (const [key, fields] of Object.entries(reply.others.answers)) {
    if (saving.isWaiting(key)) continue;
    writeCard(cards.get(key), fields);
    dress(key);
    fold(cards.get(key));
    came += 1;
  }
  for (const [kind, text] of Object.entries(reply.others.notes)) {
    if (saving.isWaiting(kind)) continue;
    noteField(kind).value = text;
    came += 1;
  }
  if (came) say(`This visit is also open on another device. ${came === 1 ? "1 answer" : `${came} answers`} came from there.`);
  if (reply.safe_tonight !== safe.dataset.state) showSafe(reply.safe_tonight);
  void names;
  count();
}

function label(kind) {
  return form.querySelector(`label[for="note-${kind}"]`).textContent;
}

function say(words) {
  notice.textContent = words;
  notice.hidden = false;
}

function dress(key) {
  return dressCard(cards.get(key), state.items[key], state.words);
}

function showSafe(now) {
  safe.dataset.state = now;
  safe.hidden = now === "none";
  safe.querySelector("details").open = now === "asked";
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
  history.replaceState(null, "", `#${sections[at].id}`);
  scrollTo({ top: 0, behavior: "instant" });
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

function nextOpen(card) {
  const all = [...card.closest(".domain").querySelectorAll(".card")];
  return all.slice(all.indexOf(card) + 1).find((other) => !other.classList.contains("is-answered"));
}

form.addEventListener("change", (event) => {
  const card = event.target.closest(".card");
  if (!card || event.target.type !== "radio") return;
  const key = card.dataset.item;
  const value = dress(key);
  saving.change(key);
  count();
  const asks = value !== null && state.items[key].asks_safe.includes(value);
  const isNew = asks && !askedBy.has(key);
  if (asks) askedBy.add(key);
  else askedBy.delete(key);
  if (isNew) {
    showSafe("asked");
    safe.scrollIntoView({ block: "start" });
    safe.querySelector('input[type="radio"]').focus({ preventScroll: true });
    return;
  }
  if (!event.target.name.startsWith("answer-")) return;
  for (const other of card.closest(".domain").querySelectorAll(".card:not(.is-folded)")) if (other !== card) fold(other);
  if (!isComplete(card)) return;
  // Arrow keys change the answer step by step, so only a tap or a click folds the card.
  if (byKeyboard) return;
  requestAnimationFrame(() => {
    fold(card);
    foldedAt = performance.now();
    // The next card stands where this one stood, so that the tiles are always in the same place.
    nextOpen(card)?.scrollIntoView({ block: "start", behavior: "instant" });
  });
});

let byKeyboard = false;
addEventListener("keydown", () => (byKeyboard = true), true);
addEventListener("pointerdown", () => (byKeyboard = false), true);

form.addEventListener(
  "click",
  (event) => {
    if (performance.now() - foldedAt < SAME_TAP && event.target.closest(".card")) {
      event.preventDefault();
      event.stopPropagation();
    }
  },
  true,
);

form.addEventListener("input", (event) => {
  if (event.target.tagName !== "TEXTAREA") return;
  const card = event.target.closest(".card");
  saving.change(card ? card.dataset.item : event.target.name.slice("note-".length), TYPING);
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
  await saving.allReceived();
  location.assign(form.dataset.sign);
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
    const received = await Promise.race([saving.allReceived().then(() => true), new Promise((late) => setTimeout(late, AT_A_TAB))]);
    const isThere = navigator.onLine && (received || (await fetch(link.href, { method: "HEAD" }).catch(() => null)));
    if (isThere) location.assign(link.href);
    else say(`No signal: ${link.firstElementChild?.textContent ?? "that page"} cannot be opened now. What you wrote here stays.`);
  });
}

safe.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = document.getElementById("safe-error");
  const sent = event.target;
  try {
    const reply = await fetch(sent.action, { method: "POST", body: new FormData(sent), headers: { Accept: "application/json" } });
    const answer = await reply.json();
    const sentences = Object.values(answer.errors ?? {});
    error.textContent = sentences.join(". ");
    error.hidden = reply.ok;
    if (reply.ok) {
      safe.querySelector("summary").textContent = answer.words;
      showSafe("answered");
    }
    if (!reply.ok && !sentences.length) error.textContent = answer.error ?? "That was not saved. Try again.";
  } catch {
    error.textContent = "No signal: the answer is not saved yet. It is still here; send it again when there is signal.";
    error.hidden = false;
  }
});

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
