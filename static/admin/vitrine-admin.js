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
