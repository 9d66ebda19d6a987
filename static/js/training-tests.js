/* Knowledge tests: the time that is left, saving that failed, letters of a paper, the sum of all points. */
(() => {
  const paper = document.querySelector("[data-paper]");
  if (paper) {
    const clock = document.querySelector("[data-left]");
    /* Reckoned from the server's word, so that a wrong clock of this PC does not matter. */
    let until = 0;
    const read = (holder) => { until = performance.now() + Number(holder.dataset.left) * 1000; };
    const two = (number) => String(number).padStart(2, "0");
    const tick = () => {
      const left = Math.max(0, Math.round((until - performance.now()) / 1000));
      clock.textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
      clock.classList.toggle("time-short", left <= 300);
      if (left > 0) return;
      clearInterval(timer);
      document.querySelector("[data-submit]").click();
    };
    let timer = 0;
    if (clock) {
      read(clock);
      timer = setInterval(tick, 1000);
      tick();
    }
    const failed = () => {
      const said = document.getElementById("saved");
      said.className = "saved wrong";
      said.textContent = "没有保存：连不上服务器。答案仍在页面上，请再选一次，或稍后点“保存”。";
    };
    paper.addEventListener("htmx:sendError", failed);
    paper.addEventListener("htmx:responseError", failed);
    document.querySelector("[data-submit]")?.addEventListener("click", () => clearInterval(timer));
  }

  /* Letters of a printed paper: one letter goes on to the next field, Enter and arrows move. */
  const grid = document.querySelector("[data-letters]");
  if (grid) {
    const fields = [...grid.querySelectorAll("input[data-letter]")];
    const go = (field, steps) => { const next = fields[fields.indexOf(field) + steps]; if (next) { next.focus(); next.select(); } };
    grid.addEventListener("input", (event) => {
      const field = event.target;
      if (event.isComposing || !field.dataset.letter) return;
      if (field.dataset.letter === "one" && field.value.trim()) {
        const next = fields[fields.indexOf(field) + 1];
        if (next) go(field, 1); else document.querySelector("[data-save]").focus();
      }
    });
    grid.addEventListener("keydown", (event) => {
      const field = event.target;
      if (!field.dataset.letter || event.isComposing) return;
      const steps = { Enter: 1, ArrowRight: 1, ArrowLeft: -1, ArrowDown: 5, ArrowUp: -5 }[event.key];
      if (!steps) return;
      event.preventDefault();
      if (event.key === "Enter" && field === fields.at(-1)) document.querySelector("[data-save]").focus();
      else go(field, steps);
    });
    grid.addEventListener("focusin", (event) => { if (event.target.select) event.target.select(); });
  }

  /* Setting up: points of each kind, the full mark and the pass mark that follows from it. */
  const setting = document.querySelector("[data-full]");
  if (setting) {
    const share = Number(setting.dataset.share);
    const value = (name) => Number(setting.querySelector(`[name="${name}"]`)?.value || 0);
    const round = (number) => Math.round(number * 10) / 10;
    const sum = () => {
      let full = 0;
      let many = 0;
      for (const place of setting.querySelectorAll("[data-sum]")) {
        const kind = place.dataset.sum;
        const points = value(`${kind}_count`) * value(`${kind}_points`);
        place.textContent = round(points);
        full += points;
        many += value(`${kind}_count`);
      }
      setting.querySelector("[data-total]").textContent = round(full);
      setting.querySelector("[data-many]").textContent = many;
      const pass = setting.querySelector("[data-pass]");
      if (pass && share) pass.textContent = round(full * share / 100);
    };
    setting.addEventListener("input", sum);
    sum();
  }
})();
