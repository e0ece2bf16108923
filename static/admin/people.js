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

// Narrow screens show one role of the matrix at a time; the others stay in the form.
for (const chooser of document.querySelectorAll(".matrix-one")) {
  const choose = () => {
    const chosen = chooser.querySelector(":checked")?.value;
    for (const cell of document.querySelectorAll("#matrix [data-role]")) {
      cell.classList.toggle("aside-role", cell.dataset.role !== chosen);
    }
  };
  chooser.addEventListener("change", choose);
  choose();
}

// Which cells are not as they were, and how many.
for (const told of document.querySelectorAll("[data-changed]")) {
  const words = told.textContent;
  const changed = (box) => (box.type === "checkbox" ? box.checked !== box.defaultChecked : box.value !== box.defaultValue);
  document.getElementById("matrix").addEventListener("input", () => {
    let count = 0;
    for (const cell of document.querySelectorAll("#matrix td[data-role]")) {
      const differs = [...cell.querySelectorAll("input")].some(changed);
      cell.classList.toggle("changed", differs);
      count += differs;
    }
    told.textContent = count ? `${count} ${count === 1 ? "box" : "boxes"} changed, nothing is saved yet.` : words;
  });
}
