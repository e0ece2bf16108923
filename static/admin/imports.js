// Uploading an order file: dropping it, its size before it is sent, and that it is being sent. Works without, too.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const words = zone.querySelector("[data-chosen]");
    const button = zone.closest("form").querySelector("button[type=submit]");
    const most = Number(zone.dataset.most);
    input.hasChangeListener = true; // the theme's listener looks for a text field of its own beside the input

    const size = (bytes) => {
      const [number, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
      return `${number.toLocaleString("en-GB", { maximumFractionDigits: 1 })} ${unit}`;
    };

    const look = () => {
      const [file] = input.files;
      const tooLarge = file && file.size > most;
      zone.classList.toggle("drop-bad", Boolean(tooLarge));
      button.disabled = Boolean(tooLarge);
      words.textContent = !file
        ? words.dataset.nothing
        : tooLarge
          ? `${file.name} has ${size(file.size)}; ${size(most)} is the most. Pack it with gzip, or split it.`
          : `${file.name}, ${size(file.size)}`;
    };

    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("drop-over"); });
    }
    for (const kind of ["dragleave", "drop"]) {
      zone.addEventListener(kind, () => zone.classList.remove("drop-over"));
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      input.files = one.files;
      look();
    });
    input.addEventListener("change", look);
    look();
  }

  // A form that was sent says so, and is not sent twice.
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter || form.querySelector("button[type=submit]");
      // After the browser has read the form: a disabled button's value would not be sent.
      setTimeout(() => { button.disabled = true; button.textContent = form.dataset.busy; });
    });
  }
});

addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
