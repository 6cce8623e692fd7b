"""The visit as a SurveyJS form: a page per domain, a group of radio buttons per item."""

from __future__ import annotations

from typing import Any

from bench.race.visit_texts import CHILD_WORDS_LABEL, EVIDENCE_LABEL, DomainTexts, ItemTexts


def survey_json(domains: list[DomainTexts]) -> dict[str, Any]:
    """The survey's definition, as its library reads it."""
    return {
        "title": "Grade",
        "showQuestionNumbers": "off",
        "pages": [
            {
                "name": domain.key,
                "title": domain.title,
                "elements": [element for item in domain.items for element in _elements(item)],
            }
            for domain in domains
        ],
    }


def _elements(item: ItemTexts) -> list[dict[str, Any]]:
    of_concern = f"{{{item.key}}} anyof {list(item.asks_evidence)}"
    return [
        {
            "type": "radiogroup",
            "name": item.key,
            "title": item.title,
            "description": item.look_for,
            "isRequired": True,
            "choices": [{"value": value, "text": words} for value, words in item.choices],
        },
        {
            "type": "comment",
            "name": f"{item.key}_evidence",
            "title": EVIDENCE_LABEL,
            "visibleIf": of_concern,
            "isRequired": True,
            "rows": 2,
        },
        {
            "type": "comment",
            "name": f"{item.key}_words",
            "title": CHILD_WORDS_LABEL,
            "visibleIf": of_concern,
            "rows": 1,
        },
    ]
