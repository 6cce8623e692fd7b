"""What the grade page shows of a visit that was begun: its grades, its notes, and what was written around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import String, bindparam, cast, literal, or_, select, type_coerce, union_all

from gcp_tracker.models import Grade, GradedApart, Outcome, OutcomeItem, Plan, Visit, VisitNote
from gcp_tracker.rules.plan_vocabulary import PlanState
from gcp_tracker.rules.vocabulary import ApartState
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visits.answers import GivenAnswer

# Not through the mapper: most of the page's rows, which nobody changes there.
GRADES_OF = select(
    *(Grade.item_key, Grade.answer, Grade.value, Grade.source, Grade.evidence),
    *(Grade.child_words, Grade.carer_view, Grade.carer_words, Grade.what_changed),
).where(Grade.visit_id == bindparam("visit"))
NOTE, SENTENCE, APART = "note", "sentence", "apart"
# Rows of (what, key, text, place), built once.
BESIDE = union_all(
    select(
        literal(NOTE),
        type_coerce(VisitNote.kind, String),
        VisitNote.text,
        literal(0).label("place"),
        VisitNote.id.label("number"),
    ).where(VisitNote.visit_id == bindparam("visit")),
    select(literal(SENTENCE), OutcomeItem.item_key, Outcome.sentence, Outcome.place, OutcomeItem.id)
    .join(Outcome, Outcome.id == OutcomeItem.outcome_id)
    .join(Plan, Plan.id == Outcome.plan_id)
    .where(Plan.child_id == bindparam("child"), Plan.state == PlanState.AGREED),
    select(literal(APART), literal(""), cast(GradedApart.id, String), literal(0), literal(0)).where(
        or_(GradedApart.first_id == bindparam("first"), GradedApart.second_id == bindparam("first")),
        GradedApart.state != ApartState.ENDED,
    ),
).order_by("place", "number")


@dataclass(slots=True)
class Beside:
    """`notes` by kind; `sentences` by item, of the plan that is agreed, without a grade; `apart_id` names the pair that
    the visit is one of.
    """

    notes: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, list[str]] = field(default_factory=dict)
    apart_id: UUID | None = None


def given_answers(session: AnySession, visit: Visit) -> list[GivenAnswer]:
    """In no order."""
    return [GivenAnswer(*row) for row in session.execute(GRADES_OF, {"visit": visit.id})]


def beside_the_cards(session: AnySession, visit: Visit) -> Beside:
    found = Beside()
    asked = {"visit": visit.id, "child": visit.child_id, "first": visit.first_id}
    for what, key, text, _, _ in session.execute(BESIDE, asked):
        if what == NOTE:
            found.notes[key] = text
        elif what == SENTENCE:
            found.sentences.setdefault(key, []).append(text)
        else:
            found.apart_id = UUID(text)
    return found
