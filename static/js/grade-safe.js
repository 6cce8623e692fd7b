// “Is the child safe tonight?”: opens at once when a grade asks it, and stays until it is answered. What is typed here is
// kept on the tablet like everything else, and is sent once somebody says that it is the answer.

export const SAFE = "safe-tonight";

const safe = document.getElementById(SAFE);
const form = safe.querySelector("form");
const error = document.getElementById("safe-error");
const TEXTS = ["who_was_told", "told_at", "what_was_agreed"];
const NOTHING = { answer: "", who_was_told: "", told_at: "", what_was_agreed: "" };
// The items that have asked: a new one asks again.
const askedBy = new Set(safe.dataset.askedBy.split(" ").filter(Boolean));

// `change(isFinished)` hears that something was typed or chosen, or that it is the answer.
export function startSafe(change) {
  form.addEventListener("input", () => change(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(true);
  });
}

// True when this answer asks for the first time.
export function asksNow(key, asks) {
  const isNew = asks && !askedBy.has(key);
  if (asks) askedBy.add(key);
  else askedBy.delete(key);
  return isNew;
}

export function readSafe() {
  const texts = TEXTS.map((name) => [name, form.elements[`safe-${name}`].value.trim()]);
  return { ...NOTHING, answer: form.querySelector("input:checked")?.value ?? "", ...Object.fromEntries(texts) };
}

export function writeSafe(fields) {
  for (const radio of form.querySelectorAll('[type="radio"]')) radio.checked = radio.value === fields.answer;
  for (const name of TEXTS) form.elements[`safe-${name}`].value = fields[name];
}

// What was left on the tablet stands open, to be gone on with.
export function showLeft(fields) {
  writeSafe(fields);
  openIt();
}

// What the server says: "none", "asked" or "answered"; and its words, where it has any: asked again, they stay.
export function showSafe(now, fields, words) {
  if (fields) writeSafe(fields);
  if (now === "answered") safe.querySelector("summary").textContent = `${words[fields.answer]}. Told: ${fields.who_was_told}`;
  if (now === safe.dataset.state) return;
  safe.dataset.state = now;
  safe.hidden = now === "none";
  safe.querySelector("details").open = now === "asked";
}

export function saySafe(sentence) {
  if (error.textContent !== sentence) error.textContent = sentence;
  error.hidden = !sentence;
}

export function goToSafe() {
  openIt();
  safe.scrollIntoView({ block: "start" });
  safe.querySelector('input[type="radio"]').focus({ preventScroll: true });
}

function openIt() {
  safe.dataset.state = "asked";
  safe.hidden = false;
  safe.querySelector("details").open = true;
}
