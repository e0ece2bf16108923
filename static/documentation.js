// Swagger's own dark colours hang on a class; the shop follows the reader's system.
"use strict";
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Swagger marks its list as a second main part; a page has one.
new MutationObserver((changes, watch) => {
  const list = document.getElementById("operations");
  if (!list) return;
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Operations");
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
