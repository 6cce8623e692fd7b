// Another device changed a card or a note while it was open here: both are shown, and a person chooses.

const LABELS = {
  evidence: "Seen or heard",
  child_words: "The child’s own words",
  carer_words: "The carer says",
  what_changed: "What changed",
  who_was_told: "Told",
  told_at: "When",
  what_was_agreed: "Agreed",
};
const AGAIN = "This was changed again meanwhile. What was received, below, is the newest.";

// `boxOf(name)` is where a card or note asks, `read(name)` what stands on it, `show(name, fields)` puts something else
// there, `choose(name, isMine)` hears what the person chose.
export function startAsking({ boxOf, read, words, choose, show }) {
  const questions = new Map();

  // `theirs` are fields of a card, or of a note; `when` is “at 14:05, by …” or nothing.
  function ask(name, theirs, when) {
    const question = questions.get(name) ?? begin(name);
    const { box, news, there, pressed } = question;
    if (question.theirs) news.textContent = AGAIN;
    news.hidden = !question.theirs;
    Object.assign(question, { theirs, mine: "" });
    there.say(`Received from another device${when ? ` ${when}` : ""}`, said(theirs, words));
    refresh(name);
    if (isSame(read(name), theirs)) return end(name, false);
    if (isSameAndGraded(read(name), theirs)) return end(name, true);
    const wasClosed = box.hidden;
    // Said aloud when it appears; until then the page has no forty silent alerts.
    box.setAttribute("role", "alert");
    box.hidden = false;
    if (wasClosed && pressed && place(box) === document.activeElement) pressed.focus({ preventScroll: true });
  }

  // What is here may still be typed on while both stand there.
  function refresh(name) {
    const question = questions.get(name);
    const mine = question && read(name);
    if (!question || JSON.stringify(mine) === question.mine) return;
    question.mine = JSON.stringify(mine);
    question.here.say("On this tablet", said(mine, words));
  }

  function begin(name) {
    const box = boxOf(name);
    const news = element("p", "");
    news.className = "conflict-news";
    const here = side("Keep what is on this tablet", (button) => pick(name, true, button));
    const there = side("Keep what was received", (button) => pick(name, false, button));
    box.replaceChildren(news, here.part, there.part);
    questions.set(name, { box, news, here, there });
    return questions.get(name);
  }

  function pick(name, isMine, button) {
    const question = questions.get(name);
    // Where it is answered the reader goes on from the card, and is back at the button should it be asked again.
    const home = place(question.box);
    question.pressed = button;
    home.tabIndex = -1;
    home.focus({ preventScroll: true });
    end(name, isMine);
  }

  // Kept for another time when the choice was for what is here: something newer may turn up as it is sent.
  function end(name, isMine) {
    const { box, theirs } = questions.get(name);
    box.hidden = true;
    box.removeAttribute("role");
    if (!isMine) {
      questions.delete(name);
      box.replaceChildren();
      show(name, theirs);
    }
    choose(name, isMine);
  }

  return { ask, refresh };
}

const place = (box) => box.closest(".card, .note, .safe-tonight");
export const isSame = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);
// A grade is given and changed, and never taken back: the same words without one are what was there before it.
const isSameAndGraded = (one, before) => before.answer === "" && isSame({ ...one, answer: "", source: before.source }, before);

// Its button stays the same while the words change, so that a finger or the focus on it stays there.
function side(label, choose) {
  const part = document.createElement("div");
  const title = document.createElement("h5");
  const texts = document.createElement("div");
  const button = element("button", label);
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.addEventListener("click", () => choose(button));
  part.append(title, texts, button);
  const say = (heading, lines) => {
    title.textContent = heading;
    texts.replaceChildren(...lines.map((text) => element("p", text)));
  };
  return { part, say };
}

function said(fields, words) {
  if ("text" in fields) return [fields.text || "Nothing"];
  const { answer } = fields;
  const isGrade = !("who_was_told" in fields);
  const grade = words[answer] ? `${isGrade ? `${answer} ` : ""}${words[answer]}` : { not_seen: "Not seen this visit", not_applicable: "Does not apply" }[answer];
  const texts = Object.entries(LABELS).filter(([name]) => fields[name]);
  return [grade ?? (isGrade ? "No grade" : "No answer"), ...texts.map(([name, label]) => `${label}: ${fields[name]}`)];
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
