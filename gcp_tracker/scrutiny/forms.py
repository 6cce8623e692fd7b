"""The form of scrutiny. Nothing in it is filled in from what the grades say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from gcp_tracker.models import Child, Escalation, Scrutiny
from gcp_tracker.rules.clocks import Due
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES
from gcp_tracker.rules.scrutiny import (
    DECISIONS,
    Challenged,
    NextHelp,
    Threshold,
    Working,
    next_review_kind,
    questions_of,
)
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.rules.vocabulary import AbuseCategory, MeetingKind, Worded
from gcp_tracker.scrutiny.details import ScrutinyDetails
from gcp_tracker.web.forms import DraftForm, Form, choice, day, listed, text, words_of

Word = TypeVar("Word", bound=StrEnum)
CHOICES: dict[str, type[Worded]] = {
    "threshold": Threshold,
    "category": AbuseCategory,
    "working": Working,
    "challenged": Challenged,
    "next_help": NextHelp,
}
LONGEST = 4000


class ScrutinyForm(DraftForm):
    """Made by `scrutiny_form`. A field that this kind of meeting does not ask is not there."""

    one: Scrutiny
    known: Mapping[str, Escalation]

    @property
    def texts(self) -> list[Any]:
        return [self[question.field] for question in questions_of(self.one.conference)]

    def details(self) -> ScrutinyDetails:
        texts = {question.field: self[question.field].data or "" for question in questions_of(self.one.conference)}
        kinds = {decided.value: decided for decided in DECISIONS[self.one.conference]}
        challenged = self._word("challenged", Challenged)
        return ScrutinyDetails(
            texts=texts,
            decided=kinds.get(self.decided.data or ""),
            threshold=self._word("threshold", Threshold),
            category=self._word("category", AbuseCategory),
            working=self._word("working", Working),
            challenged=challenged,
            escalation=self.known.get(self.challenge.data or "") if challenged is Challenged.RAISED else None,
            next_help=self._word("next_help", NextHelp),
            core_group_on=self._day("core_group_on"),
            review_on=self._day("review_on"),
        )

    def fill_from(self, one: Scrutiny) -> None:
        for question in questions_of(one.conference):
            self[question.field].data = getattr(one, question.field)
        for name in ("decided", *CHOICES):
            if name in self:
                said = getattr(one, name)
                self[name].data = said.value if said else ""
        self.challenge.data = str(one.escalation_id or "")
        for name in ("core_group_on", "review_on"):
            if name in self:
                self[name].data = getattr(one, name)

    def _word(self, name: str, kind: type[Word]) -> Word | None:
        said = self[name].data if name in self else ""
        return kind(said) if said in {one.value for one in kind} else None

    def _day(self, name: str) -> Any:
        # A day of which only a part is typed yet is no day.
        return None if name not in self or self[name].errors else self[name].data


def scrutiny_form(
    of: Scrutiny,
    child: Child,
    challenges: Sequence[Escalation],
    latest: Mapping[MeetingKind, Due],
    planned: frozenset[MeetingKind],
) -> Any:
    """`latest`: by when the next meetings have to be. Of a kind that is planned already no day is asked."""
    name, conference = child.first_name, of.conference

    class FormOfScrutiny(ScrutinyForm):
        one = of
        known = {str(row.id): row for row in challenges}

    fields: dict[str, Any] = {
        "decided": _chosen("What is decided?", [(one.value, one.words) for one in DECISIONS[conference]]),
        "challenged": _chosen(
            "Do you challenge anything?",
            words_of(Challenged),
            hint=f"A decision, a delay or a silence of anybody’s that leaves {name} worse off.",
        ),
        "challenge": listed(
            "Which challenge?",
            choices=[("", "Choose a challenge"), *((str(one.id), _challenge_words(one)) for one in challenges)],
            default="",
        ),
        "next_help": _chosen(
            "What comes next?",
            words_of(NextHelp),
            hint="Where the plan ends or is not made; where it is not enough, what is asked for beside it.",
        ),
    }
    if conference in CONFERENCES:
        fields["threshold"] = _chosen("Is the threshold for a child protection plan met?", words_of(Threshold))
        words = [(value, begun_large(said)) for value, said in words_of(AbuseCategory)]
        fields["category"] = _chosen("Which category?", words)
    if conference is not MeetingKind.INITIAL_CONFERENCE:
        fields["working"] = _chosen(f"Is the plan working for {name}?", words_of(Working), hint="What you think.")
    for question in questions_of(conference):
        label, hint = question.asked_of(name), question.hint.format(name=name)
        fields[question.field] = text(label, hint=hint, longest=LONGEST)
    asked = [(next_review_kind(conference), "review_on")]
    if conference in CONFERENCES:
        asked.insert(0, (MeetingKind.CORE_GROUP, "core_group_on"))
    for kind, field in asked:
        if kind not in planned:
            until = latest[kind]
            hint = f"By {long_date(until.on)}: {until.why} ({until.period.source})."
            fields[field] = day(f"On which day is the next {kind.inside}?", hint=hint)
    for field, made in fields.items():
        setattr(FormOfScrutiny, field, made)
    return FormOfScrutiny()


def _chosen(label: str, words: list[tuple[str, str]], hint: str = "") -> Any:
    return choice(label, hint=hint, choices=words, default="", validate_choice=False)


def _challenge_words(one: Escalation) -> str:
    return f"To {one.asked.whom_words}, {long_date(one.asked.on)}: {one.about[:60]}"


class WhyForm(Form):
    reason = text("Why?", required="Say why", longest=2000)
