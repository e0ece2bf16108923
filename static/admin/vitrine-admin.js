// Two scrolling regions on one page need two names. Runs before simplebar, which reads the attribute once.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("nav-sidebar-apps")?.setAttribute("data-simplebar-aria-label", "Navigation");
});
