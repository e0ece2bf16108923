// The box above a long table: rows whose text has all its words stay, and groups that have such rows.
for (const box of document.querySelectorAll("[data-narrows]")) {
  const table = document.querySelector(box.dataset.narrows);
  const rows = [...table.querySelectorAll("[data-row]")];
  const told = box.parentElement.querySelector("[data-narrowed]");
  const texts = new Map(rows.map((row) => [row, `${row.dataset.row} ${row.textContent}`.toLowerCase()]));
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => texts.get(row).includes(word));
      left += !row.hidden;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector("[data-row]:not([hidden])");
    told.textContent = words.length ? `${left} of ${rows.length}` : "";
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it narrows, it does not send
  });
}
