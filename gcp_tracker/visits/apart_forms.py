"""The forms of a visit that two grade apart: who is asked, and what they agree on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gcp_tracker.models import User
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.visits.pairs import ItemTwice
from gcp_tracker.web.forms import Form, choice, text

NOT_AGREED = ""


class AskForm(Form):
    second = choice("Who grades it too?", required="Choose who grades this visit too")

    def for_workers(self, workers: Sequence[User]) -> AskForm:
        self.workers = {str(user.id): user for user in workers}
        self.second.choices = [
            (key, f"{user.name}, {user.profession}" if user.profession else user.name)
            for key, user in self.workers.items()
        ]
        return self


def agreement_form(items: Sequence[ItemTwice], instrument: Instrument) -> Any:
    """A question for each item that the two graded differently: `grade_<key>`."""

    class AgreementForm(Form):
        words = text(
            "What made you agree?",
            required="Say what made you agree: what each of you had seen",
            hint="For example: Ben had been upstairs, where there was no bedding.",
            longest=4000,
        )

        def grades(self) -> dict[str, int]:
            chosen = {one.item.key: self[f"grade_{one.item.key}"].data for one in items}
            return {key: int(value) for key, value in chosen.items() if value != NOT_AGREED}

        def asked(self) -> list[tuple[ItemTwice, Any]]:
            return [(one, self[f"grade_{one.item.key}"]) for one in items]

    choices = [*((str(value), str(value)) for value in instrument.values), (NOT_AGREED, "Left open")]
    for one in items:
        now = NOT_AGREED if one.agreed is None else str(one.agreed)
        setattr(AgreementForm, f"grade_{one.item.key}", choice(one.item.title, choices=choices, default=now))
    return AgreementForm()
