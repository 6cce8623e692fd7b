import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.no_contact import can_reach, check_may_reach


@pytest.mark.parametrize("may_for_each", [[], [False], [True, False], [False, True, True]])
def test_one_child_for_whom_the_reason_may_not_be_read_keeps_it_all(may_for_each):
    assert not can_reach(not_to_be_contacted=True, may_for_each=may_for_each)
    with pytest.raises(RuleBroken, match="ask your manager"):
        check_may_reach(not_to_be_contacted=True, may_for_each=may_for_each)


@pytest.mark.parametrize(
    ("marked", "may_for_each"), [(True, [True]), (True, [True, True]), (False, [False]), (False, [])]
)
def test_whoever_may_know_for_every_child_and_whoever_is_not_marked_is_open(marked, may_for_each):
    assert can_reach(not_to_be_contacted=marked, may_for_each=may_for_each)
