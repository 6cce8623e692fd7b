"""The forms of packs: for whom and when, its sentences or what is asked of the conference, and each step of it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, StringField

from gcp_tracker.conference.details import PackDetails, SentenceDetails, Sentences
from gcp_tracker.models import Meeting, Pack
from gcp_tracker.rules.packs import LONGEST_NOTE, LONGEST_REASON, PackFor
from gcp_tracker.rules.plain_words import LONGEST_SENTENCE
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.web.forms import DraftForm, Form, choice, day, one_of, text, upload

CONFERENCES = (MeetingKind.INITIAL_CONFERENCE, MeetingKind.REVIEW_CONFERENCE)


class PackForm(Form):
    made_for = one_of("Who is it for?", PackFor, required="Choose who the pack is for")
    conference = choice(
        "Which conference?",
        required="Choose which conference it is",
        choices=[(kind.value, kind.words) for kind in CONFERENCES],
        coerce=lambda value: MeetingKind(value) if value else None,
    )
    for_on = day("When is the conference?", required="Enter the day of the conference, like 16 11 2026")

    def fill_from(self, planned: Meeting | None, made_for: str) -> None:
        self.conference.data = planned.kind if planned else MeetingKind.REVIEW_CONFERENCE
        self.for_on.data = planned.planned_on if planned else None
        if made_for in [one.value for one in PackFor]:
            self.made_for.data = PackFor(made_for)

    def details(self) -> PackDetails:
        return PackDetails(self.made_for.data, self.conference.data, self.for_on.data)


class NoteForm(DraftForm):
    note = text(
        "What do you ask the conference to think about?",
        hint="In a few sentences, about this child’s days. Leave it empty if the pages say it.",
        longest=LONGEST_NOTE,
    )


class WhyForm(Form):
    reason = text("Why?", required="Say why", longest=LONGEST_REASON)


class KnownForm(Form):
    file = upload("The PDF", hint="It is looked at and not kept.")
    number = StringField("Or the number of the pack", filters=[lambda value: (value or "").strip()])


def sentences_form(pack: Pack) -> Any:
    """For each sentence a box, a tick that approves it and one that leaves it out: `text_<number>` and so on."""

    class SentencesForm(DraftForm):
        def details(self) -> Sentences:
            return {
                one.id: SentenceDetails(
                    self[f"text_{one.id}"].data, self[f"approve_{one.id}"].data, self[f"leave_{one.id}"].data
                )
                for one in pack.sentences
            }

    for one in pack.sentences:
        setattr(SentencesForm, f"text_{one.id}", text(one.title, longest=LONGEST_SENTENCE, default=one.text))
        setattr(SentencesForm, f"approve_{one.id}", BooleanField("Say this", default=one.is_approved))
        setattr(SentencesForm, f"leave_{one.id}", BooleanField("Leave it out", default=one.is_left_out))
    return SentencesForm()
