// Enketo as its documentation starts it: form and model stand in the page; each value is sent as it changes.
import { Form } from "enketo-core";

const html = document.querySelector("form.or");
const form = new Form(html, { modelStr: JSON.parse(document.getElementById("model").textContent) }, {});
const wrong = form.init();
if (wrong.length) throw new Error(wrong.join("; "));

const valueOf = (name) => form.model.xml.querySelector(name).textContent;
html.addEventListener("xforms-value-changed", (event) => {
  const name = event.target.closest("[name],[data-name]");
  const item = (name.dataset.name ?? name.name).split("/").pop();
  const value = valueOf(item);
  fetch("../row", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ item, answer: value.slice(0, 20), evidence: value }),
  });
});

// For the one who measures: where a question is on the page, and whether its value is in the model.
window.race = {
  label: (name, value) => html.querySelector(`input[data-name$="/${name}"][value="${value}"]`)?.closest("label"),
  evidence: (name) => html.querySelector(`textarea[name$="/${name}_evidence"]`),
  taken: (name) => valueOf(name) !== "",
};
