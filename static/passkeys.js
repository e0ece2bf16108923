// Passkeys: the browser asks the device, the form brings the answer. Without a browser that can, the forms stay hidden.
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const trouble = form.querySelector("[role=alert]");
  const button = form.querySelector("button[type=submit]");

  const options = async () => {
    const beside = document.getElementById("passkey-options");
    if (beside) return JSON.parse(beside.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()).request_options;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled || !form.reportValidity()) return;
    button.disabled = true;
    trouble.hidden = true;
    try {
      const ask = form.dataset.passkey === "add" ? webauthnJSON.create : webauthnJSON.get;
      form.elements.credential.value = JSON.stringify(await ask(await options()));
      form.submit();
    } catch (error) {
      trouble.textContent = error.name === "InvalidStateError"
        ? "This device has a passkey of yours already."
        : "No passkey was used. The device or you stopped it, or it has none for this site.";
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}
