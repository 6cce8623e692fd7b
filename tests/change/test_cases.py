"""Thirty histories made by hand, each with the verdicts it allows and the facts it holds. All of them hold, always."""

from __future__ import annotations

import pytest

from tests.change.histories_by_hand import readings, rows

EXPECTED = rows("expected.csv")
FACTS = rows("expected-facts.csv")


def test_there_are_thirty_of_them() -> None:
    assert len({case for case, _ in readings()}) >= 30


@pytest.mark.parametrize(
    "expected", EXPECTED, ids=[f"{one['case']} {one['as_of']} {one['domain']}" for one in EXPECTED]
)
def test_the_verdict_is_one_that_the_history_allows(expected: dict[str, str]) -> None:
    reading = readings()[expected["case"], expected["as_of"]]
    verdicts = {one.domain: one.verdict for one in reading.domains} | {"child": reading.verdict}
    assert verdicts[expected["domain"]].value in expected["allowed"].split("|"), expected["why"]


@pytest.mark.parametrize("expected", FACTS, ids=[f"{one['case']} {one['as_of']} {one['fact']}" for one in FACTS])
def test_the_facts_are_exactly_those_recorded(expected: dict[str, str]) -> None:
    facts = readings()[expected["case"], expected["as_of"]].facts
    found = {fact.item or fact.domain for fact in facts if fact.kind.value == expected["fact"]}
    assert found == set(expected["exactly"].split())
