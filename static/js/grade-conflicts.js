// Another device changed a card or a note while it was open here: both are shown, and a person chooses.

const LABELS = { evidence: "Seen or heard", child_words: "The child’s own words", what_changed: "What changed" };

// `theirs` and `mine` are fields of a card, or of a note; `when` is “at 14:05, by …” or nothing.
export function showConflict(box, { theirs, mine, when, words, choose }) {
  // Said aloud when it appears; until then the page has no forty silent alerts.
  box.setAttribute("role", "alert");
  box.replaceChildren(
    side("On this tablet", mine, words, "Keep what is on this tablet", () => done(true)),
    side(`Received from another device${when ? ` ${when}` : ""}`, theirs, words, "Keep what was received", () => done(false)),
  );
  box.hidden = false;

  function done(isMine) {
    box.hidden = true;
    box.removeAttribute("role");
    box.replaceChildren();
    choose(isMine);
  }
}

function side(title, fields, words, label, choose) {
  const part = document.createElement("div");
  const button = element("button", label);
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.addEventListener("click", choose);
  part.append(element("h5", title), ...said(fields, words).map((text) => element("p", text)), button);
  return part;
}

function said(fields, words) {
  if ("text" in fields) return [fields.text || "Nothing"];
  const { answer } = fields;
  const grade = words[answer] ? `${answer} ${words[answer]}` : { not_seen: "Not seen this visit", not_applicable: "Does not apply" }[answer];
  const texts = Object.entries(LABELS).filter(([name]) => fields[name]);
  return [grade ?? "No grade", ...texts.map(([name, label]) => `${label}: ${fields[name]}`)];
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
