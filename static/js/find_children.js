// Filters the list as one types, by the same words as the server's search. Nothing is sent, so no name is in an address.
import { folded, isFound } from "./find_words.js";

function filterRows(list, asked) {
  let shown = 0;
  for (const row of list.querySelectorAll("[data-find]")) {
    row.hidden = !isFound(row.dataset.find, asked);
    shown += row.hidden ? 0 : 1;
  }
  return shown;
}

const box = document.querySelector("[data-find-box]");
const list = document.querySelector("[data-find-list]");
// A list of several pages is searched by the server, which knows the other pages too.
const isWhole = !document.querySelector(".page-links");

if (box && list && isWhole && !box.elements.q.value) {
  const said = box.querySelector("[data-find-said]");
  box.querySelector("button").hidden = true;
  box.addEventListener("submit", (event) => event.preventDefault());
  box.elements.q.addEventListener("input", () => {
    const asked = folded(box.elements.q.value);
    const shown = filterRows(list, asked);
    said.textContent = asked ? (shown ? `${shown} found` : "No child in this list has that in a name or number") : "";
  });
}
