/* Draws the charts of a page from the figures that stand beside them as JSON; the same figures stand in
   tables, so that nothing is lost where this does not run. */
(() => {
  const ink = "#1f2933";
  const line = "#d5dbe1";
  const accent = "#1d5f9e";
  // Best band first; a band's word stands in the legend and in the table.
  const bands = ["#17633b", "#1d5f9e", "#b7791f", "#9b1c1c", "#54606c"];
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13, color: ink };
  const axis = { axisLabel: { ...font }, axisLine: { lineStyle: { color: "#9aa7b4" } }, splitLine: { lineStyle: { color: line } }, nameTextStyle: { ...font } };
  const base = { animation: false, textStyle: font, tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, textStyle: font } };

  const lower = (data, min) => Math.min(min, data.target || min);
  const upper = (data, max) => Math.max(max, data.target || max);

  const kinds = {
    stacked: (data) => ({
      ...base,
      color: bands,
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, right: 8, textStyle: font, selectedMode: false },
      xAxis: { type: "category", data: data.categories, ...axis },
      yAxis: { type: "value", name: data.unit, minInterval: 1, ...axis },
      series: data.series.map((part) => ({ type: "bar", stack: "all", name: part.name, data: part.values, barCategoryGap: "12%" })),
    }),
    bars: (data) => ({
      ...base,
      color: [accent],
      grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
      xAxis: { type: "value", min: 0, max: data.max, ...axis },
      yAxis: { type: "category", inverse: true, data: data.categories, ...axis },
      series: [{
        type: "bar",
        data: data.values,
        barMaxWidth: 22,
        label: { show: true, position: "insideLeft", ...font, color: "#fff", formatter: ({ value }) => value.toFixed(data.places) },
        markLine: data.average === null ? undefined : {
          symbol: "none",
          silent: true,
          data: [{ xAxis: data.average }],
          lineStyle: { color: ink, type: "dashed" },
          label: { ...font, position: "start", distance: 4, formatter: `${data.averageName} ${data.average.toFixed(data.places)}`, rotate: 0 },
        },
      }],
    }),
    lines: (data) => ({
      ...base,
      color: [accent, "#b7791f", "#54606c"],
      grid: { left: 8, right: data.target ? 76 : 24, top: 40, bottom: 8, containLabel: true },
      legend: { show: data.series.length > 1, top: 0, right: 8, textStyle: font, selectedMode: false },
      xAxis: { type: "category", data: data.categories, ...axis },
      // Some points of room on both sides, so that a small change does not look like a cliff.
      // Both ends are whole tens, so that the steps of ten between them are even. A target stays in sight.
      yAxis: { type: "value", name: data.unit, min: ({ min }) => Math.max(0, Math.floor(lower(data, min) / 10 - 1) * 10), max: ({ max }) => Math.ceil(upper(data, max) / 10) * 10, interval: 10, ...axis },
      series: data.series.map((part, index) => ({
        type: "line",
        name: part.name,
        data: part.values,
        symbolSize: 8,
        connectNulls: false,
        // Of many points those keep their figure that have room; the table has them all.
        labelLayout: { hideOverlap: true },
        // What is expected, drawn from the last figure on; that figure has its label already.
        lineStyle: { type: part.dashed ? "dashed" : "solid" },
        label: { show: true, ...font, position: part.below ? "bottom" : "top", formatter: ({ value, dataIndex }) => (part.dashed && dataIndex < part.values.length - 1 ? "" : value.toFixed(2)) },
        markLine: index || !data.target ? undefined : {
          symbol: "none",
          silent: true,
          data: [{ yAxis: data.target }],
          lineStyle: { color: ink, type: "dashed" },
          label: { ...font, position: "end", formatter: `${data.targetName} ${data.target}${data.unit}` },
        },
      })),
    }),
  };

  const draw = (place) => {
    const data = JSON.parse(document.getElementById(place.dataset.source).textContent);
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(kinds[place.dataset.chart](data));
    new ResizeObserver(() => {
      chart.resize();
      // With its own measure in it the drawing can shrink to the sheet when it is printed.
      place.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    }).observe(place);
  };

  // Labels are measured once: before the page's font is there they would be cut or lie on each other.
  // Laying out the page asks for the fonts that it needs here, and no others.
  document.body.getBoundingClientRect();
  document.fonts.ready.then(() => document.querySelectorAll("[data-chart]").forEach(draw));
})();
