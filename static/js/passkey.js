// Asks the browser for a passkey, or to make one, and sends what it answers.

const form = document.querySelector("[data-passkey]");
const says = form?.querySelector("[data-passkey-says]");
const again = form?.querySelector("[data-passkey-again]");

if (form) {
  again.addEventListener("click", ask);
  ask();
}

async function ask() {
  again.hidden = true;
  if (!globalThis.PublicKeyCredential) return say("This browser knows no passkeys. Use another way.");
  say("Your browser asks for the passkey now.");
  const options = JSON.parse(form.dataset.options);
  const isNew = form.dataset.passkey === "create";
  try {
    const made = isNew
      ? await navigator.credentials.create({ publicKey: withBytes(options) })
      : await navigator.credentials.get({ publicKey: withBytes(options) });
    form.elements.credential.value = JSON.stringify(asText(made));
    form.submit();
  } catch (error) {
    again.hidden = false;
    say(error.name === "InvalidStateError" ? "This device holds a passkey for this account already." : "No passkey was given. Try again, or use another way.");
  }
}

function say(words) {
  says.textContent = words;
}

// The server and the browser write the same bytes in two ways.
function withBytes(options) {
  const listed = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
  const whole = { ...options, challenge: bytes(options.challenge) };
  if (options.user) whole.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) whole.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) whole.allowCredentials = listed(options.allowCredentials);
  return whole;
}

function asText(credential) {
  const { response } = credential;
  const answer = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: answer,
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  };
}

function bytes(base64url) {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
