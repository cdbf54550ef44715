// Forms that need a passkey: the desk says what is to be signed, the device signs it, and the form carries the answer.

const forms = document.querySelectorAll("form[data-passkey]");

/** Bytes from base64url, and back. */
function bytes(written) {
  const plain = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function written(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What the desk asks, in the form that the browser wants. */
function understood(asked) {
  const told = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) told.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) told[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return told;
}

/** What the device answered, in JSON. */
function answered(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const part of parts) if (credential.response[part]) response[part] = written(credential.response[part]);
  return JSON.stringify({ id: credential.id, rawId: written(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

async function ask(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    said.textContent = told.detail || said.dataset.failed;
    return;
  }
  const publicKey = understood(await answer.json());
  const credential = publicKey.user ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  form.elements.credential.value = answered(credential);
  // It was given with the question and need not travel twice.
  if (form.elements.confirmation) form.elements.confirmation.value = "";
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form).catch(() => {
        const said = form.querySelector("[data-passkey-said]");
        said.textContent = said.dataset.failed;
      });
    });
  }
}
