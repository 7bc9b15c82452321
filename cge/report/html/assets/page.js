// Puts figures and tables to work.

const COLUMNS_OF_HALF = 30; // beyond which tiles take the whole width

function figure(place) {
  const chart = data.charts.find((each) => each.key === place.dataset.chart);
  place.classList.toggle("wide", (chart.columns?.labels.length ?? 0) > COLUMNS_OF_HALF);
  const plot = element("div", { class: "plot" });
  const inside = element("div", {}, plot);
  const numbers = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Numbers: ${chart.title}` });
  const details = element("details", {}, element("summary", {}, "The numbers as a table"), numbers);
  const select = measures(chart, place);
  place.append(inside, details);
  const draw = () => {
    hideTip();
    const measure = chart.measures[Number(select?.value ?? 0)];
    plot.replaceChildren();
    inside.querySelectorAll(".legend").forEach((legend) => legend.remove());
    DRAWN[chart.kind](plot, chart, measure, Math.floor(inside.clientWidth));
    if (details.open) numbers.replaceChildren(numbersOf(chart, measure));
  };
  select?.addEventListener("change", draw);
  details.addEventListener("toggle", draw);
  follow(draw);
  let width = inside.clientWidth;
  new ResizeObserver(() => {
    if (inside.clientWidth === width) return;
    width = inside.clientWidth;
    draw();
  }).observe(inside);
}

function measures(chart, place) {
  if (chart.measures.length < 2) return undefined;
  const id = `measure-${chart.key}`;
  const select = element("select", { id });
  chart.measures.forEach((measure, k) => {
    select.append(element("option", { value: k }, `${measure.title} (${measure.unit})`));
  });
  place.append(element("div", { class: "tools" }, element("label", { for: id }, "Shown"), select));
  return select;
}

function numbersOf(chart, measure) {
  const values = measure.values[choice.experiment];
  const rowOf = (k) => element("th", { scope: "row" }, element("bdi", {}, named(chart.rows, k)));
  const cell = (value) => element("td", { class: "number" }, written(value, measure));
  const heads = chart.columns ? chart.columns.names : [measure.title];
  const head = element("tr", {}, element("th", { scope: "col" }, chart.rows.title));
  heads.forEach((text) => head.append(element("th", { scope: "col", "data-kind": "number" }, element("bdi", {}, text))));
  const body = element("tbody");
  values.forEach((row, k) => body.append(element("tr", {}, rowOf(k), ...[row].flat().map(cell))));
  const caption = element("caption", {}, `${measure.title} (${measure.unit}), ${data.experiments[choice.experiment]}`);
  return element("table", {}, caption, element("thead", {}, head), body);
}

// Print shows what is folded, too.
const opened = [];
addEventListener("beforeprint", () => {
  opened.push(...document.querySelectorAll("details:not([open])"));
  opened.forEach((each) => { each.open = true; });
});
addEventListener("afterprint", () => {
  opened.splice(0).forEach((each) => { each.open = false; });
});

document.body.append(tip);
document.querySelectorAll("details.sheet").forEach(enhance);
document.querySelectorAll("figure.chart").forEach(figure);
start();
