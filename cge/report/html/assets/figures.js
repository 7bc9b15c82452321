// Figures of the page: bars, stacked bars, tiles and maps, drawn anew for each choice and width.

const BAR = 22, TILE = 28, GAP = 12;
const pen = document.createElement("canvas").getContext("2d");
pen.font = "12px system-ui, sans-serif";

function written(value, measure) {
  if (value === null) return "no number";
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: measure.decimals,
    maximumFractionDigits: measure.decimals,
  });
  return `${value > 0 ? "+" : ""}${text.replace("-", "−")}`;
}

// Short numbers of axes and tiles: 12k for 12,000.
function brief(value) {
  if (value === 0) return "0";
  const text = Math.abs(value) >= 1000 ? d3.format(".2~s")(value) : d3.format(".2~r")(value);
  return text.replace("-", "−").replace("G", "bn");
}

function named(axis, k) {
  const [label, name] = [axis.labels[k], axis.names[k]];
  return label === name ? label : `${name} (${label})`;
}

// Width of a text in pixels.
function wide(text) {
  return pen.measureText(text).width;
}

function widest(labels) {
  return GAP + Math.max(GAP, ...labels.map(wide));
}

function canvas(plot, chart, width, height) {
  return d3
    .select(plot)
    .append("svg")
    .attr("width", width)
    .attr("height", height)
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "group")
    .attr("aria-label", chart.title);
}

// ---------------------------------------------------------------------------------------- bars

function bars(plot, chart, measure, width) {
  const values = measure.values[choice.experiment];
  const order = d3.range(values.length).sort((a, b) => d3.descending(values[a] ?? -Infinity, values[b] ?? -Infinity));
  const left = Math.min(widest(chart.rows.labels), width * 0.4);
  const x = horizontal([0, ...values.filter((v) => v !== null)], left, width - 12);
  const y = d3.scaleBand(order, [8, 8 + BAR * order.length]).padding(0.2);
  const svg = canvas(plot, chart, width, 8 + BAR * order.length + 44);
  axes(svg, x, y, chart.rows.labels, left, measure);
  const marks = svg
    .append("g")
    .selectAll("rect")
    .data(order)
    .join("rect")
    .attr("class", (k) => `bar ${values[k] < 0 ? "down" : "up"}`)
    .attr("x", (k) => Math.min(x(0), x(values[k] ?? 0)))
    .attr("width", (k) => Math.max(1, Math.abs(x(values[k] ?? 0) - x(0))))
    .attr("y", (k) => y(k))
    .attr("height", y.bandwidth());
  interactive(
    marks,
    (k) => [order.indexOf(k), 0],
    (k) => [named(chart.rows, k), `${written(values[k], measure)} ${measure.unit}`],
  );
}

// Parts of each row, rises to the right of zero and falls to the left; a diamond marks their sum.
function stack(plot, chart, measure, width) {
  const values = measure.values[choice.experiment];
  if (values.flat().every((value) => value === null)) {
    plot.append(element("p", {}, "This experiment has one part only."));
    return;
  }
  const pieces = values.flatMap((parts, row) => stacked(parts).map((piece) => ({ ...piece, row })))
    .filter((piece) => piece.value !== null);
  const nets = values.map((parts) => d3.sum(parts));
  const left = Math.min(widest(chart.rows.labels), width * 0.4);
  const x = horizontal([0, ...pieces.flatMap((p) => [p.from, p.to])], left, width - 12);
  const y = d3.scaleBand(d3.range(values.length), [8, 8 + BAR * values.length]).padding(0.2);
  const svg = canvas(plot, chart, width, 8 + BAR * values.length + 44);
  axes(svg, x, y, chart.rows.labels, left, measure);
  const marks = svg
    .append("g")
    .selectAll("rect")
    .data(pieces)
    .join("rect")
    .attr("class", (p) => `part-${1 + (p.part % 8)}`)
    .attr("x", (p) => Math.min(x(p.from), x(p.to)))
    .attr("width", (p) => Math.abs(x(p.to) - x(p.from)))
    .attr("y", (p) => y(p.row))
    .attr("height", y.bandwidth());
  interactive(
    marks,
    (p) => [p.row, p.part],
    (p) => [
      named(chart.rows, p.row),
      `${chart.columns.names[p.part]}: ${written(p.value, measure)} ${measure.unit}`,
      `sum: ${written(nets[p.row], measure)} ${measure.unit}`,
    ],
  );
  const diamond = y.bandwidth() / 2.6;
  svg
    .append("g")
    .attr("aria-hidden", "true")
    .selectAll("path")
    .data(nets)
    .join("path")
    .attr("class", "net inside")
    .attr("transform", (net, row) => `translate(${x(net)},${y(row) + y.bandwidth() / 2})`)
    .attr("d", `M0,${-diamond}L${diamond},0L0,${diamond}L${-diamond},0Z`);
  partsLegend(plot, chart.columns);
}

