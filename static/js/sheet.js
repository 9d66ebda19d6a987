/* The grid of a monthly sheet: arrow keys and Enter move by row, a row is saved when one leaves it. */
(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;

  const formOf = (row) => row.querySelector("form.row-form");
  const fields = (row) => [...formOf(row).elements].filter((field) => field.name && field.type !== "hidden");
  const typed = (row) => JSON.stringify(fields(row).map((field) => field.value.trim()));
  const state = (row, text) => { row.querySelector(".row-state").textContent = text; };
  const remember = (row) => { if (formOf(row) && row.dataset.stored === undefined) row.dataset.stored = typed(row); };
  const changed = (row) => row.dataset.stored !== undefined && row.dataset.stored !== typed(row);

  const save = (row) => {
    if (!changed(row)) return;
    row.dataset.sent = typed(row);
    row.dataset.stored = row.dataset.sent;
    state(row, "正在保存……");
    formOf(row).requestSubmit();
  };

  const move = (field, rows) => {
    const row = field.closest("tr");
    let other = row;
    for (let step = 0; step < Math.abs(rows) && other; step += 1) {
      other = rows > 0 ? other.nextElementSibling : other.previousElementSibling;
    }
    const target = other && fields(other).find((candidate) => candidate.name === field.name);
    if (target) target.focus(); else save(row);
  };

  grid.querySelectorAll("tbody tr").forEach(remember);

  grid.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "INPUT" || event.isComposing) return;
    const rows = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!rows) return;
    event.preventDefault();
    move(event.target, rows);
  });
  grid.addEventListener("focusin", (event) => { if (event.target.select) event.target.select(); });
  grid.addEventListener("focusout", (event) => {
    const row = event.target.closest("tr");
    if (row && row !== event.relatedTarget?.closest("tr")) save(row);
  });
  grid.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    state(row, changed(row) ? "未保存" : "");
  });

  /* Somebody who is back in the row keeps typing: take over only what the answer tells. */
  grid.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target;
    if (!row.contains(document.activeElement)) return;
    const holder = document.createElement("tbody");
    holder.innerHTML = event.detail.xhr.responseText;
    const answer = holder.querySelector("tr");
    if (!answer || !formOf(answer)) return;
    event.detail.shouldSwap = false;
    formOf(row).elements.seen.value = formOf(answer).elements.seen.value;
    row.querySelector(".score").replaceWith(answer.querySelector(".score"));
    row.querySelector(".wrong")?.remove();
    const wrong = answer.querySelector(".wrong");
    if (wrong) row.querySelector(".said").append(wrong);
    row.className = answer.className;
    state(row, changed(row) ? "未保存" : answer.querySelector(".row-state").textContent);
  });
  grid.addEventListener("htmx:load", (event) => {
    const row = event.target;
    if (row.tagName === "TR" && !row.querySelector(".wrong")) remember(row);
    else if (row.tagName === "TR") row.dataset.stored = "";
  });
  const failed = (event) => {
    const row = event.target.closest("tr");
    if (!row) return;
    row.dataset.stored = "";
    row.classList.add("row-wrong");
    state(row, "未保存：连不上服务器，内容仍在，请稍后点“保存”");
  };
  grid.addEventListener("htmx:sendError", failed);
  grid.addEventListener("htmx:responseError", failed);

  window.addEventListener("beforeunload", (event) => {
    if ([...grid.querySelectorAll("tbody tr")].some(changed)) event.preventDefault();
  });
})();
