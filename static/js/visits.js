/* Parts of a visit that save themselves: what did not reach the server says so where it was typed. */
for (const event of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(event, ({ target }) => {
    const form = target.closest("[data-saves]");
    const said = form && document.getElementById(form.dataset.saves);
    if (!said) return;
    said.className = "saved wrong";
    said.textContent = "没有保存：连不上服务器。填写的内容还在页面上，请再点一次，或稍后点“保存”。";
  });
}
