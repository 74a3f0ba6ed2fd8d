// Passkeys: a form[data-passkey="get"|"create"] asks its challenge, then the device, then posts the answer.

/** @param {string} text @returns {ArrayBuffer} */
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0)).buffer;

/** @param {ArrayBuffer|null} buffer */
const text = (buffer) =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Ids and challenge as the browser wants them. @param {any} options */
function prepared(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));
  }
  return asked;
}

/** What the device answered, as JSON. @param {any} credential */
function answer(credential) {
  const { response } = credential;
  const found = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    Object.assign(found, { attestationObject: text(response.attestationObject) });
  } else {
    Object.assign(found, {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    });
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: found,
  };
}

/** @param {string} words */
function tell(words) {
  const place = document.querySelector("[data-passkey-problem]");
  if (!(place instanceof HTMLElement)) return;
  place.textContent = words;
  place.hidden = !words;
}

/** @param {HTMLFormElement} form */
async function run(form) {
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value;
  const asked = await fetch(form.dataset.challenge ?? "", { method: "POST", headers: { "X-CSRFToken": token } });
  if (!asked.ok) throw new Error(String(asked.status));
  const publicKey = prepared((await asked.json()).publicKey);
  const making = form.dataset.passkey === "create";
  const credential = making
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  /** @type {HTMLInputElement} */ (form.elements.namedItem("credential")).value = JSON.stringify(answer(credential));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  form.hidden = !window.PublicKeyCredential;
  if (form.hidden) tell(form.dataset.passkey === "create" ? "Ce navigateur ne connaît pas les clés d’accès." : "");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell("");
    run(form).catch((problem) =>
      tell(
        problem instanceof DOMException && problem.name === "InvalidStateError"
          ? "Cet appareil a déjà une clé d’accès pour ce compte."
          : "La clé d’accès n’a pas répondu. Recommencez, ou choisissez un autre moyen.",
      ),
    );
  });
}
