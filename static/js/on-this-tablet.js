// The page of what is still on this tablet: opened with the writer's own keys, copied, and deleted only by them.
import { canSeal, keyFrom, unseal } from "./sealing.js";
import { openUnsent } from "./unsent.js";

const state = JSON.parse(document.getElementById("tablet-state").textContent);
const place = document.getElementById("still-here");
const LABELS = {
  evidence: "Seen or heard",
  child_words: "The child’s own words",
  carer_words: "The carer says",
  what_changed: "What changed",
  who_was_told: "Told",
  told_at: "When",
  what_was_agreed: "Agreed",
};
const ANSWERS = { not_seen: "Not seen this visit", not_applicable: "Does not apply", ...state.safe_words };

const unsent = canSeal ? await openUnsent() : null;
await show();

async function show() {
  const records = unsent ? await unsent.read().catch(() => []) : [];
  const own = records.filter((record) => record.person === state.person);
  place.replaceChildren();
  if (own.length) {
    const visits = Map.groupBy ? Map.groupBy(own, ({ visit }) => visit) : grouped(own);
    const keys = await keysFor([...visits.keys()]);
    if (!keys) place.append(element("p", "No signal: what is here can be opened when there is signal. It stays until then."));
    else for (const [visit, left] of visits) place.append(await visitPart(left, keys[visit]));
  } else place.append(element("p", "Nothing: all that you wrote here has been received."));
  if (records.length > own.length) {
    place.append(element("p", "Something that somebody else wrote is here too, locked. It opens once that person signs in."));
  }
}

function grouped(records) {
  const groups = new Map();
  for (const record of records) groups.set(record.visit, [...(groups.get(record.visit) ?? []), record]);
  return groups;
}

async function keysFor(visits) {
  const now = await fetch("/session").then((reply) => reply.json()).catch(() => null);
  if (!now) return null;
  const reply = await fetch(state.keys, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": now.csrf_token },
    body: JSON.stringify({ visits }),
  }).catch(() => null);
  return reply?.ok ? (await reply.json()).visits : null;
}

async function visitPart(left, { key, words, link, label }) {
  const secret = await keyFrom(key);
  const opened = (await Promise.all(left.map((record) => unseal(secret, record)))).filter(Boolean);
  const part = document.createElement("section");
  part.className = "still-here-visit";
  part.append(element("h2", opened[0]?.about ?? "A visit that cannot be opened any more"), element("p", words));
  for (const one of opened) part.append(element("h3", one.title), ...said(one.fields).map((text) => element("p", text)));
  const buttons = document.createElement("p");
  buttons.className = "actions";
  const said_all = opened.map((one) => [one.title, ...said(one.fields)].join("\n")).join("\n\n");
  buttons.append(button("Copy", (pressed) => copy(said_all, pressed)));
  if (link) buttons.append(linkTo(link, label));
  buttons.append(button("Delete from this tablet", (pressed) => remove(left, pressed)));
  part.append(buttons);
  return part;
}

function said(fields) {
  if ("text" in fields) return [fields.text || "Nothing"];
  const texts = Object.entries(LABELS).filter(([name]) => fields[name]);
  const none = "who_was_told" in fields ? "No answer yet" : `Grade ${fields.answer || "taken back"}`;
  return [ANSWERS[fields.answer] ?? none, ...texts.map(([name, label]) => `${label}: ${fields[name]}`)];
}

async function copy(text, pressed) {
  const isDone = await navigator.clipboard.writeText(text).then(() => true, () => false);
  pressed.textContent = isDone ? "Copied" : "Select the text above to copy it";
}

// The second press deletes, so that one slip does not.
async function remove(left, pressed) {
  if (!pressed.dataset.sure) {
    pressed.dataset.sure = "yes";
    pressed.textContent = "Delete it for good";
    return;
  }
  await unsent.write([], left.map((record) => record.operation));
  await show();
}

function button(label, act) {
  const made = element("button", label);
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.addEventListener("click", () => act(made));
  return made;
}

function linkTo(where, label) {
  const made = element("a", label);
  made.href = where;
  made.className = "govuk-button";
  return made;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
