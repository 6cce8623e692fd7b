"""The forms of supervision: who talked, what is thought and decided about a child, what came of it, and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gcp_tracker.models import Child, SupervisionRecord, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.supervision import OnTheWhole, RecordKind, SessionKind, questions_of
from gcp_tracker.supervision.details import DecisionDetails, RecordDetails, SessionDetails, There
from gcp_tracker.web.forms import DraftForm, Form, choice, day, line, listed, one_of, several, text, words_of

# So many rows are there at first, and one more than are filled.
FEWEST_ROWS, MOST_ROWS = 2, 8
OTHERS_THERE = 4
LONGEST_ANSWER = 4000
LONGEST_DECISION = 300
OTHER = "other"
AGENCIES = [("", "Choose the agency"), *words_of(Agency)]


class SessionForm(Form):
    """Of a group, colleagues are ticked and the others named: `name_1`, `agency_1` and so on."""

    kind = one_of("Who talked?", SessionKind, required="Choose who talked")
    held_on = day("On which day?", required="Enter the day, like 16 11 2026")
    worker = listed("With whom?", hint="For a supervision with one worker.", default="")
    there = several("Which colleagues were there?", hint="For a group.")

    @property
    def others(self) -> list[tuple[Any, Any]]:
        return [(self[f"name_{n}"], self[f"agency_{n}"]) for n in range(1, OTHERS_THERE + 1)]

    def for_workers(self, workers: Sequence[User]) -> SessionForm:
        self.known = {str(one.id): one for one in workers}
        self.worker.choices = [("", "Choose a worker"), *((key, one.name) for key, one in self.known.items())]
        self.there.choices = [(key, one.name) for key, one in self.known.items()]
        return self

    def details(self) -> SessionDetails:
        there = [There(one.name, Agency.SOCIAL_CARE, one) for key, one in self.known.items() if key in self._ticked()]
        for place, (name, agency) in enumerate(self.others, 1):
            if name.data and not agency.data:
                raise RuleBroken("Choose the agency", f"agency_{place}")
            if name.data:
                there.append(There(name.data, Agency(agency.data)))
        return SessionDetails(self.kind.data, self.held_on.data, self.known.get(self.worker.data), tuple(there))

    def _ticked(self) -> set[str]:
        return set(self.there.data or ())


for _number in range(1, OTHERS_THERE + 1):
    setattr(SessionForm, f"name_{_number}", line(f"Somebody else, {_number}: name and work"))
    setattr(SessionForm, f"agency_{_number}", listed("from", choices=AGENCIES, default=""))


class RecordForm(DraftForm):
    """Made by `record_form`."""

    record: SupervisionRecord
    known: Mapping[str, User]
    row_count: int

    @property
    def questions(self) -> list[Any]:
        return [self[one.field] for one in questions_of(self.record.kind)]

    @property
    def rows(self) -> list[tuple[Any, Any, Any, Any]]:
        numbers = range(1, self.row_count + 1)
        return [(self[f"what_{n}"], self[f"who_{n}"], self[f"other_{n}"], self[f"by_{n}"]) for n in numbers]

    def details(self) -> RecordDetails:
        texts = {one.field: self[one.field].data or "" for one in questions_of(self.record.kind)}
        said = self.on_the_whole.data if self.record.kind is RecordKind.SESSION else ""
        whole = OnTheWhole(said) if said in {one.value for one in OnTheWhole} else None
        decided = (self._decision(*row) for row in self.rows)
        return RecordDetails(texts, whole, tuple(one for one in decided if one.what or one.words or one.by_on))

    def _decision(self, what: Any, who: Any, other: Any, by_on: Any) -> DecisionDetails:
        user = self.known.get(who.data or "")
        # A day of which only a part is typed yet is no day.
        on = None if by_on.errors else by_on.data
        return DecisionDetails(what.data or "", user.name if user else other.data or "", user, on)

    def fill_from(self, record: SupervisionRecord) -> None:
        for one in questions_of(record.kind):
            self[one.field].data = getattr(record, one.field)
        if record.kind is RecordKind.SESSION:
            self.on_the_whole.data = record.on_the_whole.value if record.on_the_whole else ""
        for (what, who, other, by_on), row in zip(self.rows, record.decisions, strict=False):
            what.data, by_on.data = row.what, row.by_on
            is_known = str(row.user_id) in self.known
            who.data = str(row.user_id) if is_known else OTHER if row.words else ""
            other.data = "" if is_known else row.words


def record_form(of: SupervisionRecord, child: Child, workers: Sequence[User]) -> Any:
    """As many rows for decisions as are filled, and one more: `what_1`, `who_1`, `other_1`, `by_1` and so on."""
    name = child.first_name

    class FormOfRecord(RecordForm):
        record = of
        known = {str(one.id): one for one in workers}
        row_count = min(MOST_ROWS, max(FEWEST_ROWS, len(of.decisions) + 1))

    for one in questions_of(of.kind):
        setattr(FormOfRecord, one.field, text(one.asked_of(name), hint=one.hint.format(name=name)))
    if of.kind is RecordKind.SESSION:
        FormOfRecord.on_the_whole = choice(
            f"On the whole, how is life for {name} since the last supervision?",
            hint="What you think, whatever the grades say.",
            choices=words_of(OnTheWhole),
            default="",
            validate_choice=False,
        )
    people = [("", "Choose who"), *((str(one.id), one.name) for one in workers), (OTHER, "Somebody else, by name")]
    for number in range(1, FormOfRecord.row_count + 1):
        setattr(FormOfRecord, f"what_{number}", text(f"Decision {number}", longest=LONGEST_DECISION))
        setattr(FormOfRecord, f"who_{number}", listed("by whom", choices=people, default=""))
        setattr(FormOfRecord, f"other_{number}", line("or by somebody else: name and work"))
        setattr(FormOfRecord, f"by_{number}", day("by when"))
    return FormOfRecord()


class AnswerForm(Form):
    words = text(
        "What do you say to it?",
        hint="It stands beside the record, with your name, and is not changed afterwards. Leave it empty to say only"
        " that you have read it.",
        longest=LONGEST_ANSWER,
    )


class WhyForm(Form):
    reason = text("Why?", required="Say why", longest=2000)


class CameOfItForm(Form):
    reason = text("What came of it?", longest=2000)
