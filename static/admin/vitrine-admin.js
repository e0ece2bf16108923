// Two scrolling regions on one page need two names. Runs before simplebar, which reads the attribute once.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("nav-sidebar-apps")?.setAttribute("data-simplebar-aria-label", "Navigation");
  // Phones show column titles beside each value, from an attribute: with a capital, as the head of the table has them.
  for (const cell of document.querySelectorAll("#result_list [data-label]")) {
    const title = cell.dataset.label;
    cell.dataset.label = title.charAt(0).toUpperCase() + title.slice(1);
  }
});

// What opens above a list closes as people expect it: by Escape, and by a click beside it.
document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".list-tool[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(".list-tool[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Copies what stands in the element that the button names; where the browser gives no clipboard it is marked instead.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const copied = document.getElementById(button.dataset.copy);
  getSelection().selectAllChildren(copied);
  await navigator.clipboard?.writeText(copied.textContent.trim());
  button.textContent = navigator.clipboard ? "Copied" : "Marked";
});

// The theme's own switches are words and signs that listen to clicks: here they are buttons, for the keyboard too.
const SIGNS = { storefront: "Vitrine", close: "Close", dock_to_right: "Show or hide the navigation", menu: "Navigation" };
const SWITCHES = "a:not([href])[x-on\\:click], span[x-on\\:click], div.cursor-pointer[x-on\\:click]";
document.addEventListener("DOMContentLoaded", () => {
  for (const item of document.querySelectorAll(SWITCHES)) {
    item.setAttribute("role", "button");
    item.tabIndex = 0;
    const sign = SIGNS[item.textContent.trim()] ?? (item.querySelector("[x-text*=adminTheme]") ? "Colours: light, dark or the system's" : "");
    if (sign) item.setAttribute("aria-label", sign);
  }
  // A sign is not read out; where it stands alone, what it does is.
  for (const sign of document.querySelectorAll(".material-symbols-outlined:not([role])")) {
    const name = sign.textContent.trim();
    const holder = sign.closest("a, button, [role=button]");
    const alone = holder && holder.textContent.trim() === name && !holder.hasAttribute("aria-label");
    if (alone) holder.setAttribute("aria-label", SIGNS[name] ?? (holder.title || name.replaceAll("_", " ")));
    sign.setAttribute("aria-hidden", "true");
  }
});
document.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches("[role=button]:not(button)")) {
    event.preventDefault();
    event.target.click();
  }
});

// A dialog takes the focus, keeps it, and gives it back to what opened it.
document.addEventListener("DOMContentLoaded", () => {
  const page = document.getElementById("page");
  const search = document.querySelector("[x-data='searchCommand()']");
  if (search) {
    search.setAttribute("role", "dialog");
    search.setAttribute("aria-modal", "true");
    search.setAttribute("aria-label", "Find and open");
  }
  for (const dialog of [document.querySelector("[data-dialog]"), search]) {
    if (!dialog || !page) continue;
    let opener = null;
    const shown = () => {
      const open = getComputedStyle(dialog).display !== "none";
      if (open === page.inert) return;
      if (open) opener = document.activeElement;
      page.inert = open;
      if (open) dialog.querySelector("#dialog-form :is(input, select, textarea):not([type=hidden]), [type=search], [type=submit]")?.focus();
      else (page.querySelector("#content [autofocus]") ?? opener)?.focus(); // what came in its place
    };
    new MutationObserver(shown).observe(dialog, { attributes: true, attributeFilter: ["style"] });
  }
});

// Escape closes the menus of the theme, which close by a click beside them.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.click();
});