function stacked(parts) {
  let [up, down] = [0, 0];
  return parts.map((value, part) => {
    const from = value < 0 ? down : up;
    const to = from + (value ?? 0);
    if (value < 0) down = to;
    else up = to;
    return { part, value, from, to };
  });
}

function partsLegend(plot, axis) {
  const legend = element("div", { class: "legend" });
  axis.names.forEach((name, k) => {
    const item = d3.select(legend).append("span");
    const svg = item.append("svg").attr("aria-hidden", "true").attr("viewBox", "0 0 10 10");
    svg.append("rect").attr("width", 10).attr("height", 10).attr("class", `part-${1 + (k % 8)}`);
    item.append("span").text(` ${name}`);
  });
  legend.append(element("span", {}, "◆ sum"));
  plot.before(legend);
}

function horizontal(values, from, to) {
  const [low, high] = d3.extent(values);
  return d3.scaleLinear(low === high ? [-1, 1] : [low, high], [from, to]).nice(5);
}

function axes(svg, x, y, labels, left, measure) {
  const [top, bottom] = y.range();
  const count = Math.max(2, Math.min(7, (x.range()[1] - left) / 70));
  const hidden = svg.append("g").attr("aria-hidden", "true");
  const ticks = x.ticks(count);
  hidden
    .selectAll("line")
    .data(ticks)
    .join("line")
    .attr("class", (value) => (value === 0 ? "zero" : "grid"))
    .attr("x1", x)
    .attr("x2", x)
    .attr("y1", top)
    .attr("y2", bottom);
  const scale = (axis) => axis(x).tickValues(ticks).tickFormat(brief);
  hidden.append("g").attr("class", "axis").attr("transform", `translate(0,${bottom})`).call(scale(d3.axisBottom));
  hidden
    .append("text")
    .attr("x", (left + x.range()[1]) / 2)
    .attr("y", bottom + 36)
    .attr("text-anchor", "middle")
    .text(measure.unit);
  rowLabels(hidden, y, labels, left);
}

function rowLabels(group, y, labels, left) {
  group
    .append("g")
    .selectAll("text")
    .data(y.domain())
    .join("text")
    .attr("x", left - 8)
    .attr("y", (k) => y(k) + y.bandwidth() / 2)
    .attr("dy", "0.35em")
    .attr("text-anchor", "end")
    .text((k) => cut(labels[k], left - GAP));
}

function cut(label, room) {
  if (wide(label) <= room) return label;
  let letters = [...label];
  while (letters.length > 1 && wide(`${letters.join("")}…`) > room) letters = letters.slice(0, -1);
  return `${letters.join("")}…`;
}

// --------------------------------------------------------------------------------------- tiles

function coloured(tiles, full, value) {
  tiles
    .attr("class", (d) => `tile ${value(d) === null ? "none" : value(d) < 0 ? "down" : "up"}`)
    .style("--share", (d) => `${full ? Math.min(100, (100 * Math.abs(value(d) ?? 0)) / full) : 0}%`);
}

