// Marks of a figure that tell their numbers: to a pointer, to the keyboard, to a screen reader.

const tip = element("div", { class: "tip", "aria-hidden": "true", hidden: "" });

function showTip(mark, lines) {
  tip.replaceChildren(element("b", {}, lines[0]), ...lines.slice(1).map((line) => element("div", {}, line)));
  tip.hidden = false;
  const [own, box] = [tip.getBoundingClientRect(), mark.getBoundingClientRect()];
  const left = Math.min(Math.max(8, box.x + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
  const above = box.y - own.height - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : box.y + box.height + 8}px`;
}

function hideTip() {
  tip.hidden = true;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
});
addEventListener("scroll", hideTip, { capture: true, passive: true });

// One stop of the Tab key for a figure; arrow keys go on from mark to mark. `place` gives the row
// and the column of a mark, `lines` its words, the first of which names it.
function interactive(marks, place, lines) {
  const nodes = marks.nodes();
  const at = new Map();
  nodes.forEach((node, k) => at.set(place(marks.data()[k]).join(), node));
  marks
    .classed("mark", true)
    .attr("role", "img")
    .attr("tabindex", (d, k) => (k === 0 ? 0 : -1))
    .attr("aria-label", (d) => lines(d).join(", "))
    .on("pointerenter", (event, d) => showTip(event.currentTarget, lines(d)))
    .on("pointerleave", hideTip)
    .on("focus", (event, d) => showTip(event.currentTarget, lines(d)))
    .on("blur", hideTip)
    .on("keydown", (event, d) => {
      const next = step(event.key, place(d), at);
      if (!next) return;
      event.preventDefault();
      nodes.forEach((node) => node.setAttribute("tabindex", -1));
      next.setAttribute("tabindex", 0);
      next.focus();
    });
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const FARTHEST = 200; // places without a mark that an arrow passes over

function step(key, [row, column], at) {
  if (key === "Home") return [...at.values()][0];
  if (key === "End") return [...at.values()].at(-1);
  if (!(key in STEPS)) return undefined;
  const [down, across] = STEPS[key];
  for (let k = 1; k < FARTHEST; k += 1) {
    const found = at.get([row + k * down, column + k * across].join());
    if (found) return found;
  }
  return undefined;
}
