// Colours for the answer (their words are in api.css), and the headers that a change from this page carries.
"use strict";
prettyPrint();

{ // a block: the page that answers a form runs this again
  const key = crypto.randomUUID(); // a page is one wish, however often its button is pressed
  $(document).on("ajaxSend", (event, request, sent) => {
    const read = document.querySelector("form[data-read]")?.dataset.read;
    if (sent.method === "POST") request.setRequestHeader("Idempotency-Key", key);
    if (read && sent.method === "PATCH") request.setRequestHeader("If-Match", read);
  });
}
