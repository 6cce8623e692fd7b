"""A reading is kept as JSON, and is the same reading when it is read again."""

from __future__ import annotations

import json

import pytest

from gcp_tracker.change.kept import as_json, curves_from, differences, keep, kept_from
from gcp_tracker.change.reading import read_children, reading_as_at
from tests.change.histories_by_hand import START, cases, child, everywhere, readings, visit

NAMES = sorted({case for case, _ in readings()})


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_reading_comes_back_as_it_was(name: str) -> None:
    kept, curves = keep(child(cases()[name], name), START - 1500)
    back = kept_from(json.loads(json.dumps(as_json(kept))))
    assert as_json(back) == as_json(kept)
    assert [one.settles for one in back.series] == [one.settles for one in kept.series]
    assert as_json(curves_from(json.loads(json.dumps(as_json(curves))))) == as_json(curves)


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_reading_brought_to_a_day_says_what_a_new_one_would(name: str) -> None:
    whole = child(cases()[name], name)
    last = max((one.day for one in cases()[name]), default=START)
    kept, _ = keep(whole, None)
    back = kept_from(json.loads(json.dumps(as_json(kept))))
    for later in (0, 30, 61, 91, 181, 400):
        brought = reading_as_at(name, [one.reading for one in back.series], back.domains, back.moved, last + later)
        anew = read_children([(whole, last + later)])[0]
        assert (brought.verdict, brought.facts) == (anew.verdict, anew.facts)
        assert [(one.domain, one.verdict) for one in brought.domains] == [
            (one.domain, one.verdict) for one in anew.domains
        ]


def test_a_changed_grade_changes_the_hash_and_is_found_among_the_differences() -> None:
    grades = [one for on in (0, 30, 90, 150) for one in visit(on, everywhere(3))]
    kept, _ = keep(child(grades), None)
    other, _ = keep(child([*grades[:-1], grades[-1]._replace(value=5)]), None)
    again, _ = keep(child(list(reversed(grades))), None)
    assert kept.inputs_hash == again.inputs_hash != other.inputs_hash
    assert differences(as_json(kept), as_json(again)) == []
    assert any("shares" in one for one in differences(as_json(kept), as_json(other)))
