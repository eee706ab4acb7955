// Sorting and filtering of tables that are complete without it.
"use strict";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortKey(row, column, kind) {
  const cell = row.cells[column];
  const text = cell.dataset.value ?? cell.textContent.trim();
  if (kind !== "number") return text;
  const number = parseFloat(text.replace(/,/g, "").match(/-?\d.*/)?.[0]);
  return Number.isNaN(number) ? -Infinity : number;
}

function sort(table, column, kind, ascending) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => [sortKey(row, column, kind), row]);
  rows.sort(([a], [b]) => (kind === "number" ? a - b : collator.compare(a, b)));
  if (!ascending) rows.reverse();
  body.append(...rows.map(([, row]) => row));
}

// On a phone the heads of a table are not shown; a list of them stands above it instead.
function addSortList(table, buttons) {
  const label = document.createElement("label");
  const list = document.createElement("select");
  list.append(new Option("as it stands", ""));
  buttons.forEach((button, at) => list.append(new Option(button.textContent.trim(), at)));
  list.addEventListener("change", () => {
    if (!list.value) return;
    const button = buttons[Number(list.value)];
    button.parentElement.removeAttribute("aria-sort");
    button.click();
  });
  label.className = "sort-list";
  label.append("Sort by ", list);
  table.parentElement.before(label);
}

function makeSortable(table) {
  const heads = Array.from(table.tHead.rows[0].cells);
  const buttons = [];
  heads.forEach((head, column) => {
    const kind = head.dataset.sort ?? "text";
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    buttons.push(button);
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      const isCount = kind === "number" && head.classList.contains("n");
      const ascending = was ? was === "descending" : !isCount;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sort(table, column, kind, ascending);
    });
  });
  if (table.tBodies[0].rows.length > 1) addSortList(table, buttons);
}

function makeFilter(box) {
  const input = box.querySelector("input");
  const shown = box.querySelector("output");
  const table = document.getElementById(input.getAttribute("aria-controls"));
  const rows = Array.from(table.tBodies[0].rows, (row) => [row.textContent.toLowerCase(), row]);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const [text, row] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) number += 1;
    }
    shown.textContent = words.length ? `${number} of ${rows.length}` : "";
  });
  box.hidden = false;
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
document.querySelectorAll(".filter").forEach(makeFilter);