function tiles(plot, chart, measure, width) {
  const values = measure.values[choice.experiment];
  const [down, across] = [chart.rows.labels.length, chart.columns.labels.length];
  const left = Math.min(widest(chart.rows.labels), width * 0.35);
  const longest = widest(chart.columns.labels);
  const room = (width - left - 4) / across;
  const slanted = longest > room;
  const lean = slanted ? longest * Math.SQRT1_2 : 0; // how far a slanted label reaches
  const side = Math.min(96, Math.max(16, (width - left - lean - 4) / across));
  const top = slanted ? lean + 8 : 22;
  const high = across > 30 ? 16 : TILE;
  const cells = d3.cross(d3.range(down), d3.range(across)).map(([row, column]) => ({ row, column, value: values[row][column] }));
  const full = measure.limits[choice.experiment];
  const svg = canvas(plot, chart, Math.max(width, left + side * across + lean + 4), top + high * down + 4);
  const place = { x: (cell) => left + side * cell.column, y: (cell) => top + high * cell.row };
  const marks = svg
    .append("g")
    .selectAll("rect")
    .data(cells)
    .join("rect")
    .attr("x", place.x)
    .attr("y", place.y)
    .attr("width", side)
    .attr("height", high);
  coloured(marks, full, (cell) => cell.value);
  if (side >= 42) numbersInside(svg, cells, (cell) => [place.x(cell) + side / 2, place.y(cell) + high / 2]);
  const words = svg.append("g").attr("aria-hidden", "true");
  const rows = d3.scaleBand(d3.range(down), [top, top + high * down]);
  rowLabels(words, rows, chart.rows.labels, left);
  words
    .append("g")
    .selectAll("text")
    .data(chart.columns.labels)
    .join("text")
    .attr("transform", (label, k) => `translate(${left + side * (k + 0.5)},${top - 6})${slanted ? " rotate(-45)" : ""}`)
    .attr("text-anchor", slanted ? "start" : "middle")
    .text((label) => label);
  interactive(
    marks,
    (cell) => [cell.row, cell.column],
    (cell) => [
      `${chart.rows.title}: ${named(chart.rows, cell.row)}`,
      `${chart.columns.title}: ${named(chart.columns, cell.column)}`,
      `${written(cell.value, measure)} ${measure.unit}`,
    ],
  );
  scaleLegend(plot, full, measure, cells.map((cell) => cell.value));
}

function numbersInside(svg, marks, centre) {
  svg
    .append("g")
    .attr("aria-hidden", "true")
    .selectAll("text")
    .data(marks.filter((mark) => mark.value !== null))
    .join("text")
    .attr("class", "inside")
    .attr("x", (mark) => centre(mark)[0])
    .attr("y", (mark) => centre(mark)[1])
    .attr("dy", "0.35em")
    .text((mark) => brief(mark.value));
}

function scaleLegend(plot, full, measure, values) {
  const clipped = values.filter((v) => v !== null && Math.abs(v) > full * 1.000001).length;
  const said = clipped ? `; ${clipped} ${clipped === 1 ? "tile is" : "tiles are"} beyond` : "";
  plot.before(
    element("div", { class: "legend" }, `−${brief(full)}`, element("span", { class: "scale" }), `+${brief(full)} ${measure.unit}${said}`),
  );
}

// ----------------------------------------------------------------------------------------- map

const NAMED = 26; // the least side of a square that holds a name

// A square for each economy at its place in the world; a region covers those of its members.
function map(plot, chart, measure, width) {
  const values = measure.values[choice.experiment];
  const [down, across] = [1 + d3.max(chart.places, (p) => p[1]), 1 + d3.max(chart.places, (p) => p[2])];
  const side = Math.max(NAMED, Math.min(44, (width - 4) / across)); // a narrow page scrolls
  const cells = chart.places.map(([label, row, column, region]) => ({ label, row, column, region, value: values[region] }));
  const full = measure.limits[choice.experiment];
  const svg = canvas(plot, chart, Math.max(width, side * across + 4), side * down + 4);
  const marks = svg
    .append("g")
    .selectAll("rect")
    .data(cells)
    .join("rect")
    .attr("x", (cell) => 2 + side * cell.column)
    .attr("y", (cell) => 2 + side * cell.row)
    .attr("width", side)
    .attr("height", side);
  coloured(marks, full, (cell) => cell.value);
  svg
    .append("g")
    .attr("aria-hidden", "true")
    .selectAll("text")
    .data(cells)
    .join("text")
    .attr("class", "inside")
    .attr("x", (cell) => 2 + side * (cell.column + 0.5))
    .attr("y", (cell) => 2 + side * (cell.row + 0.5))
    .attr("dy", "0.35em")
    .attr("font-size", Math.min(11, side / 3))
    .text((cell) => cell.label);
  interactive(
    marks,
    (cell) => [cell.row, cell.column],
    (cell) => [`${cell.label}: ${named(chart.rows, cell.region)}`, `${written(cell.value, measure)} ${measure.unit}`],
  );
  scaleLegend(plot, full, measure, values);
}

const DRAWN = { bars, stack, tiles, map };
