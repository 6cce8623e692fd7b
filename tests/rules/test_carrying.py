"""What a worker carries: children, and what is due for them; of each child a visit or a profile counts once."""

from __future__ import annotations

from datetime import date, timedelta

from gcp_tracker.rules.carrying import carried
from gcp_tracker.rules.clocks import Clock, Due
from gcp_tracker.rules.duties import Duty
from tests.cast import TODAY


def duty(clock: Clock, days: int) -> Duty:
    return Duty(Due(clock, date(2026, 1, 1), TODAY + timedelta(days=days), "why"))


def test_a_worker_carries_children_and_what_is_due_for_them() -> None:
    late_visit, soon_visit = duty(Clock.PROTECTION_VISIT, -1), duty(Clock.IN_NEED_VISIT, 7)
    late_profile, later = duty(Clock.PROFILE, -20), duty(Clock.PROFILE_BEFORE_REVIEW, 5)
    found = carried(
        [[late_visit, late_profile], [soon_visit, later], [duty(Clock.IN_NEED_VISIT, 8)], [late_profile, later], []],
        TODAY,
    )
    assert found.words == [
        "5 children",
        "1 visit due within a week, 1 late",
        "1 profile due within a week, 2 late",
    ]


def test_nothing_due_is_not_said() -> None:
    assert carried([[]], TODAY).words == ["1 child"]
    assert carried([[duty(Clock.PROFILE, -1)]], TODAY).words == ["1 child", "1 profile late"]
