// The debug toolbar's handle for the keyboard: it listens to the mouse alone.
const root = document.getElementById("djDebugRoot");
const handle = (root.shadowRoot ?? root).querySelector("#djShowToolBarButton");
handle.tabIndex = 0;
handle.role = "button";
handle.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  handle.click();
  (root.shadowRoot ?? root).querySelector("#djHideToolBarButton").focus();
});
