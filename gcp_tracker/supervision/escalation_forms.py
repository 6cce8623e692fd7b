"""The forms of a challenge: raise it, write down the answer, take it further, close it, set it aside."""

from __future__ import annotations

from collections.abc import Sequence

from gcp_tracker.models import User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.escalations import Stage
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.supervision.details import AnswerDetails, ChallengeDetails, Whom
from gcp_tracker.supervision.forms import AGENCIES
from gcp_tracker.web.forms import Form, day, line, listed, text

LONGEST = 4000
ELSEWHERE = ("", "Somebody who has no account here")


class WhomForm(Form):
    """To whom it is put: a colleague, or anybody else by name and agency."""

    stage = listed("At which stage?")
    colleague = listed("To whom is it put?", hint="A colleague answers it here.", default="")
    whom_words = line("Or somebody else: name and work", hint="For example: Jo Bright, housing officer")
    whom_agency = listed("from", choices=AGENCIES, default="")

    def for_people(self, colleagues: Sequence[User], stages: Sequence[Stage], from_stage: int = 1) -> None:
        self.known = {str(one.id): one for one in colleagues}
        self.colleague.choices = [ELSEWHERE, *((key, one.name) for key, one in self.known.items())]
        self.stage.choices = [
            (str(number), f"{number}. {stage.title}")
            for number, stage in enumerate(stages, 1)
            if number >= min(from_stage, len(stages))
        ]

    def stage_number(self) -> int:
        return int(self.stage.data)

    def whom(self) -> Whom:
        if (user := self.known.get(self.colleague.data or "")) is not None:
            return Whom(user.name, Agency.SOCIAL_CARE, user)
        if not self.whom_words.data:
            raise RuleBroken("Choose a colleague, or enter to whom it is put", "whom_words")
        if not self.whom_agency.data:
            raise RuleBroken("Choose the agency", "whom_agency")
        return Whom(self.whom_words.data, Agency(self.whom_agency.data))


class RaiseForm(WhomForm):
    about = text(
        "What is it about?",
        required="Say what it is about",
        hint="A decision, a delay, something that was to happen and did not; and what it means for the child.",
        longest=LONGEST,
    )
    asks = text("What do you ask for?", required="Say what you ask for", longest=LONGEST)
    from_words = line("Who challenges?", required="Enter who challenges", hint="You, or the agency for whom you write.")
    from_agency = listed("from", choices=AGENCIES[1:])

    def details(self) -> ChallengeDetails:
        return ChallengeDetails(
            self.from_words.data,
            Agency(self.from_agency.data),
            self.about.data,
            self.asks.data,
            self.whom(),
            self.stage_number(),
        )


class FurtherForm(WhomForm):
    why = text("Why is it taken further?", required="Say why it is taken further", longest=LONGEST)


class AnsweredForm(Form):
    words = text("What was the answer?", required="Write down what was answered", longest=LONGEST)
    on = day("On which day?", required="Enter the day of the answer, like 16 11 2026")

    def details(self) -> AnswerDetails:
        return AnswerDetails(self.words.data, self.on.data)


class CloseForm(Form):
    outcome = text("What came of it for the child?", required="Say what came of it for the child", longest=LONGEST)


class SetAsideForm(Form):
    reason = text("Why is it set aside?", required="Say why it is set aside", longest=LONGEST)
