/* The grid of attendance: digits choose, Enter and arrows move, a column is filled where it is empty. */
(() => {
  const grid = document.querySelector("[data-attendance]");
  if (!grid) return;
  const keys = { 1: "present", 2: "leave", 3: "absent", 0: "", Delete: "", Backspace: "" };
  const seen = (field) => grid.elements[`seen-${field.name}`].value;
  const show = (field) => field.classList.toggle("changed", field.value !== seen(field));
  const changed = () => [...grid.querySelectorAll("select")].some((field) => field.value !== seen(field))
    || [...grid.querySelectorAll("input.leave")].some((field) => field.value !== field.defaultValue);
  let sending = false;

  const neighbour = (field, rows, columns) => {
    let row = field.closest("tr");
    const column = Number(field.dataset.column) + columns;
    for (let step = 0; step < Math.abs(rows) && row; step += 1) {
      row = rows > 0 ? row.nextElementSibling : row.previousElementSibling;
    }
    return row && row.querySelector(`select[data-column="${column}"]`);
  };

  grid.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.tagName !== "SELECT" || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], Enter: [1, 0] }[event.key];
    if (step) {
      event.preventDefault();
      neighbour(field, ...step)?.focus();
    } else if (event.key in keys) {
      event.preventDefault();
      field.value = keys[event.key];
      show(field);
      if (field.value === "leave") field.closest("tr").querySelector(".leave").focus();
      else neighbour(field, 1, 0)?.focus();
    }
  });
  grid.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") show(event.target); });
  grid.addEventListener("click", (event) => {
    const column = event.target.dataset.all;
    if (column === undefined) return;
    for (const field of grid.querySelectorAll(`select[data-column="${column}"]`)) {
      if (!field.value) { field.value = "present"; show(field); }
    }
  });
  grid.querySelectorAll("select").forEach(show);
  grid.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => { if (!sending && changed()) event.preventDefault(); });
})();
