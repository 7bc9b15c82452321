// What a reader chooses: one experiment for all figures and tables.

const data = JSON.parse(document.getElementById("data").textContent);
const choice = { experiment: data.experiments.length - 1, allInTables: false };
const followers = [];

function follow(draw) {
  followers.push(draw);
}

// Draws everything; a page of one experiment has nothing to choose.
function start() {
  const select = document.getElementById("experiment");
  const all = document.getElementById("all-experiments");
  const read = () => {
    if (select) {
      choice.experiment = Number(select.value); // which a browser keeps on the way back
      choice.allInTables = all.checked;
    }
    followers.forEach((draw) => draw());
  };
  select?.addEventListener("change", read);
  all?.addEventListener("change", read);
  read();
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
