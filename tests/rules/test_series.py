"""Whose care it is, as one word and back."""

from __future__ import annotations

import pytest

from gcp_tracker.rules.series import care_of_key, ids_of_care


@pytest.mark.parametrize(("ids", "key"), [((7, None), "household-7"), ((None, 7), "carer-7")])
def test_the_care_in_a_home_and_by_a_carer_have_keys_of_their_own(ids: tuple[int | None, int | None], key: str) -> None:
    assert care_of_key(*ids) == key
    assert ids_of_care(key) == ids
