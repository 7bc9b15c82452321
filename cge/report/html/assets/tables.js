// Tables that sort by a button in each head, and show the rows that a reader asks for.

const SEEN_AT_ONCE = 8; // rows of a table that need no filter

function enhance(sheet, number) {
  const table = sheet.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = element("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column, rows, body));
  });
  const input = rows.length > SEEN_AT_ONCE ? filterOf(sheet, number) : undefined;
  const text = rows.map((row) => row.textContent.toLocaleLowerCase());
  const show = () => {
    const wanted = input ? input.value.trim().toLocaleLowerCase() : "";
    rows.forEach((row, k) => {
      row.hidden = !(ofExperiment(row) && text[k].includes(wanted));
    });
    const shown = rows.filter((row) => !row.hidden).length;
    sheet.querySelector("[role=status]")?.replaceChildren(`${shown} of ${rows.length} rows`);
  };
  input?.addEventListener("input", show);
  follow(show);
}

// A field above a table: rows that have its text stay.
function filterOf(sheet, number) {
  const input = element("input", { type: "search", id: `filter-${number}`, autocomplete: "off" });
  const label = element("label", { for: input.id }, "Rows with ");
  const status = element("span", { role: "status", class: "note" });
  sheet.querySelector(".scroll").before(element("div", { class: "tools" }, label, input, status));
  return input;
}

function ofExperiment(row) {
  const own = row.dataset.experiment;
  return own === undefined || choice.allInTables || own === data.experiments[choice.experiment];
}

// Numbers begin with the largest, text with A; rows without a number come last either way.
function sort(head, column, rows, body) {
  const numeric = head.dataset.kind === "number";
  const first = numeric ? "descending" : "ascending";
  const other = numeric ? "ascending" : "descending";
  const order = head.getAttribute("aria-sort") === first ? other : first;
  for (const cell of head.parentNode.cells) cell.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const compare = numeric ? byNumber : byText;
  const sorted = [...rows].sort((a, b) => compare(a.cells[column], b.cells[column], sign));
  body.append(...sorted);
}

function byNumber(a, b, sign) {
  const [left, right] = [a.dataset.value, b.dataset.value];
  if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1);
  return sign * (Number(left) - Number(right));
}

function byText(a, b, sign) {
  return sign * a.textContent.trim().localeCompare(b.textContent.trim(), "en", { numeric: true });
}
