"use strict";
// One page, one user: what is chosen, where sliders stand, what is shown, what is pinned.

const MOST_PINS = 4;
const STEPS = 200; // of a slider, from one end to the other
const WIDE = 200, HIGH = 8; // of a picture: its width, and the height of a bar, in its own units
const page = Math.random().toString(36).slice(2);
const by = (id) => document.getElementById(id);
const state = { lists: null, board: null, x: [], number: 0, shown: null, solved: null, pins: [], pinned: 0, asking: false, again: false, waiting: null };

class Refused extends Error {
  constructor(problems) { super(problems.join("\n")); this.problems = problems; }
}

async function ask(path, question, signal) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question), signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(["The program does not answer. If it has ended, start cge serve again and open its new address."]);
  }
  const kind = answer.headers.get("Content-Type") || "";
  if (!kind.startsWith("application/json")) throw new Refused([(await answer.text()).trim()]);
  const found = await answer.json();
  if (!answer.ok) throw new Refused(found.problems);
  return found;
}

function element(name, about = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(about)) {
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function drawn(name, about, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(about)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function complain(problems, head = "") {
  const place = by("problems");
  place.replaceChildren();
  if (!problems.length) return;
  if (head) place.append(element("p", { text: head }));
  place.append(element("ul", {}, ...problems.map((text) => element("li", { text }))));
}

function fill(select, names, chosen) {
  select.replaceChildren(...names.map(([value, text]) => element("option", { value, text })));
  if (chosen !== undefined) select.value = chosen;
}

// --- choosing ------------------------------------------------------------------------------------

async function begin() {
  try {
    state.lists = await ask("/api/lists", {});
  } catch (error) {
    by("about").textContent = "Nothing is loaded.";
    complain(error.problems || [String(error)]);
    return;
  }
  const { lists } = state;
  fill(by("scenario"), lists.scenarios.map((one) => [one.name, one.name]), lists.first.scenario);
  fill(by("data"), lists.data.map((name) => [name, name]), lists.first.data);
  fill(by("aggregation"), lists.aggregations.map((name) => [name, name || "default of the data"]), lists.first.aggregation);
  await load({ ...selected(), experiment: "", own: [] });
}

function meant() { // a scenario may say which data it is meant for
  const one = state.lists.scenarios.find((each) => each.name === by("scenario").value);
  if (one.data) by("data").value = one.data;
  if (one.aggregation) by("aggregation").value = one.aggregation;
}

const selected = () => ({ data: by("data").value, aggregation: by("aggregation").value, scenario: by("scenario").value });

async function load(choice, keep = []) {
  const buttons = document.querySelectorAll("button, select");
  buttons.forEach((one) => { one.disabled = true; });
  say("Loading the model.");
  try {
    const board = await ask("/api/board", choice);
    complain([]);
    state.board = board;
    state.x = board.sliders.map((slider, k) => (keep[k] === undefined ? slider.start : keep[k]));
    state.shown = state.solved = null;
    show(board);
    say(`Loaded: ${board.title}.`);
    moved();
  } catch (error) {
    if (!state.board) by("about").textContent = "Nothing is loaded.";
    else by("experiment").value = state.board.experiment;
    complain(error.problems || [String(error)], "Not loaded; what was loaded before stays.");
    say("");
  } finally {
    buttons.forEach((one) => { one.disabled = false; });
    limits();
  }
}

function show(board) {
  by("about").textContent = `${board.title}. ${board.size}.`;
  by("work").hidden = false;
  fill(by("experiment"), board.experiments, board.experiment);
  const before = by("measure").value;
  const known = board.measures.some((one) => one.name === before);
  fill(by("measure"), board.measures.map((one) => [one.name, `${one.title}, ${one.unit}`]), known ? before : board.welfare);
  showSliders(board);
  fill(by("kind"), board.kinds.map((kind) => [kind.name, `${kind.title}, ${kind.unit}`]));
  showWhere();
}

function showSliders(board) {
  const place = by("sliders");
  place.replaceChildren();
  let group = null, last = null;
  board.sliders.forEach((slider, k) => {
    if (slider.package !== last) {
      last = slider.package;
      const head = `h${k}`;
      group = element("div", { role: "group", "aria-labelledby": head },
        element("h3", { id: head, text: last || "Your own" }));
      place.append(group);
    }
    group.append(sliderOf(slider, k));
  });
}

function sliderOf(slider, k) {
  const step = (slider.high - slider.low) / STEPS;
  const about = { min: slider.low, max: slider.high };
  const range = element("input", { type: "range", id: `r${k}`, ...about, step, "aria-describedby": `u${k}` });
  const box = element("input", { type: "number", id: `n${k}`, ...about, step: "any", "aria-label": `${slider.title}: number` });
  const unit = element("span", { class: "unit", id: `u${k}` });
  range.addEventListener("input", () => move(k, Number(range.value)));
  box.addEventListener("change", () => {
    if (box.value !== "" && box.checkValidity()) move(k, Number(box.value));
    else { box.reportValidity(); place(k); }
  });
  const row = element("div", { class: "row" }, range, box, unit);
  if (!slider.package) row.append(removal(k));
  const made = element("div", { class: "slider" }, element("label", { for: `r${k}`, text: slider.title }), row);
  queueMicrotask(() => place(k));
  return made;
}

function removal(k) {
  const title = state.board.sliders[k].title;
  const button = element("button", { type: "button", text: "Remove", "aria-label": `Remove ${title}` });
  button.addEventListener("click", () => {
    const first = state.board.sliders.length - state.board.own.length;
    const own = state.board.own.filter((_, n) => n !== k - first);
    load({ ...state.board.choice, experiment: state.board.experiment, own }, state.x.filter((_, n) => n !== k));
  });
  return button;
}

function place(k) { // what the page says of a slider
  const slider = state.board.sliders[k], value = state.x[k];
  const size = slider.size === null ? "" : ` the scenario: ${short(slider.size * value)} ${slider.of_size}`.trimEnd();
  const text = slider.unit === "times" ? `times${size}` : slider.unit;
  by(`r${k}`).value = value;
  by(`r${k}`).setAttribute("aria-valuetext", `${short(value)} ${text}`);
  if (document.activeElement !== by(`n${k}`) || Number(by(`n${k}`).value) !== value) by(`n${k}`).value = Number(value.toPrecision(12));
  by(`u${k}`).textContent = text;
}

function move(k, value) {
  state.x[k] = value;
  place(k);
  moved();
}

function showWhere() {
  const kind = state.board.kinds.find((one) => one.name === by("kind").value);
  by("where").replaceChildren(...(kind ? kind.dims : []).map((dim) => {
    const select = element("select", { id: `w-${dim}`, "data-dim": dim });
    fill(select, [["all", "all"], ...state.board.labels[dim]]);
    return element("div", { class: "field" }, element("label", { for: `w-${dim}`, text: dim }), select);
  }));
}

function add() {
  const where = {};
  by("where").querySelectorAll("select").forEach((select) => {
    if (select.selectedIndex > 0) where[select.dataset.dim] = select.value;
  });
  const own = [...state.board.own, { kind: by("kind").value, where }];
  load({ ...state.board.choice, experiment: state.board.experiment, own }, state.x);
}

// --- answers -------------------------------------------------------------------------------------

// Sliders have moved: a first answer at once, then the exact one. While a first answer is on its
// way, moves gather, and the last of them is asked for.
async function moved() {
  state.number += 1;
  if (state.asking) { state.again = true; return; }
  state.asking = true;
  try {
    do {
      state.again = false;
      await answers();
    } while (state.again);
  } catch (error) {
    complain(error.problems || [String(error)]);
  } finally {
    state.asking = false;
  }
}

async function answers() {
  const { board, number } = state, x = [...state.x];
  const began = performance.now();
  const first = await ask("/api/first", { board: board.board, x });
  if (first.y && number === state.number && board === state.board) {
    state.shown = { kind: "first", x, ...first, seconds: (performance.now() - began) / 1000 };
    render();
  }
  exact(board, number, x);
}

async function exact(board, number, x) {
  if (state.waiting) state.waiting.abort();
  state.waiting = new AbortController();
  let found;
  try {
    found = await ask("/api/exact", { board: board.board, x, page, number }, state.waiting.signal);
  } catch (error) {
    if (error.name !== "AbortError") complain(error.problems || [String(error)]);
    return;
  }
  if (number !== state.number || board !== state.board || found.state === "superseded") return;
  if (found.state === "failed") { back(found.problems); return; }
  complain([]);
  state.solved = state.shown = { kind: "exact", x, ...found };
  render();
  say(by("state").textContent);
}

function back(problems) { // no solution: what was there before stays
  if (!state.solved) { complain(problems, "There is no solution here."); say("No solution."); return; }
  complain(problems, "No solution there. Sliders and numbers are back at the last solution.");
  state.x = [...state.solved.x];
  state.board.sliders.forEach((_, k) => place(k));
  state.shown = state.solved;
  state.number += 1;
  render();
}

function say(text) { by("said").textContent = text; }

// --- showing -------------------------------------------------------------------------------------

function short(value, most = 4) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 5e-7) return value.toExponential(1);
  return value.toLocaleString("en", { minimumSignificantDigits: 1, maximumSignificantDigits: most, useGrouping: size >= 10000 });
}

