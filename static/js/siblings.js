// What was seen for a brother or sister, laid beside the card of the same item. The words may be taken over into an
// empty field, where they are this worker's own, typed and sent like any other; a grade is never taken over.

const list = document.getElementById("sibling-words");
const here = document.querySelector("[data-sibling-count]");
const progress = [...document.querySelectorAll("[data-tab] progress")];

for (const same of list?.querySelectorAll("[data-same]") ?? []) {
  const card = document.querySelector(`.card[data-item="${same.dataset.same}"]`);
  const field = card?.querySelector(`[name="evidence-${same.dataset.same}"]`);
  if (!field) continue;
  const use = same.querySelector("[data-use]");
  field.after(same);
  use.addEventListener("click", () => {
    field.value = same.querySelector("[data-words]").textContent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    use.hidden = true;
    field.focus();
  });
  // What is written already is never overwritten.
  same.addEventListener("toggle", () => (use.hidden = field.value.trim() !== ""));
  field.addEventListener("input", () => (use.hidden = field.value.trim() !== ""));
}
if (list && !list.querySelector("[data-same]")) list.hidden = true;

// This child's own count follows the parts of the visit.
if (here && progress.length) {
  const sum = (name) => progress.reduce((all, one) => all + Number(one[name]), 0);
  const count = () => (here.textContent = `${sum("value")} of ${sum("max")}`);
  new MutationObserver(count).observe(document.querySelector(".domain-tabs"), { subtree: true, childList: true, characterData: true });
}
