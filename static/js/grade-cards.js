// The cards: what each says, how a graded one folds, what a grade asks for. No network here.

const FIELDS = ["source", "evidence", "child_words", "what_changed"];

export function readCard(card) {
  const key = card.dataset.item;
  const fields = { answer: checked(card, `answer-${key}`), source: checked(card, `source-${key}`) };
  for (const name of FIELDS.slice(1)) fields[name] = card.querySelector(`[name="${name}-${key}"]`).value.trim();
  return fields;
}

export function writeCard(card, fields) {
  const key = card.dataset.item;
  for (const name of ["answer", "source"]) {
    for (const radio of card.querySelectorAll(`input[name="${name}-${key}"]`)) radio.checked = radio.value === fields[name];
  }
  for (const name of FIELDS.slice(1)) card.querySelector(`[name="${name}-${key}"]`).value = fields[name];
}

function checked(card, name) {
  return card.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
}

// Show what the grade asks for: evidence, what changed, and the earlier grades, which stay hidden until one is given.
export function dressCard(card, rules, words) {
  const { answer } = readCard(card);
  const value = answer === "" || Number.isNaN(Number(answer)) ? null : Number(answer);
  const wantsEvidence = value !== null && rules.needs_evidence.includes(value);
  card.classList.toggle("is-answered", answer !== "");
  card.classList.toggle("wants-evidence", wantsEvidence);
  card.classList.toggle("asks-change", value !== null && rules.asks_change.includes(value));
  card.querySelector(".card-earlier").textContent = value === null ? "" : rules.earlier;
  if (wantsEvidence) {
    const evidence = card.querySelector(".evidence");
    evidence.open = true;
    if (!evidence.querySelector("input:checked")) evidence.querySelector('input[value="saw"]').checked = true;
  }
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
