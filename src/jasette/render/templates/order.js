// Sorts the rows of a comparison. The page says the same without it.
for (const box of document.querySelectorAll(".order")) {
  const body = box.parentElement.querySelector("tbody");
  const number = (row, key) => key in row.dataset ? Number(row.dataset[key]) : -Infinity;
  box.hidden = false;
  box.addEventListener("click", ({ target }) => {
    const key = target.dataset.by;
    if (!key) return;
    const byName = (a, b) => a.dataset.name.localeCompare(b.dataset.name, document.documentElement.lang);
    const byNumber = (a, b) => number(b, key) - number(a, key);
    body.append(...[...body.rows].sort(key === "name" ? byName : byNumber));
    for (const button of box.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === target));
  });
}
