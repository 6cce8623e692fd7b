"""What stands of one item at a visit, as pages read it."""

from __future__ import annotations

from typing import Any, NamedTuple

from gcp_tracker.models import Grade
from gcp_tracker.rules.engagement_vocabulary import CarerView
from gcp_tracker.rules.vocabulary import Answer, Source


class GivenAnswer(NamedTuple):
    """What a page shows of a Grade, read without the mapper."""

    item_key: str
    answer: Answer | None
    value: int | None
    source: Source | None
    evidence: str
    child_words: str
    carer_view: CarerView | None
    carer_words: str
    what_changed: str


def answer_fields(grade: Grade | GivenAnswer) -> dict[str, Any]:
    """As the screen holds it: `answer` is the grade itself, "not_seen", "not_applicable", or "" for none."""
    value: object = grade.value if grade.answer is Answer.GRADED else (grade.answer.value if grade.answer else "")
    return {
        "answer": str(value),
        "source": grade.source.value if grade.source else "",
        "evidence": grade.evidence,
        "child_words": grade.child_words,
        "carer_view": grade.carer_view.value if grade.carer_view else "",
        "carer_words": grade.carer_words,
        "what_changed": grade.what_changed,
    }
