// The cards: what each says, how a graded one folds, what a grade asks for. No network here.

const CHOSEN = ["answer", "source", "carer_view"];
const TYPED = ["evidence", "child_words", "carer_words", "what_changed"];

export function readCard(card) {
  const key = card.dataset.item;
  const fields = {};
  for (const name of CHOSEN) fields[name] = checked(card, `${name}-${key}`);
  for (const name of TYPED) fields[name] = card.querySelector(`[name="${name}-${key}"]`).value.trim();
  return fields;
}

export function writeCard(card, fields) {
  const key = card.dataset.item;
  for (const name of CHOSEN) {
    for (const radio of card.querySelectorAll(`input[name="${name}-${key}"]`)) radio.checked = radio.value === (fields[name] ?? "");
  }
  // What was kept on the tablet by a page from before a field was asked has none.
  for (const name of TYPED) card.querySelector(`[name="${name}-${key}"]`).value = fields[name] ?? "";
}

function checked(card, name) {
  return card.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
}

function gradeOf(answer) {
  return answer === "" || Number.isNaN(Number(answer)) ? null : Number(answer);
}

// What a grade of concern rests on was seen, unless somebody says otherwise.
export function suggestSource(card, rules) {
  const key = card.dataset.item;
  if (!rules.needs_evidence.includes(gradeOf(checked(card, `answer-${key}`)))) return;
  if (!checked(card, `source-${key}`)) card.querySelector(`input[name="source-${key}"][value="saw"]`).checked = true;
}

// Show what the grade asks for: evidence, what changed, and the earlier grades, which stay hidden until one is given.
export function dressCard(card, rules, words) {
  const answer = checked(card, `answer-${card.dataset.item}`);
  const value = gradeOf(answer);
  const wantsEvidence = rules.needs_evidence.includes(value);
  card.classList.toggle("is-answered", answer !== "");
  card.classList.toggle("wants-evidence", wantsEvidence);
  card.classList.toggle("asks-change", rules.asks_change.includes(value));
  card.querySelector(".card-earlier").textContent = value === null ? "" : rules.earlier;
  suggestSource(card, rules);
  if (wantsEvidence) card.querySelector(".evidence").open = true;
  const square = card.querySelector(".card-square");
  const tile = card.querySelector(".tile input:checked")?.parentElement;
  square.textContent = value === null ? "–" : String(value);
  square.className = `card-square ${tile ? tile.classList[1] : answer}`;
  card.querySelector(".card-word").textContent =
    value === null ? (answer === "not_seen" ? "not seen this visit" : answer ? "does not apply" : "") : words[answer];
  card.querySelector(".card-change").hidden = answer === "";
  return value;
}

export function isComplete(card) {
  const fields = readCard(card);
  if (!fields.answer) return false;
  if (card.classList.contains("wants-evidence") && !fields.evidence && !fields.child_words) return false;
  return !card.classList.contains("asks-change") || Boolean(fields.what_changed);
}

export function fold(card) {
  if (isComplete(card)) card.classList.add("is-folded");
}

export function unfold(card) {
  card.classList.remove("is-folded");
}
