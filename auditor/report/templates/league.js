"use strict";
// Sorts the table by a column; without it the table stands sorted by debt.
for (const button of document.querySelectorAll("#table th button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const down = head.getAttribute("aria-sort") !== "descending";
    const place = [...head.parentNode.children].indexOf(head);
    const body = document.querySelector("#table tbody");
    const key = (row) => row.children[place].dataset.value ?? row.children[place].textContent;
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const order = isNaN(x) || isNaN(y) ? String(x).localeCompare(String(y)) : x - y;
      return down ? -order : order;
    });
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.replaceChildren(...rows);
  });
}
