// “Is the child safe tonight?”: opens at once when a grade asks it, and stays until it is answered.

const safe = document.getElementById("safe-tonight");
// The items that have asked: a new one asks again.
const askedBy = new Set(safe.dataset.askedBy.split(" ").filter(Boolean));

// True when this answer asks for the first time.
export function asksNow(key, asks) {
  const isNew = asks && !askedBy.has(key);
  if (asks) askedBy.add(key);
  else askedBy.delete(key);
  return isNew;
}

export function showSafe(now) {
  if (now === safe.dataset.state) return;
  safe.dataset.state = now;
  safe.hidden = now === "none";
  safe.querySelector("details").open = now === "asked";
}

export function goToSafe() {
  showSafe("asked");
  safe.scrollIntoView({ block: "start" });
  safe.querySelector('input[type="radio"]').focus({ preventScroll: true });
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
