/* Sends the CSRF token with each htmx request. */
document.addEventListener("htmx:configRequest", (event) => {
  const match = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (match) event.detail.headers["X-CSRFToken"] = match[1];
});
/* A tick in a table's head ticks all of its rows. */
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (name) for (const box of document.querySelectorAll(`input[name="${name}"]`)) box.checked = event.target.checked;
});

// A page that is made to be printed has a button for it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
