// The session has ended: the same person signs in again on the page, and it goes on where it was.

const dialog = document.getElementById("sign-in-again");
const form = dialog.querySelector("form");
const error = document.getElementById("sign-in-error");
const password = document.getElementById("sign-in-password");
const bar = document.getElementById("signed-out");

// `done` is called once that person is signed in.
export function startSignIn({ state, done }) {
  bar.querySelector("button").addEventListener("click", () => {
    say("");
    dialog.showModal();
    password.focus();
  });
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    const words = await signIn(state).catch(() => "No signal. What you wrote stays on this tablet; try again when there is signal.");
    button.disabled = false;
    say(words);
    if (words) return password.focus();
    password.value = "";
    dialog.close();
    done();
  });
}

// The bar asks; the dialog opens only when somebody wants it to, since they may be in the middle of a sentence.
export function offerSignIn(isWanted) {
  bar.hidden = !isWanted;
  if (!isWanted && dialog.open) dialog.close();
}

function say(words) {
  error.textContent = words;
  error.hidden = !words;
}

// Empty when it worked, else a sentence.
async function signIn(state) {
  const now = await session(state);
  if (now.person === state.person) return "";
  if (now.person) return `Somebody else is signed in on this tablet. Sign them out first; ${state.name}’s text stays here.`;
  const sent = new FormData(form);
  sent.set("email", state.email);
  sent.set("csrf_token", now.csrf_token);
  // What a right password is answered with is the way to another page; we stay on this one.
  const reply = await fetch(state.sign_in, { method: "POST", body: new URLSearchParams(sent), redirect: "manual" });
  if (reply.status === 429) return "Too many tries. Wait a minute, then try again.";
  return (await session(state)).person === state.person ? "" : "That password does not match. Try again.";
}

async function session(state) {
  const reply = await fetch(state.session);
  if (!reply.ok) throw new Error("no answer");
  return reply.json();
}
