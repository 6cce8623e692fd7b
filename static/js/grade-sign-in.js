// The session has ended: the same person signs in again on the page, and it goes on where it was.

const dialog = document.getElementById("sign-in-again");
const form = dialog.querySelector("form");
const error = document.getElementById("sign-in-error");
const password = document.getElementById("sign-in-password");
const second = document.getElementById("sign-in-second");
const code = document.getElementById("sign-in-code");
const elsewhere = document.getElementById("sign-in-elsewhere");
const bar = document.getElementById("signed-out");

const TOO_MANY = "Too many tries. Wait a minute, then try again.";

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
    if (words) return (second.hidden ? password : code).focus();
    password.value = code.value = "";
    second.hidden = elsewhere.hidden = true;
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
  return second.hidden ? sendPassword(state, now.csrf_token) : sendCode(state, now.csrf_token);
}

async function sendPassword(state, token) {
  const reply = await post(state.sign_in, { email: state.email, password: password.value, csrf_token: token });
  if (reply.status === 429) return TOO_MANY;
  if ((await session(state)).person === state.person) return "";
  // A right password is answered with the way to another page; we stay on this one.
  if (reply.type !== "opaqueredirect") return "That password does not match. Try again.";
  second.hidden = !state.code;
  elsewhere.hidden = Boolean(state.code);
  return state.code ? "Now the code." : "Your account asks for your passkey as well.";
}

async function sendCode(state, token) {
  const reply = await post(state.code, { code: code.value, csrf_token: token });
  if (reply.status === 429) return TOO_MANY;
  if ((await session(state)).person === state.person) return "";
  // Sent on without being signed in: the password was too long ago.
  if (reply.type === "opaqueredirect") second.hidden = true;
  code.value = "";
  return second.hidden ? "That took too long. Enter your password again." : "That code does not match. Enter the one shown now.";
}

function post(address, fields) {
  return fetch(address, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

async function session(state) {
  const reply = await fetch(state.session);
  if (!reply.ok) throw new Error("no answer");
  return reply.json();
}
