// Two scrolling regions on one page need two names. Runs before simplebar, which reads the attribute once.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("nav-sidebar-apps")?.setAttribute("data-simplebar-aria-label", "Navigation");
  // Phones show column titles beside each value, from an attribute: with a capital, as the head of the table has them.
  for (const cell of document.querySelectorAll("#result_list [data-label]")) {
    const title = cell.dataset.label;
    cell.dataset.label = title.charAt(0).toUpperCase() + title.slice(1);
  }
});
