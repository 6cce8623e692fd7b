// My team, filtered by worker, by reason and by what is typed, without a reload. Nothing is sent, so no name is in an
// address. A list of several pages is filtered by the server, which knows the other pages too.
import { folded, isFound } from "./find_words.js";

const list = document.querySelector("[data-find-list]");
const box = document.querySelector("[data-find-box]");
const chips = [...document.querySelectorAll("[data-filter]")];
const isWhole = !document.querySelector(".page-links");
const isNarrowed = chips.some((chip) => chip.hasAttribute("aria-current") && chip.dataset.value);

const chosen = { worker: "", reason: "" };

function isShown(row, asked) {
  const has = (name) => !chosen[name] || row.dataset[name].split(" ").includes(chosen[name]);
  return has("worker") && has("reason") && (!asked || isFound(row.dataset.find, asked));
}

function filterRows() {
  const asked = folded(box.elements.q.value);
  let shown = 0;
  for (const row of list.querySelectorAll("[data-find]")) {
    row.hidden = !isShown(row, asked);
    shown += row.hidden ? 0 : 1;
  }
  for (const group of list.querySelectorAll(".team-group")) {
    group.hidden = !group.querySelector("[data-find]:not([hidden])");
  }
  const isAsked = asked || chosen.worker || chosen.reason;
  const said = shown === 1 ? "1 child" : `${shown} children`;
  box.querySelector("[data-find-said]").textContent = isAsked ? (shown ? said : "No child of the team is found so") : "";
}

function choose(chip) {
  chosen[chip.dataset.filter] = chip.dataset.value;
  for (const other of chips.filter((one) => one.dataset.filter === chip.dataset.filter)) {
    other.toggleAttribute("aria-current", other === chip);
    if (other === chip) other.setAttribute("aria-current", "true");
  }
  filterRows();
}

if (list && box && isWhole && !isNarrowed && !box.elements.q.value) {
  box.querySelector("button").hidden = true;
  box.addEventListener("submit", (event) => event.preventDefault());
  box.elements.q.addEventListener("input", filterRows);
  for (const chip of chips) {
    chip.addEventListener("click", (event) => {
      event.preventDefault();
      choose(chip);
    });
  }
}