function digits(values) { // decimals that tell the largest number to four digits
  const largest = Math.max(0, ...values.filter((v) => v !== null && v !== undefined).map(Math.abs));
  return largest === 0 ? 1 : Math.min(9, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}

function written(value, places) {
  if (value === null || value === undefined) return "–";
  const text = value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
  return (Number(text.replaceAll(",", "")) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

function limits() {
  by("pin").disabled = state.pins.length >= MOST_PINS || !state.shown || state.shown.kind !== "exact";
  by("save").disabled = !state.shown || state.shown.kind !== "exact";
}

function verdict() {
  const { shown } = state, place = by("state");
  place.className = "";
  if (shown.kind === "first") {
    place.textContent = `First answer by derivatives${shown.order === 1 ? ", error not known yet" : ""}; the exact one is on its way.`;
  } else if (shown.verified) {
    place.textContent = `Exact and verified, solved in ${shown.seconds.toFixed(2)} s.`;
  } else {
    place.className = "bad";
    place.textContent = `NOT VERIFIED: ${shown.verdict}`;
  }
}

function render() {
  const { shown, board } = state;
  limits();
  if (!shown) return;
  verdict();
  by("cautions").replaceChildren(...(shown.cautions || []).map((text) => element("li", { text })));
  const name = by("measure").value, measure = board.measures.find((one) => one.name === name);
  const now = shown.y[name], error = shown.kind === "first" ? shown.error[name] : null;
  const names = named(board, now.length);
  const pins = state.pins.map((pin) => names.map((region) => {
    const at = pin.y[name] ? named(pin, pin.y[name].length).indexOf(region) : -1;
    return at < 0 ? null : pin.y[name][at];
  }));
  const all = [...now, ...pins.flat()], places = digits(all);
  const reach = scale([...all, ...now.map((v, k) => error && error[k] !== null ? v + error[k] : v), ...now.map((v, k) => error && error[k] !== null ? v - error[k] : v)], all);
  const rows = names.map((region, k) => element("tr", {},
    element("th", { scope: "row", text: region }),
    element("td", { class: "picture" }, picture(now[k], error && error[k], pins.map((pin) => pin[k]), reach, shown.kind)),
    element("td", { class: "now", text: written(now[k], places) }),
    element("td", { class: "error", text: error ? (error[k] === null ? "not known" : `± ${short(error[k], 2)}`) : "" }),
    ...pins.map((pin) => element("td", { text: written(pin[k], places) }))));
  const body = element("tbody", { class: shown.kind });
  body.append(...rows);
  by("table").replaceChildren(element("caption", { text: `${measure.title}, ${measure.unit}` }), heading(), body);
}

// Regions, and where a measure adds up, the world.
const named = (of, length) => (length > of.regions.length ? [...of.regions, of.world] : of.regions);

// The largest number that pictures reach to: errors may make it up to three times as large.
function scale(reached, all) {
  const size = (values) => Math.max(1e-12, ...values.filter((v) => v !== null && Number.isFinite(v)).map(Math.abs));
  return Math.min(size(reached), 3 * size(all)) * 1.04;
}

function swatch(kind) {
  return drawn("svg", { class: `swatch ${kind}`, viewBox: "0 0 10 10", "aria-hidden": "true" }, drawn("rect", { width: 10, height: 10 }));
}

function heading() {
  const row = element("tr", {}, element("th", { scope: "col", class: "region", text: "Region" }),
    element("td", {}), element("th", { scope: "col" }, swatch("now"), "Now"), element("th", { scope: "col", class: "error", text: "Estimated error" }));
  state.pins.forEach((pin, n) => row.append(pinHeading(pin, n)));
  return element("thead", {}, row);
}

function pinHeading(pin, n) {
  return element("th", { scope: "col" }, swatch(`pin${n + 1}`), `Pin ${pin.number}`);
}

function showPins() { // below the table: what each pin is, and what can be done with it
  by("pins").replaceChildren(...state.pins.map((pin, n) => {
    const off = element("button", { type: "button", text: "Unpin", "aria-label": `Unpin pin ${pin.number}` });
    const save = element("button", { type: "button", text: "Save as YAML", "aria-label": `Save as YAML: pin ${pin.number}` });
    off.addEventListener("click", () => { state.pins.splice(n, 1); showPins(); render(); by("pin").focus(); });
    save.addEventListener("click", () => saved(pin.board, pin.x));
    const head = `Pin ${pin.number}${pin.verified ? "" : ", NOT VERIFIED"}`;
    return element("li", {}, swatch(`pin${n + 1}`), element("strong", { text: head }),
      element("div", { class: "hint", text: pin.what }), off, " ", save);
  }));
}

function picture(value, error, pins, reach, kind) {
  const high = HIGH * (1 + pins.length) + 8, middle = WIDE / 2;
  const to = (v) => middle + (middle * Math.max(-reach, Math.min(reach, v))) / reach;
  const bar = (v, y, name) => drawn("rect", { class: name, x: Math.min(middle, to(v)), y, width: Math.abs(to(v) - middle), height: HIGH - 1 });
  const made = drawn("svg", { viewBox: `0 0 ${WIDE} ${high}`, height: high * 1.25, preserveAspectRatio: "none", "aria-hidden": "true" });
  if (value !== null) made.append(bar(value, 4, `now ${kind}`));
  pins.forEach((pin, n) => { if (pin !== null) made.append(bar(pin, 4 + HIGH * (n + 1), `pin${n + 1}`)); });
  made.append(drawn("line", { class: "zero", x1: middle, x2: middle, y1: 0, y2: high }));
  if (value !== null && error) {
    const y = 4 + (HIGH - 1) / 2;
    made.append(drawn("line", { class: "whisker", x1: to(value - error), x2: to(value + error), y1: y, y2: y }));
  }
  return made;
}

// --- pins and files ------------------------------------------------------------------------------

function pin() {
  const { board, shown } = state;
  const moves = board.sliders.map((slider, k) => [slider, shown.x[k]]).filter(([slider, value]) => value !== slider.start)
    .map(([slider, value]) => `${slider.title}: ${short(value)} ${slider.unit}`);
  const what = [`${board.title}; experiment ${by("experiment").selectedOptions[0].text}; ${board.size}`, ...moves];
  state.pinned += 1;
  state.pins.push({
    number: state.pinned, board: board.board, x: [...shown.x], y: shown.y, regions: board.regions, world: board.world, verified: shown.verified, what: what.join("; "),
  });
  showPins();
  render();
  say(`Pinned as ${state.pinned}.`);
}

async function saved(board, x) {
  try {
    const found = await ask("/api/file", { board, x });
    if (found.state !== "exact") { complain(found.problems || ["Not saved; try again."]); return; }
    const link = element("a", { href: URL.createObjectURL(new Blob([found.text], { type: "text/yaml" })), download: found.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`Saved as ${found.name}.`);
  } catch (error) {
    complain(error.problems || [String(error)]);
  }
}

by("choice").addEventListener("submit", (event) => { event.preventDefault(); load({ ...selected(), experiment: "", own: [] }); });
by("scenario").addEventListener("change", meant);
by("experiment").addEventListener("change", () => load({ ...state.board.choice, experiment: by("experiment").value, own: state.board.own }));
by("measure").addEventListener("change", render);
by("kind").addEventListener("change", showWhere);
by("add").addEventListener("submit", (event) => { event.preventDefault(); add(); });
by("pin").addEventListener("click", pin);
by("save").addEventListener("click", () => saved(state.board.board, state.shown.x));
by("reset").addEventListener("click", () => {
  state.x = state.board.sliders.map((slider) => slider.start);
  state.board.sliders.forEach((_, k) => place(k));
  moved();
});
begin();
