// Small comforts; every page works without them.
"use strict";

// Copy buttons beside commands.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.textContent;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 1500);
  });
}

// A run that was started says so, and is not started twice.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    // A long list goes as a file: form fields are capped at two megabytes.
    const text = form.querySelector("textarea");
    const file = form.querySelector("input[type=file]");
    if (text && file && !file.files.length && text.value.length > 1000000) {
      const files = new DataTransfer();
      files.items.add(new File([text.value], "pasted.txt", { type: "text/plain" }));
      file.files = files.files;
      text.value = "";
    }
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    button.textContent = form.dataset.busy;
  });
}
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Progress of a run that goes on.
for (const watch of document.querySelectorAll("[data-progress]")) {
  const bar = watch.querySelector("progress");
  const words = watch.querySelector(".words");
  const look = async () => {
    try {
      const answer = await fetch(watch.dataset.progress, { headers: { Accept: "application/json" } });
      const run = await answer.json();
      if (!run.going_on) { location.reload(); return; }
      if (run.total) { bar.max = run.total; bar.value = run.done; }
      words.textContent = [run.state, run.note].filter(Boolean).join(": ");
    } catch {
      words.textContent = "The server does not answer; trying again.";
    }
    setTimeout(look, 1000);
  };
  look();
}
