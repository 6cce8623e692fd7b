// SurveyJS as its documentation starts it: each value is sent as it changes. `Survey` comes from its own files, before this one.
const survey = new Survey.Model(JSON.parse(document.getElementById("definition").textContent));
// Its documentation recommends it for long forms: what is out of sight is drawn when it is scrolled to.
survey.lazyRenderEnabled = true;

survey.onValueChanged.add((_, { name, value }) => {
  fetch("../row", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ item: name, answer: String(value).slice(0, 20), evidence: String(value) }),
  });
});
survey.render(document.getElementById("survey"));

// For the one who measures: where a question is on the page, and whether its value is in the model.
// What was not drawn yet is a grey box with the question's id.
const drawn = (name) => document.getElementById(survey.getQuestionByName(name).id);
window.race = {
  label: (name, value) => drawn(name)?.querySelector(`input[value="${value}"]`)?.closest("label") ?? drawn(name),
  evidence: (name) => drawn(`${name}_evidence`)?.querySelector("textarea"),
  taken: (name) => !survey.getQuestionByName(name).isEmpty(),
};
