"""The form with which a trigger is answered."""

from __future__ import annotations

from typing import Any

from gcp_tracker.rules.lengths import LONGEST_LINE
from gcp_tracker.rules.trigger_answers import AnswerDetails
from gcp_tracker.rules.trigger_vocabulary import Step
from gcp_tracker.rules.triggers import TriggerRule
from gcp_tracker.web.forms import Form, choice, day, line, several, text

LONGEST_ANSWER = 2000
DONE, NOT_DONE = "done", "not_done"


class AnswerForm(Form):
    answer = choice(
        "Was something done?",
        required="Choose whether something was done",
        choices=[(DONE, "Yes"), (NOT_DONE, "No, and this is why")],
    )
    steps = several("What was done?")
    what = text("What was done, in your words?", longest=LONGEST_ANSWER)
    who = line("Who did it?", hint="Name and role, for example: Chloe Adeyemi, team manager", longest=LONGEST_LINE)
    done_on = day("On which day?")
    why = text(
        "Why is nothing done?",
        hint="It stands in the file, for whoever asks later why nothing was done.",
        longest=LONGEST_ANSWER,
    )

    def for_rule(self, rule: TriggerRule) -> AnswerForm:
        self.steps.choices = [(step.value, step.words) for step in rule.consider]
        return self

    def details(self) -> AnswerDetails:
        """Only after the form was found valid."""
        chosen: Any = self.steps.data or []
        return AnswerDetails(
            is_done=self.answer.data == DONE,
            steps=tuple(Step(one) for one in chosen),
            what=self.what.data,
            who=self.who.data,
            done_on=self.done_on.data,
            why=self.why.data,
        )
